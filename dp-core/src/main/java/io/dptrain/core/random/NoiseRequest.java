package io.dptrain.core.random;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * The values of one key, made in chunks of {@value #CHUNK}. The number of a chunk is its nonce, so
 * every chunk has a keystream of its own.
 *
 * <p>Workers take the next chunk that nobody has begun, each with a cipher and arrays of its own;
 * those of a large request run in the common pool. Which values come out depends on the key alone,
 * not on the number of processors.
 */
final class NoiseRequest {

  static final int CHUNK = 4 * NormalBatch.SIZE;

  /** Below this many chunks, waking other threads costs more than it saves. */
  static final int PARALLEL_CHUNKS = 3;

  private final int[] key;
  private final long length;
  private final int chunks;
  private final float stdDev;
  private final NoiseSink sink;
  private final AtomicInteger nextChunk = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * A request for at least one value.
   *
   * @param key not copied; the caller wipes it
   */
  NoiseRequest(int[] key, long length, float stdDev, NoiseSink sink) {
    this.key = key;
    this.length = length;
    this.chunks = Math.toIntExact((length - 1) / CHUNK + 1);
    this.stdDev = stdDev;
    this.sink = sink;
  }

  /** Returns or throws when no worker writes any more. */
  void run() {
    if (chunks < PARALLEL_CHUNKS) {
      work();
    } else {
      IntStream.range(0, Math.min(chunks, processors())).parallel().forEach(worker -> work());
    }
    if (failure.get() instanceof Error e) {
      throw e;
    }
    if (failure.get() instanceof RuntimeException e) {
      throw e;
    }
  }

  private static int processors() {
    ForkJoinPool pool = ForkJoinTask.getPool();
    return pool == null ? ForkJoinPool.getCommonPoolParallelism() + 1 : pool.getParallelism();
  }

  /** Never throws, as the others would not be waited for. */
  private void work() {
    try {
      makeChunks();
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private void makeChunks() {
    NormalBatch batch = new NormalBatch(stdDev);
    try {
      int chunk = nextChunk.getAndIncrement();
      while (chunk < chunks && failure.get() == null) {
        makeChunk(batch, chunk);
        chunk = nextChunk.getAndIncrement();
      }
    } finally {
      batch.wipe();
    }
  }

  private void makeChunk(NormalBatch batch, int chunk) {
    batch.restart(key, chunk);
    long from = (long) chunk * CHUNK;
    long end = Math.min(length, from + CHUNK);
    for (long at = from; at < end; at += NormalBatch.SIZE) {
      sink.put(at, batch.next(), (int) Math.min(end - at, NormalBatch.SIZE));
    }
  }
}
