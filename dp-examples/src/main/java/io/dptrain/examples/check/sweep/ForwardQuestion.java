package io.dptrain.examples.check.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Runs an operation on a batch, on one row alone, and with one row replaced. */
final class ForwardQuestion {
  private final OpCase tried;
  private final Truth truth;

  ForwardQuestion(OpCase tried, Truth truth) {
    this.tried = tried;
    this.truth = truth;
  }

  Answer ask() {
    List<Values> values = truth.values();
    List<Values> replaced = changed(values, Truth.draw(tried, 2), Values::withFirstRowOf);
    List<Values> alone = changed(values, values, (own, same) -> own.rows(0));
    Values whole;
    Values other;
    Values single;
    try (CaseGraph graph = CaseGraph.of(tried, values)) {
      whole = graph.run(values);
      other = graph.run(replaced);
      single = graph.run(alone);
    }
    if (!whole.shape().equals(truth.expected().shape())) {
      return Answer.of(
          Verdict.WRONG, "shape " + whole.shape() + " instead of " + truth.expected().shape());
    }
    double moved = Errors.largest(rest(other), rest(whole));
    if (!(moved <= tried.tolerance())) {
      return new Answer(false, Verdict.MIXES, moved, "row 0 changes other rows");
    }
    double error = Errors.largest(whole, truth.expected());
    return Answer.within(
        Math.max(error, Errors.largest(single, truth.expected().rows(0))), tried.tolerance());
  }

  private interface Change {
    Values of(Values own, Values other);
  }

  private List<Values> changed(List<Values> values, List<Values> others, Change change) {
    List<Values> changed = new ArrayList<>(values);
    for (int i = 0; i < values.size(); i++) {
      if (tried.args().get(i).role() == Arg.Role.DATA) {
        changed.set(i, change.of(values.get(i), others.get(i)));
      }
    }
    return changed;
  }

  private Values rest(Values all) {
    return all.rows(IntStream.range(1, tried.batch()).toArray());
  }
}
