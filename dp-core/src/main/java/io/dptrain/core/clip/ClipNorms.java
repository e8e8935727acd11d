package io.dptrain.core.clip;

/**
 * The clip norms of a training run, which change from step to step by what is public: the number of
 * the step, or what earlier steps released with noise. Not thread safe.
 */
public interface ClipNorms {

  /**
   * The clip norms of the next step, one for each group. Public.
   *
   * @param step how many steps were charged before
   */
  double[] of(long step);

  /**
   * Takes the noised statistic of a step into account, if the strategy releases one.
   *
   * @param noised the noised sum of the statistic over the examples, divided by the expected batch
   *     size; empty if there is none
   */
  void learn(double[] noised);

  /** What was learned so far, for a checkpoint; empty if nothing is learned. Public. */
  double[] learned();

  /**
   * Goes on from what another run of the same strategy has learned.
   *
   * @param learned what {@link #learned} gave there
   * @throws IllegalArgumentException if it cannot have given that
   */
  void goOnFrom(double[] learned);
}
