package io.dptrain.accountant.event;

import java.util.List;

/**
 * A description of a mechanism that touched the data.
 *
 * <p>The set of events is closed, so that an accountant can say for each whether it is covered.
 * Events are immutable values with equality by content.
 */
public sealed interface PrivacyEvent
    permits ComposedEvent,
        FixedSizeSampledEvent,
        GaussianEvent,
        LaplaceEvent,
        NonPrivateEvent,
        NoOpEvent,
        PoissonSampledEvent,
        RandomAllocationEvent,
        SelfComposedEvent,
        TruncatedPoissonSampledEvent {

  /** Returns the event in words, for reports and error messages. */
  String describe();

  /** Returns one step of private training: Gaussian noise on a Poisson-sampled batch. */
  static PoissonSampledEvent poissonSampledGaussian(
      double samplingProbability, double noiseMultiplier) {
    return new PoissonSampledEvent(samplingProbability, new GaussianEvent(noiseMultiplier));
  }

  /**
   * Returns one epoch of private training in which each unit is in exactly one batch: Gaussian
   * noise on each of so many randomly allocated batches.
   */
  static RandomAllocationEvent randomlyAllocatedGaussian(long steps, double noiseMultiplier) {
    return new RandomAllocationEvent(steps, new GaussianEvent(noiseMultiplier));
  }

  /**
   * Returns one step of private training whose clip norm follows a quantile of the gradient norms:
   * on the same sample, the noised sum of gradients and the noised count of those not clipped.
   *
   * <p><b>Formula:</b> each unit adds +1/2 or -1/2 to the centered count, so its noise multiplier
   * is 2 countNoiseStdDev. Together they hide as much as one Gaussian, the {@link JointGaussian} of
   * both.
   *
   * <p><b>Domain:</b> samplingProbability in [0, 1], the others in [0, infinity).
   *
   * <p><b>Source:</b> Andrew, Thakkar, McMahan, Ramaswamy 2021, Differentially private learning
   * with adaptive clipping, arXiv:1905.03871, theorem 1.
   *
   * @param noiseMultiplier z, of the sum of gradients
   * @param countNoiseStdDev the standard deviation of the noise on the count, in units
   */
  static PoissonSampledEvent adaptivelyClippedGaussian(
      double samplingProbability, double noiseMultiplier, double countNoiseStdDev) {
    GaussianEvent gradients = new GaussianEvent(noiseMultiplier);
    GaussianEvent count = new GaussianEvent(2 * countNoiseStdDev);
    return new PoissonSampledEvent(
        samplingProbability, new ComposedEvent(List.of(gradients, count)));
  }
}
