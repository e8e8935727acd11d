package io.dptrain.accountant.event;

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
        SelfComposedEvent,
        TruncatedPoissonSampledEvent {

  /** Returns the event in words, for reports and error messages. */
  String describe();

  /** Returns one step of private training: Gaussian noise on a Poisson-sampled batch. */
  static PoissonSampledEvent poissonSampledGaussian(
      double samplingProbability, double noiseMultiplier) {
    return new PoissonSampledEvent(samplingProbability, new GaussianEvent(noiseMultiplier));
  }
}
