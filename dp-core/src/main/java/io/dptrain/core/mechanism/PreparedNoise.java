package io.dptrain.core.mechanism;

import io.dptrain.core.noise.NoiseSink;
import io.dptrain.core.noise.NoiseSource;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The noise of one step, drawn by another thread while the step computes its sums. Used once; what
 * is not used is overwritten and forgotten.
 */
final class PreparedNoise {
  private final CompletableFuture<float[]> drawn;

  private PreparedNoise(CompletableFuture<float[]> drawn) {
    this.drawn = drawn;
  }

  /** Begins to draw. */
  static PreparedNoise of(NoiseSource source, int length, float noiseStdDev) {
    return new PreparedNoise(
        CompletableFuture.supplyAsync(
            () -> {
              float[] values = new float[length];
              source.deliver(
                  length,
                  noiseStdDev,
                  (offset, piece, count) ->
                      System.arraycopy(piece, 0, values, Math.toIntExact(offset), count));
              return values;
            }));
  }

  /** Waits for the noise, hands it over and overwrites it. */
  void deliver(NoiseSink sink) {
    try {
      float[] values = drawn.join();
      sink.put(0, values, values.length);
      Arrays.fill(values, 0f);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Overwrites the noise as soon as it is there. */
  void discard() {
    drawn.thenAccept(values -> Arrays.fill(values, 0f));
  }
}
