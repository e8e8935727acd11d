package io.dptrain.accountant.event;

import io.dptrain.accountant.internal.Checks;
import java.util.Objects;

/**
 * An event on a batch drawn uniformly from all subsets of {@code batchSize} privacy units, without
 * replacement, freshly for each event.
 *
 * <p>It has a meaning under {@link NeighboringRelation#REPLACE_ONE} only, where both data sets have
 * {@code datasetSize} units. It does not describe the batches of a shuffled pass, which are not
 * drawn independently of each other.
 *
 * <p><b>Domain:</b> {@code datasetSize} in [1, 2^53], {@code batchSize} in [0, datasetSize]; a
 * batch of the whole data set is no sampling.
 */
public record FixedSizeSampledEvent(long datasetSize, long batchSize, PrivacyEvent event)
    implements PrivacyEvent {
  public FixedSizeSampledEvent {
    Checks.positiveCount("datasetSize", datasetSize);
    Checks.count("batchSize", batchSize);
    Checks.require(
        batchSize <= datasetSize,
        "batchSize must be at most datasetSize, but is %s of %s",
        batchSize,
        datasetSize);
    Objects.requireNonNull(event, "event");
  }

  @Override
  public String describe() {
    return "FixedSizeSampled(datasetSize="
        + datasetSize
        + ", batchSize="
        + batchSize
        + ", "
        + event.describe()
        + ")";
  }
}
