package io.dptrain.examples.rnn.report;

import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.rnn.train.AddingExperiment;
import io.dptrain.examples.rnn.train.Ending;
import io.dptrain.examples.rnn.train.Variant;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Result;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What all seeds of one way to train one network came to.
 *
 * @param of the runs of the network
 * @param privacy the guarantee of one seed, if the way is private
 */
public record Row(
    AddingExperiment of, Variant variant, Result result, Optional<PrivacyFacts> privacy) {

  /** One for each variant of an {@link AddingExperiment}. */
  public static List<Row> of(Result result) {
    AddingExperiment of = (AddingExperiment) result.experiment();
    return of.compared().stream()
        .map(variant -> new Row(of, variant, result, privacy(result, variant)))
        .toList();
  }

  private static Optional<PrivacyFacts> privacy(Result result, Variant variant) {
    return result.findings(variant.label()).stream()
        .flatMap(found -> found.fact(PrivacyFacts.class).stream())
        .max(Comparator.comparingDouble(PrivacyFacts::epsilon));
  }

  /** What was found, by seed. */
  public List<Finding> findings() {
    return result.findings(variant.label());
  }

  /** How many seeds ended so. */
  public long count(Ending ending) {
    return ended(ending).size();
  }

  /** What those seeds found that ended so. */
  List<Finding> ended(Ending ending) {
    return findings().stream().filter(found -> found.number(ending.label()) == 1).toList();
  }

  /** The share of seeds that ended so, from 0 to 1. */
  public double share(Ending ending) {
    return (double) count(ending) / result.seeds().size();
  }

  /** The median steps of the seeds that solved the problem; NaN if none did. */
  public double stepsToSolve() {
    return result.median(variant.label(), AddingExperiment.STEPS_TO_SOLVE);
  }

  /** The median test loss at the end; NaN where most diverged beyond all numbers. */
  public double testLoss() {
    return result.median(variant.label(), AddingExperiment.LOSS);
  }

  /** The largest gradient norm that any seed saw, among those that are numbers. */
  public double largestGradientNorm() {
    return DoubleStream.of(result.values(variant.label(), AddingExperiment.NORM))
        .max()
        .orElse(Double.NaN);
  }
}
