package io.dptrain.examples.rnn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Many runs, some of them side by side.
 *
 * @param data shared by all runs
 * @param delta of the epsilon that private training is asked for
 * @param threads how many runs at a time
 */
public record Experiment(AddingData data, double delta, int threads) {

  /** A run to do, and the settings of its network. */
  public record Task(RunKey key, RnnSettings settings) {}

  /** Hears of the runs, from several threads. */
  public record Listener(IntConsumer steps, Consumer<Outcome> finished) {}

  /**
   * Does all runs.
   *
   * @return one outcome for each task, in their order
   */
  public List<Outcome> run(List<Task> tasks, Listener listener) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Outcome>> futures = new ArrayList<>();
      tasks.forEach(task -> futures.add(pool.submit(() -> run(task, listener))));
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> future : futures) {
        outcomes.add(result(future));
      }
      return outcomes;
    } finally {
      pool.shutdownNow();
    }
  }

  private Outcome run(Task task, Listener listener) {
    Outcome outcome = new Run(task.key(), task.settings(), data, delta).train(listener.steps());
    listener.finished().accept(outcome);
    return outcome;
  }

  private static Outcome result(Future<Outcome> future) {
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
