package io.dptrain.accountant.pld;

/**
 * One kind of step, with all that its privacy loss depends on. Steps that are equal cost the same.
 */
sealed interface LossStep
    permits SampledLaplace,
        ReplacedGaussian,
        FixedSizeGaussian,
        GroupGaussian,
        RandomAllocationGaussian,
        SampledGaussian,
        TruncatedGaussian {
  /** Whether the step may release data without noise. */
  boolean hidesNothing();

  /** Returns at most the probability that a step that hides nothing releases the record. */
  double revealed();

  /** Whether both directions cost the same. */
  boolean isSymmetric();

  /**
   * Returns the step where both data sets of the pair have one record more than here, the same step
   * unless it depends on their size.
   */
  default LossStep inLargerPair() {
    return this;
  }

  /** Returns the loss in the direction, or an approximation of it from the given side. */
  LossShape shape(Direction direction, Side side);
}
