package io.dptrain.core.internal;

import java.util.List;

/**
 * The names of placeholders that a step feeds and nobody else. TensorFlow shows the name to whoever
 * runs the update bare, so it says what to do instead.
 */
public final class StepInputs {
  private static final String ENDING = "_that_only_DpOptimizer_step_feeds_so_call_optimizer.step";

  /**
   * What noise is fed through: sums with noise, or sums, seeds and the standard deviation where it
   * is drawn in the graph.
   */
  private static final List<String> OF_NOISE =
      List.of("noised_sum", "clipped_sum", "noise_seeds", "noise_std_dev");

  private StepInputs() {}

  /** A name. */
  public static String name(String what) {
    return what + ENDING;
  }

  /** Whether a placeholder takes what the noise of some optimizer's step is made of. */
  public static boolean isOfNoise(String name) {
    return OF_NOISE.stream().anyMatch(what -> name.contains(what + ENDING));
  }
}
