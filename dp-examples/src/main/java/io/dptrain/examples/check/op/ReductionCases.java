package io.dptrain.examples.check.op;

import static io.dptrain.examples.check.sweep.CaseBuilder.caseOf;

import io.dptrain.examples.check.sweep.CaseBuilder;
import io.dptrain.examples.check.sweep.ElementType;
import io.dptrain.examples.check.sweep.OpCase;
import io.dptrain.examples.check.sweep.RawOp;
import io.dptrain.examples.check.sweep.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import org.tensorflow.ndarray.Shape;

/** Reductions, running sums, softmax and losses. */
final class ReductionCases {
  private final List<OpCase> cases = new ArrayList<>();

  private ReductionCases() {}

  static List<OpCase> all() {
    ReductionCases cases = new ReductionCases();
    cases.addReductions();
    cases.addPlaces();
    cases.addRunning();
    cases.addSoftmax();
    cases.addLosses();
    return cases.cases;
  }

  private void addReductions() {
    reduction("Sum", ReductionCases::sum);
    reduction("Mean", values -> sum(values) / values.size());
    reduction("Max", Collections::max);
    reduction("Min", Collections::min);
    reduction("Prod", values -> values.stream().reduce(1.0, (x, y) -> x * y));
    reduction("EuclideanNorm", values -> Math.sqrt(values.stream().mapToDouble(x -> x * x).sum()));
    for (String op : List.of("All", "Any")) {
      ToDoubleFunction<List<Double>> function =
          op.equals("All") ? Collections::min : Collections::max;
      cases.add(
          caseOf(op)
              .ids(ElementType.BOOL, 2, -1, 2, 3)
              .ints(1)
              .withoutGradient()
              .reference(in -> Reductions.reduce(in.get(0), new int[] {1}, false, function))
              .build());
    }
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }

  private void reduction(String op, ToDoubleFunction<List<Double>> function) {
    reduce(caseOf(op).data(-1, 11), false, function, 1);
    reduce(caseOf(op).data(-1, 2, 3), true, function, -1);
    reduce(caseOf(op).data(-1, 2, 3), false, function, 1, 2);
    reduce(caseOf(op).data(-1, 2, 3, 2), true, function, 1, 3);
    reduce(caseOf(op).data(2, -1, 3), false, function, 0);
    reduce(caseOf(op).data(2, -1, 3).exampleAxis(1), true, function, 0, 2);
    reduce(caseOf(op).doubles().data(-1, 2, 3), false, function, 2);
  }

  private void reduce(
      CaseBuilder tried, boolean keep, ToDoubleFunction<List<Double>> function, int... axes) {
    cases.add(
        tried
            .ints(axes)
            .attr("keep_dims", keep)
            .reference(in -> Reductions.reduce(in.get(0), axes, keep, function))
            .build());
  }

  private void addPlaces() {
    for (String op : List.of("ArgMax", "ArgMin")) {
      ToDoubleFunction<List<Double>> place =
          values ->
              values.indexOf(
                  op.equals("ArgMax") ? Collections.max(values) : Collections.min(values));
      for (ElementType type : List.of(ElementType.INT, ElementType.LONG)) {
        cases.add(
            caseOf(op)
                .data(-1, 2, 9)
                .number(2)
                .attr("output_type", type)
                .withoutGradient()
                .reference(in -> Reductions.reduce(in.get(0), new int[] {2}, false, place))
                .build());
      }
    }
    for (int k : new int[] {1, 3}) {
      cases.add(
          caseOf("TopKV2")
              .data(-1, 2, 9)
              .number(k)
              .reference(
                  in -> Values.of(Shape.of(in.get(0).size(0), 2, k), at -> largest(in.get(0), at)))
              .build());
    }
  }

  private static double largest(Values values, int[] at) {
    List<Double> row = new ArrayList<>();
    for (int i = 0; i < values.size(2); i++) {
      row.add(values.at(at[0], at[1], i));
    }
    row.sort(Collections.reverseOrder());
    return row.get(at[2]);
  }

  private void addRunning() {
    for (boolean exclusive : new boolean[] {false, true}) {
      for (boolean reverse : new boolean[] {false, true}) {
        running("Cumsum", 0, Double::sum, exclusive, reverse);
        running("Cumprod", 1, (x, y) -> x * y, exclusive, reverse);
        if (!exclusive) {
          DoubleBinaryOperator logSum = (x, y) -> Math.log(Math.exp(x) + Math.exp(y));
          running("CumulativeLogsumexp", Double.NEGATIVE_INFINITY, logSum, false, reverse);
        }
      }
    }
  }

