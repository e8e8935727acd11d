package io.dptrain.core.check;

import java.util.List;
import java.util.Optional;

/**
 * What the probe before the first step compared on this machine, and how far apart things were. It
 * is made from made-up rows and weights alone, so it may be published.
 *
 * @param notProbed why nothing could be compared, if so; then nothing of what follows counts
 * @param batchSizes of the runs that were compared, in privacy units
 * @param rowError the largest relative difference of a loss, norm or sum of one unit between two
 *     batches
 * @param largestShare the largest l2 distance between the clipped sums of two batches that differ
 *     by one unit, divided by the bound that the noise is made for; at most 1
 * @param normError the largest relative error of a norm
 * @param sumError the largest relative l2 error of one unit's clipped gradient
 * @param products how many kinds of products were found to be in full precision
 * @param leftOut what was not compared, and why
 * @param milliseconds how long it took
 */
public record ProbeReport(
    Optional<String> notProbed,
    List<Integer> batchSizes,
    double rowError,
    double largestShare,
    double normError,
    double sumError,
    int products,
    List<String> leftOut,
    double milliseconds) {

  /** A probe that was switched off. */
  public static ProbeReport trusted() {
    return without("switched off, kernels are trusted", 0);
  }

  public static ProbeReport without(String reason, double milliseconds) {
    return new ProbeReport(Optional.of(reason), List.of(), 0, 0, 0, 0, 0, List.of(), milliseconds);
  }

  /** In a line. */
  public String describe() {
    if (notProbed.isPresent()) {
      return "not probed: " + notProbed.get();
    }
    String left = leftOut.isEmpty() ? "" : "; not compared: " + String.join(", ", leftOut);
    return ("made-up rows in batches of %s: rows alone and together differ by %.1e, norms by %.1e"
            + " and clipped sums by %.1e from single gradients, one unit moves the sum by %.3f of"
            + " the bound, %d kinds of products in full precision%s")
        .formatted(batchSizes, rowError, normError, sumError, largestShare, products, left);
  }
}
