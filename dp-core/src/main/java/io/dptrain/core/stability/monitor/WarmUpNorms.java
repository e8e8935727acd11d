package io.dptrain.core.stability.monitor;

import io.dptrain.core.internal.Checks;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The gradient norms of a warm-up, of single examples and of whole steps. */
final class WarmUpNorms {
  private final int steps;
  private final Norms ofExamples = new Norms();
  private final Norms ofSteps = new Norms();

  WarmUpNorms(int steps) {
    this.steps = steps;
  }

  /** Takes in the norm of a step, unless the warm-up is over. */
  void addStep(Measured norm) {
    ofSteps.add(norm.privacy(), norm.value());
  }

  /** Takes in the norms of a batch of examples, unless the warm-up is over. */
  void addExamples(Privacy privacy, float... norms) {
    double[] values = new double[norms.length];
    for (int i = 0; i < norms.length; i++) {
      values[i] = norms[i];
    }
    ofExamples.add(privacy, values);
  }

  /**
   * <b>Formula</b>: the smallest norm that at least the percentage of all norms do not exceed: the
   * nearest-rank percentile, always one of the norms. {@link
   * io.dptrain.core.stability.clip.HistoryClipping} interpolates between two.
   */
  ClipNormSuggestion suggestion(double percentile) {
    if (!(percentile > 0 && percentile < 100)) {
      throw new IllegalArgumentException(
          "percentile must be between 0 and 100, but is " + percentile);
    }
    boolean examples = ofExamples.values.length > 0;
    Norms norms = examples ? ofExamples : ofSteps;
    Checks.state(
        norms.values.length > 0,
        "no gradient norm was observed yet: observe some steps of a warm-up first");
    double[] sorted = norms.values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percentile / 100 * sorted.length);
    return new ClipNormSuggestion(
        sorted[Math.max(rank, 1) - 1], percentile, sorted.length, examples, norms.privacy);
  }

  private final class Norms {
    private double[] values = {};
    private Privacy privacy = Privacy.PUBLIC;
    private int additions;

    private void add(Privacy mark, double... more) {
      if (additions < steps) {
        DoubleStream finite = Arrays.stream(more).filter(Double::isFinite);
        values = DoubleStream.concat(Arrays.stream(values), finite).toArray();
        privacy = privacy.with(mark);
        additions++;
      }
    }
  }
}
