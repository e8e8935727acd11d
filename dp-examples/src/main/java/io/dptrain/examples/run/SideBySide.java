package io.dptrain.examples.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.tensorflow.proto.ConfigProto;

/** Runs that go side by side, each in one thread. */
public final class SideBySide {
  /**
   * For a session that computes in the thread that calls it: two of them in two threads do not wait
   * for each other.
   */
  public static final ConfigProto ONE_THREAD =
      ConfigProto.newBuilder()
          .setIntraOpParallelismThreads(1)
          .setInterOpParallelismThreads(-1)
          .build();

  private SideBySide() {}

  /**
   * Does all runs.
   *
   * @param threads how many at a time
   * @return one result for each run, in their order
   * @throws IllegalStateException if the calling thread is interrupted, or a run ends with an error
   *     or a checked exception; what else a run throws is thrown
   */
  public static <T> List<T> run(List<? extends Callable<T>> runs, int threads) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> futures = new ArrayList<>();
      runs.forEach(run -> futures.add(pool.submit(run)));
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(result(future));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the runs were interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("a run failed", e.getCause());
    }
  }
}
