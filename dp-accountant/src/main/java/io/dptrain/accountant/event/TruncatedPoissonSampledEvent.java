package io.dptrain.accountant.event;

import io.dptrain.accountant.internal.Checks;
import java.util.Objects;

/**
 * An event on a Poisson sample that is cut down to {@code maxBatchSize} units, chosen uniformly
 * among those sampled, when more were sampled.
 *
 * <p>The cut makes the units depend on each other and costs privacy: little where the cap is seldom
 * reached, a lot where it is near the expected batch size. It is not a {@link PoissonSampledEvent}.
 *
 * <p>The cost depends on the size of the data set. Where neighbors differ in it, {@code
 * datasetSize} is that of the data set which is to be protected, and its neighbors have one unit
 * fewer or one more: both are accounted for, the worse counts.
 *
 * <p><b>Domain:</b> {@code datasetSize} in [1, 2^53], {@code samplingProbability} in [0, 1], {@code
 * maxBatchSize} in [1, 2^53].
 */
public record TruncatedPoissonSampledEvent(
    long datasetSize, double samplingProbability, long maxBatchSize, PrivacyEvent event)
    implements PrivacyEvent {
  public TruncatedPoissonSampledEvent {
    Checks.positiveCount("datasetSize", datasetSize);
    Checks.probability("samplingProbability", samplingProbability);
    Checks.positiveCount("maxBatchSize", maxBatchSize);
    Objects.requireNonNull(event, "event");
  }

  @Override
  public String describe() {
    return "TruncatedPoissonSampled(datasetSize="
        + datasetSize
        + ", samplingProbability="
        + samplingProbability
        + ", maxBatchSize="
        + maxBatchSize
        + ", "
        + event.describe()
        + ")";
  }
}
