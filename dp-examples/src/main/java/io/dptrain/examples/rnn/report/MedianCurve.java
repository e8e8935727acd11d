package io.dptrain.examples.rnn.report;

import io.dptrain.examples.report.Median;
import io.dptrain.examples.rnn.train.Outcome;
import io.dptrain.examples.rnn.train.Outcome.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The course of the median of several seeds. */
final class MedianCurve {
  private MedianCurve() {}

  /**
   * The median at each sample, until all runs have ended. A run that has ended keeps its last
   * values; what is not finite counts as infinite.
   *
   * @param outcomes runs that were sampled at the same steps, at least one
   */
  static List<Sample> of(List<Outcome> outcomes) {
    Outcome longest = outcomes.get(0);
    for (Outcome outcome : outcomes) {
      longest = outcome.curve().size() > longest.curve().size() ? outcome : longest;
    }
    List<Sample> medians = new ArrayList<>();
    for (int i = 0; i < longest.curve().size(); i++) {
      medians.add(
          new Sample(
              longest.curve().get(i).step(),
              median(outcomes, i, Sample::testLoss),
              median(outcomes, i, Sample::gradientNorm)));
    }
    return medians;
  }

  private static double median(List<Outcome> outcomes, int i, ToDoubleFunction<Sample> value) {
    return Median.of(
        outcomes.stream()
            .map(outcome -> outcome.curve().get(Math.min(i, outcome.curve().size() - 1)))
            .mapToDouble(value)
            .map(number -> Double.isFinite(number) ? number : Double.POSITIVE_INFINITY)
            .toArray());
  }
}
