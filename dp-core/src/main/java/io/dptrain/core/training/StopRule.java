package io.dptrain.core.training;

import io.dptrain.core.internal.Checks;
import java.util.Map;
import java.util.function.DoublePredicate;

/**
 * When an evaluation stops a run.
 *
 * @param trend of the evaluation
 * @param values so many in a row that are no better stop it
 * @param stop a value that stops it at once
 */
record StopRule(Trend trend, long values, DoublePredicate stop) {

  /** Stops after so many values in a row that are no better than the best before. */
  static StopRule of(Trend trend, int values) {
    return new StopRule(trend, Checks.atLeastOne("values", values), value -> false);
  }

  /** Stops at certain values. */
  static StopRule of(Evaluation evaluation, DoublePredicate stop) {
    return new StopRule(new Trend(evaluation, true), Long.MAX_VALUE, stop);
  }

  /** Takes a value of an evaluation in, and says whether the run ends. */
  boolean stops(Evaluation evaluation, double value, long step) {
    if (!evaluation.equals(trend.evaluation())) {
      return false;
    }
    trend.improves(value, step);
    return trend.since() >= values || stop.test(value);
  }

  void write(Map<String, String> notes) {
    trend.write(notes);
  }

  void read(Map<String, String> notes) {
    trend.read(notes);
  }
}
