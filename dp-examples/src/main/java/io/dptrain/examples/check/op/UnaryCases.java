package io.dptrain.examples.check.op;

import static io.dptrain.examples.check.sweep.CaseBuilder.caseOf;

import io.dptrain.examples.check.sweep.CaseBuilder;
import io.dptrain.examples.check.sweep.ElementType;
import io.dptrain.examples.check.sweep.OpCase;
import io.dptrain.examples.check.sweep.RawOp;
import io.dptrain.examples.check.sweep.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Functions of each element of one tensor. */
final class UnaryCases {
  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;

  private final List<OpCase> cases = new ArrayList<>();

  private UnaryCases() {}

  static List<OpCase> all() {
    UnaryCases cases = new UnaryCases();
    cases.addSmooth();
    cases.addBent();
    cases.addWithoutLoops();
    cases.addWithoutGradient();
    cases.addCasts();
    return cases.cases;
  }

  private void addSmooth() {
    add("Acos", -0.9, 0.9, Math::acos);
    add("Acosh", 1.1, 3, x -> Math.log(x + Math.sqrt(x * x - 1)));
    add("Asin", -0.9, 0.9, Math::asin);
    add("Asinh", -2, 2, x -> Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1)));
    add("Atan", -2, 2, Math::atan);
    add("Atanh", -0.9, 0.9, x -> (Math.log1p(x) - Math.log1p(-x)) / 2);
    add("Cos", -3, 3, Math::cos);
    add("Cosh", -2, 2, Math::cosh);
    add("Exp", -2, 2, Math::exp);
    add("Expm1", -2, 2, Math::expm1);
    add("Inv", 0.5, 2, x -> 1 / x);
    add("Log", 0.5, 3, Math::log);
    add("Log1p", -0.5, 2, Math::log1p);
    add("Neg", -2, 2, x -> -x);
    add("Reciprocal", 0.5, 2, x -> 1 / x);
    add("Rsqrt", 0.5, 2, x -> 1 / Math.sqrt(x));
    add("Sigmoid", -3, 3, x -> 1 / (1 + Math.exp(-x)));
    add("Sin", -3, 3, Math::sin);
    add("Sinh", -2, 2, Math::sinh);
    add("Softplus", -3, 3, x -> Math.log1p(Math.exp(x)));
    add("Softsign", -2, 2, x -> x / (1 + Math.abs(x)));
    add("Sqrt", 0.5, 2, Math::sqrt);
    add("Square", -2, 2, x -> x * x);
    add("Tan", -1, 1, Math::tan);
    add("Tanh", -2, 2, Math::tanh);
    add("Identity", -2, 2, x -> x);
    add("Snapshot", -2, 2, x -> x);
  }

  private void addBent() {
    add("Abs", -2, 2, Math::abs);
    add("Ceil", -3, 3, Math::ceil);
    add("Elu", -2, 2, x -> x > 0 ? x : Math.expm1(x));
    add("Floor", -3, 3, Math::floor);
    add("LeakyRelu", -2, 2, x -> x > 0 ? x : (double) 0.2f * x);
    add("Relu", -2, 2, x -> Math.max(x, 0));
    add("Relu6", -3, 9, x -> Math.min(Math.max(x, 0), 6));
    add("Rint", -3, 3, Math::rint);
    add("Round", -3, 3, Math::rint);
    add("Selu", -2, 2, x -> x > 0 ? SELU_SCALE * x : SELU_SCALE * SELU_ALPHA * Math.expm1(x));
    add("Sign", -2, 2, Math::signum);
    cases.add(
        caseOf("LeakyRelu")
            .range(-2, 2)
            .data(-1, 5)
            .attr("alpha", 0.5f)
            .reference(Elementwise.map(x -> x > 0 ? x : x / 2))
            .build());
  }

  /** Their kernels in double precision stand in for loops. */
  private void addWithoutLoops() {
    add("Digamma", 0.5, 3, null);
    add("Erf", -2, 2, null);
    add("Erfc", -2, 2, null);
    add("Erfinv", -0.9, 0.9, null);
    add("Lgamma", 0.5, 3, null);
    add("Ndtri", 0.1, 0.9, null);
  }

  private void addWithoutGradient() {
    truths("IsFinite", x -> 1);
    truths("IsInf", x -> 0);
    truths("IsNan", x -> 0);
    truths("StopGradient", x -> x);
    truths("OnesLike", x -> 1);
    truths("ZerosLike", x -> 0);
    cases.add(
        caseOf("LogicalNot")
            .ids(ElementType.BOOL, 2, -1, 5)
            .withoutGradient()
            .reference(Elementwise.map(x -> 1 - x))
            .build());
  }

  private void truths(String op, DoubleUnaryOperator function) {
    for (long[] shape : List.of(new long[] {-1, 5}, new long[] {3, -1, 2})) {
      cases.add(
          caseOf(op)
              .data(shape)
              .exampleAxis(shape.length - 2)
              .withoutGradient()
              .reference(Elementwise.map(function))
              .build());
    }
  }

  private void addCasts() {
    DoubleUnaryOperator toFloat = x -> x;
    cases.add(cast(caseOf("Cast").data(-1, 3), ElementType.DOUBLE, toFloat).build());
    cases.add(
        cast(caseOf("Cast").doubles().data(-1, 3), ElementType.FLOAT, toFloat)
            .tolerance(2e-5)
            .build());
    for (ElementType type : List.of(ElementType.INT, ElementType.LONG)) {
      cases.add(cast(caseOf("Cast").ids(type, 9, -1, 3), ElementType.FLOAT, toFloat).build());
      cases.add(
          cast(caseOf("Cast").range(-3, 3).data(-1, 3), type, x -> (long) x)
              .withoutGradient()
              .build());
    }
    cases.add(
        cast(caseOf("Cast").ids(ElementType.BOOL, 2, -1, 3), ElementType.FLOAT, toFloat).build());
  }

  private static CaseBuilder cast(CaseBuilder from, ElementType to, DoubleUnaryOperator function) {
    return from.attr("DstT", to).reference(Elementwise.map(function));
  }

  /**
   * Data of several shapes and of both precisions, long enough for vectors; and a variable.
   *
   * @param function in plain loops, or null where there are none
   */
  private void add(String op, double low, double high, DoubleUnaryOperator function) {
    Optional<Reference> loops = Optional.ofNullable(function).map(Elementwise::map);
    for (CaseBuilder tried :
        List.of(
            caseOf(op).range(low, high).data(-1, 37),
            caseOf(op).range(low, high).data(3, -1, 2).exampleAxis(1),
            caseOf(op).doubles().range(low, high).data(-1, 2, 3))) {
      loops.ifPresent(tried::reference);
      cases.add(tried.build());
    }
    CaseBuilder weight =
        caseOf(op)
            .data(-1, 3)
            .range(low, high)
            .weight(3)
            .takesVariables()
            .body(
                (graph, inputs) ->
                    RawOp.of(
                        graph,
                        "Mul",
                        Map.of(),
                        inputs.get(0),
                        RawOp.of(graph, op, Map.of(), inputs.get(1))));
    Optional.ofNullable(function)
        .ifPresent(
            known ->
                weight.reference(
                    inputs ->
                        Elementwise.zip(
                            inputs.get(0), inputs.get(1), (x, w) -> x * known.applyAsDouble(w))));
    cases.add(weight.build());
  }
}
