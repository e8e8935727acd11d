package io.dptrain.core.optimizer;

import io.dptrain.core.check.NeighborReport;
import java.util.List;

/**
 * How far the norms and the clipped sum of a few examples were from the ordinary gradient of each
 * example alone, and what neighboring batches gave.
 *
 * <p><b>Not private</b>: computed from raw examples; for looking at, not for publishing.
 *
 * @param neighbors what was compared with the slow reference, and how the batches without one of
 *     the examples, or with another in its place, differed
 * @param failing the examples that TensorFlow fails on, as for a label out of range, and those that
 *     the feeds leave out: a step counts them as zero, and nothing else here is of them
 */
public record VerificationReport(NeighborReport neighbors, List<Integer> failing) {

  /** Keeps a copy of the list. */
  public VerificationReport {
    failing = List.copyOf(failing);
  }

  /** How many examples were compared. */
  public int examples() {
    return neighbors.examples();
  }

  /** The largest relative error of a norm, see {@link NeighborReport#normError}. */
  public double normError() {
    return neighbors.normError();
  }

  /**
   * The largest relative error of a clipped gradient or of the clipped sum, see {@link
   * NeighborReport#sumError}.
   */
  public double sumError() {
    return neighbors.sumError();
  }

  /**
   * The largest l2 distance between the clipped sums of two batches of which one has an example
   * more, divided by the bound that the noise is made for; at most 1.
   */
  public double largestShare() {
    return neighbors.largestShare();
  }

  /** Whether all three are within a tolerance, and neighbors differ in nothing else; NaN is not. */
  public boolean isWithin(double tolerance) {
    return normError() <= tolerance
        && sumError() <= tolerance
        && largestShare() <= 1 + tolerance
        && neighbors.failures().isEmpty();
  }

  /**
   * For a test of a model: passes if no example was seen to do more than the noise hides.
   *
   * @throws AssertionError that lists what was seen
   */
  public void assertPrivate() {
    neighbors.assertPrivate();
  }
}
