package io.dptrain.core.check;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What neighboring batches of real examples gave: each example left out, masked out and replaced,
 * the batch in whole and in chunks.
 *
 * <p><b>Not private</b>: computed from raw examples; for looking at, not for publishing.
 *
 * @param examples how many there were
 * @param neighbors how many neighboring batches were run
 * @param normError the largest error of a norm, relative to the norm, or to a millionth where that
 *     is more (of the clip norm, if that is below 1)
 * @param sumError the larger of two l2 errors over all variables: of the clipped gradient of one
 *     example, relative to its length, or to a thousandth of the longest where that is more; and of
 *     the clipped sum, relative to its length, or to the root of the sum of the squared lengths
 *     where that is more, since gradients may cancel. A length below a millionth counts as that
 * @param largestShare the largest l2 distance between the clipped sums of two batches of which one
 *     has an example more, divided by the bound that the noise is made for; at most 1
 * @param rowError the largest relative difference of the loss or norm of an example between two
 *     batches
 * @param gradientError the largest difference between the derivative of the loss of one example
 *     along a random direction by central finite differences and by its gradient, relative to the
 *     length of the gradient; empty if the loss has parts that are not differentiated on purpose.
 *     Large in a model with kinks
 * @param draws the operations that draw random numbers: what they drew was drawn once and then kept
 * @param failures what no neighbor may show, each as a sentence; none in a private model
 */
public record NeighborReport(
    int examples,
    int neighbors,
    double normError,
    double sumError,
    double largestShare,
    double rowError,
    OptionalDouble gradientError,
    List<String> draws,
    List<String> failures) {

  /**
   * For a test of a model: passes if no example was seen to do more than the noise hides.
   *
   * @throws AssertionError that lists what was seen
   */
  public void assertPrivate() {
    if (!failures.isEmpty()) {
      throw new AssertionError(
          "one of "
              + examples
              + " examples does more than the noise hides:\n- "
              + String.join("\n- ", failures));
    }
  }
}
