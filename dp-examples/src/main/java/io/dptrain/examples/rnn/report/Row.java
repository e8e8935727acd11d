package io.dptrain.examples.rnn.report;

import io.dptrain.examples.report.Median;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.rnn.train.Ending;
import io.dptrain.examples.rnn.train.Outcome;
import io.dptrain.examples.rnn.train.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What all seeds of one way to train one network came to.
 *
 * @param outcomes one for each seed, at least one
 */
public record Row(CellKind cell, Variant variant, List<Outcome> outcomes) {

  /** One row for each network and variant, in the order of the outcomes. */
  public static List<Row> of(List<Outcome> outcomes) {
    Map<List<Object>, List<Outcome>> groups = new LinkedHashMap<>();
    for (Outcome outcome : outcomes) {
      List<Object> key = List.of(outcome.key().cell(), outcome.key().variant());
      groups.computeIfAbsent(key, unused -> new ArrayList<>()).add(outcome);
    }
    return groups.values().stream()
        .map(group -> new Row(group.get(0).key().cell(), group.get(0).key().variant(), group))
        .toList();
  }

  /** How many seeds ended so. */
  public int count(Ending ending) {
    return (int) outcomes.stream().filter(outcome -> outcome.ending() == ending).count();
  }

  /** The share of seeds that ended so, from 0 to 1. */
  public double share(Ending ending) {
    return count(ending) / (double) outcomes.size();
  }

  /** The median steps of the seeds that solved the problem; empty if none did. */
  public OptionalDouble stepsToSolve() {
    List<Outcome> solved =
        outcomes.stream().filter(outcome -> outcome.ending() == Ending.SOLVED).toList();
    return solved.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(median(solved, Outcome::steps));
  }

  /** The median test loss at the end; NaN where most diverged beyond all numbers. */
  public double testLoss() {
    return median(outcomes, Outcome::testLoss);
  }

  /** The largest gradient norm that any seed saw, among those that are numbers. */
  public double largestGradientNorm() {
    return outcomes.stream()
        .flatMap(outcome -> outcome.curve().stream())
        .mapToDouble(Outcome.Sample::gradientNorm)
        .filter(Double::isFinite)
        .max()
        .orElse(Double.NaN);
  }

  /** Of private training; empty otherwise. */
  public OptionalDouble epsilon() {
    return outcomes.get(0).epsilon();
  }

  private static double median(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
    return Median.of(outcomes.stream().mapToDouble(value).toArray());
  }
}
