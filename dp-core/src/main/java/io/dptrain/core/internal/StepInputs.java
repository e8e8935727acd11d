package io.dptrain.core.internal;

/**
 * The names of placeholders that a step feeds and nobody else. TensorFlow shows the name to whoever
 * runs the update bare, so it says what to do instead.
 */
public final class StepInputs {
  private static final String ENDING = "_that_only_DpOptimizer_step_feeds_so_call_optimizer.step";

  private StepInputs() {}

  /** A name. */
  public static String name(String what) {
    return what + ENDING;
  }

  /** Whether a placeholder belongs to the step of some optimizer. */
  public static boolean isName(String name) {
    return name.contains(ENDING);
  }
}
