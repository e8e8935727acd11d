package io.dptrain.core.stability.monitor;

/**
 * A clip norm that was read off the norms of a warm-up.
 *
 * @param l2ClipNorm the percentile of the norms
 * @param percentile between 0 and 100
 * @param norms how many norms there were
 * @param ofExamples whether they were norms of single examples, and not of whole steps
 * @param privacy the mark of the norms, and so of the clip norm
 */
public record ClipNormSuggestion(
    double l2ClipNorm, double percentile, int norms, boolean ofExamples, Privacy privacy) {

  /** The suggestion, and what it costs, in one line. */
  @Override
  public String toString() {
    String what = ofExamples ? "examples" : "steps (smaller than norms of examples)";
    String cost =
        privacy == Privacy.NOT_PRIVATE
            ? ": on private data this choice costs privacy that no ledger counts; use public data"
                + " or Clipping.adaptiveQuantile"
            : "";
    return "clip norm %s (%s), percentile %s of %d norms of %s%s"
        .formatted(l2ClipNorm, privacy, percentile, norms, what, cost);
  }
}