  private void running(
      String op, double start, DoubleBinaryOperator step, boolean exclusive, boolean reverse) {
    for (CaseBuilder tried :
        List.of(
            caseOf(op).data(-1, 2, 5).number(2),
            caseOf(op).data(3, -1, 2).number(0).exampleAxis(1))) {
      int axis = tried.exampleAxis() == 0 ? 2 : 0;
      cases.add(
          tried
              .attr("exclusive", exclusive)
              .attr("reverse", reverse)
              .reference(in -> run(in.get(0), axis, start, step, exclusive, reverse))
              .build());
    }
  }

  private static Values run(
      Values values,
      int axis,
      double start,
      DoubleBinaryOperator step,
      boolean exclusive,
      boolean reverse) {
    int size = values.size(axis);
    return Values.of(
        values.shape(),
        at -> {
          int end = reverse ? size - 1 - at[axis] : at[axis];
          double total = start;
          for (int i = 0; i < (exclusive ? end : end + 1); i++) {
            int[] place = at.clone();
            place[axis] = reverse ? size - 1 - i : i;
            total = step.applyAsDouble(total, values.at(place));
          }
          return total;
        });
  }

  private void addSoftmax() {
    for (String op : List.of("Softmax", "LogSoftmax")) {
      for (CaseBuilder tried :
          List.of(
              caseOf(op).range(-3, 3).data(-1, 10),
              caseOf(op).range(-3, 3).data(-1, 3, 5),
              caseOf(op).range(-3, 3).data(3, -1, 5).exampleAxis(1),
              caseOf(op).range(-3, 3).data(-1, 2, 3, 4),
              caseOf(op).doubles().range(-3, 3).data(-1, 5))) {
        cases.add(
            tried
                .reference(
                    in -> {
                      Values logs = logSoftmax(in.get(0));
                      return op.equals("Softmax") ? Elementwise.map(logs, Math::exp) : logs;
                    })
                .build());
      }
    }
  }

  private static Values logSoftmax(Values values) {
    Values sums =
        Reductions.reduce(
            values,
            new int[] {-1},
            true,
            row -> Math.log(row.stream().mapToDouble(Math::exp).sum()));
    return Elementwise.zip(values, sums, (x, sum) -> x - sum);
  }

  private void addLosses() {
    for (boolean isWide : new boolean[] {false, true}) {
      for (int classes : new int[] {3, 10}) {
        cases.add(denseCrossEntropy(classes, isWide));
        for (ElementType type : List.of(ElementType.INT, ElementType.LONG)) {
          cases.add(
              widened(caseOf("SparseSoftmaxCrossEntropyWithLogits"), isWide)
                  .range(-2, 2)
                  .data(-1, classes)
                  .ids(type, classes, -1)
                  .reference(in -> sparseCrossEntropy(in.get(0), in.get(1)))
                  .build());
        }
      }
    }
  }

  /**
   * The labels are probabilities: TensorFlow's gradient takes it for granted that they sum to 1.
   */
  private static OpCase denseCrossEntropy(int classes, boolean isWide) {
    String op = "SoftmaxCrossEntropyWithLogits";
    return widened(caseOf(op), isWide)
        .range(-2, 2)
        .data(-1, classes)
        .data(-1, classes)
        .note("labels by softmax")
        .body(
            (graph, in) ->
                RawOp.of(
                    graph,
                    op,
                    Map.of(),
                    in.get(0),
                    RawOp.of(graph, "Softmax", Map.of(), in.get(1))))
        .reference(in -> crossEntropy(in.get(0), Elementwise.map(logSoftmax(in.get(1)), Math::exp)))
        .build();
  }

  private static CaseBuilder widened(CaseBuilder tried, boolean isWide) {
    return isWide ? tried.doubles() : tried;
  }

  private static Values crossEntropy(Values logits, Values labels) {
    Values terms = Elementwise.zip(logSoftmax(logits), labels, (log, label) -> -log * label);
    return Reductions.reduce(terms, new int[] {1}, false, ReductionCases::sum);
  }

  private static Values sparseCrossEntropy(Values logits, Values labels) {
    Values logs = logSoftmax(logits);
    return Values.of(labels.shape(), at -> -logs.at(at[0], (int) labels.at(at)));
  }
}
