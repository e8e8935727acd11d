package io.dptrain.accountant.event;

import io.dptrain.accountant.internal.Checks;
import java.util.Objects;

/**
 * An event on a random subset which every privacy unit joins independently with the same
 * probability.
 *
 * <p>It does not describe shuffled or fixed-size batches. Those hide less.
 *
 * <p><b>Domain:</b> {@code samplingProbability} in [0, 1]; at 1 there is no sampling, at 0 no data.
 */
public record PoissonSampledEvent(double samplingProbability, PrivacyEvent event)
    implements PrivacyEvent {
  public PoissonSampledEvent {
    Checks.probability("samplingProbability", samplingProbability);
    Objects.requireNonNull(event, "event");
  }

  @Override
  public String describe() {
    return "PoissonSampled(samplingProbability="
        + samplingProbability
        + ", "
        + event.describe()
        + ")";
  }
}
