package io.dptrain.examples.check.op;

import static io.dptrain.examples.check.sweep.CaseBuilder.caseOf;

import io.dptrain.examples.check.sweep.CaseBuilder;
import io.dptrain.examples.check.sweep.ElementType;
import io.dptrain.examples.check.sweep.OpCase;
import io.dptrain.examples.check.sweep.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.tensorflow.ndarray.Shape;

/** Functions of matching elements of several tensors, with broadcasting. */
final class BinaryCases {
  private static final List<ElementType> WHOLE = List.of(ElementType.INT, ElementType.LONG);

  private final List<OpCase> cases = new ArrayList<>();

  private BinaryCases() {}

  static List<OpCase> all() {
    BinaryCases cases = new BinaryCases();
    cases.addArithmetic();
    cases.addQuotients();
    cases.addComparisons();
    cases.addChoices();
    cases.addQuantization();
    return cases.cases;
  }

  private void addArithmetic() {
    add("Add", -2, 2, Double::sum);
    add("AddV2", -2, 2, Double::sum);
    add("Sub", -2, 2, (x, y) -> x - y);
    add("Mul", -2, 2, (x, y) -> x * y);
    add("MulNoNan", -2, 2, (x, y) -> x * y);
    add("Maximum", -2, 2, Math::max);
    add("Minimum", -2, 2, Math::min);
    add("SquaredDifference", -2, 2, (x, y) -> (x - y) * (x - y));
    add("Atan2", -2, 2, Math::atan2);
    add("Pow", 0.5, 2, Math::pow);
    add("Xlogy", 0.5, 2, (x, y) -> x * Math.log(y));
    add("Xlog1py", 0.5, 2, (x, y) -> x * Math.log1p(y));
    add("Xdivy", 0.5, 2, (x, y) -> x / y);
    whole("AddV2", Double::sum);
    whole("Sub", (x, y) -> x - y);
    whole("Mul", (x, y) -> x * y);
    whole("Maximum", Math::max);
    cases.add(
        caseOf("AddN")
            .data(-1, 5)
            .data(-1, 5)
            .data(-1, 5)
            .listed(0, 3)
            .reference(
                in ->
                    Elementwise.zip(
                        Elementwise.zip(in.get(0), in.get(1), Double::sum), in.get(2), Double::sum))
            .build());
  }

  private void addQuotients() {
    add("Div", 0.5, 2, (x, y) -> x / y);
    add("RealDiv", 0.5, 2, (x, y) -> x / y);
    add("DivNoNan", 0.5, 2, (x, y) -> x / y);
    add("FloorDiv", 0.5, 4, (x, y) -> Math.floor(x / y));
    add("TruncateDiv", 0.5, 4, (x, y) -> (double) (long) (x / y));
    add("FloorMod", 0.5, 4, (x, y) -> x - y * Math.floor(x / y));
    add("Mod", 0.5, 4, (x, y) -> x % y);
    add("TruncateMod", 0.5, 4, (x, y) -> x % y);
  }

  private void addComparisons() {
    compare("Equal", (x, y) -> x == y ? 1 : 0);
    compare("NotEqual", (x, y) -> x != y ? 1 : 0);
    compare("Less", (x, y) -> x < y ? 1 : 0);
    compare("LessEqual", (x, y) -> x <= y ? 1 : 0);
    compare("Greater", (x, y) -> x > y ? 1 : 0);
    compare("GreaterEqual", (x, y) -> x >= y ? 1 : 0);
    for (String op : List.of("LogicalAnd", "LogicalOr")) {
      cases.add(
          caseOf(op)
              .ids(ElementType.BOOL, 2, -1, 3)
              .ids(ElementType.BOOL, 2, -1, 1)
              .withoutGradient()
              .reference(Elementwise.zip(op.equals("LogicalAnd") ? Math::min : Math::max))
              .build());
    }
  }

  private void addChoices() {
    cases.add(
        caseOf("ClipByValue")
            .range(-2, 2)
            .data(-1, 9)
            .scalar(-1)
            .scalar(1)
            .reference(in -> Elementwise.map(in.get(0), x -> Math.min(Math.max(x, -1), 1)))
            .build());
    for (String op : List.of("Select", "SelectV2")) {
      choice(caseOf(op).ids(ElementType.BOOL, 2, -1, 3).data(-1, 3).data(-1, 3));
      choice(
          caseOf(op)
              .ids(ElementType.BOOL, 2, 2, -1, 3)
              .data(2, -1, 3)
              .data(2, -1, 3)
              .exampleAxis(1));
    }
    choice(caseOf("SelectV2").ids(ElementType.BOOL, 2, -1, 1).data(-1, 3).weight(3));
    choice(caseOf("SelectV2").ids(ElementType.BOOL, 2, -1, 2, 1).weight(1, 3).data(-1, 1, 3));
    cases.add(
        caseOf("Select")
            .ids(ElementType.BOOL, 2, -1)
            .data(-1, 3)
            .data(-1, 3)
            .note("whole rows")
            .reference(
                in -> chosen(in.get(0).as(Shape.of(in.get(0).size(0), 1)), in.get(1), in.get(2)))
            .build());
  }

  private void addQuantization() {
    cases.add(
        caseOf("FakeQuantWithMinMaxArgs")
            .range(-3, 4)
            .data(-1, 9)
            .attr("min", -1f)
            .attr("max", 2f)
            .reference(Elementwise.map(x -> quantized(x, 2)))
            .build());
    cases.add(
        caseOf("FakeQuantWithMinMaxVars")
            .range(-3, 4)
            .data(-1, 9)
            .scalar(-1)
            .scalar(2)
            .reference(in -> Elementwise.map(in.get(0), x -> quantized(x, 2)))
            .build());
    cases.add(
        caseOf("FakeQuantWithMinMaxVarsPerChannel")
            .range(-3, 6)
            .data(-1, 3)
            .constant(ElementType.FLOAT, Shape.of(3), -1, -1, -1)
            .constant(ElementType.FLOAT, Shape.of(3), 2, 4, 2)
            .reference(in -> Elementwise.zip(in.get(0), in.get(2), BinaryCases::quantized))
            .build());
  }

  /** The nearest of 256 numbers from -1 to a largest one. */
  private static double quantized(double x, double largest) {
    double step = (largest + 1) / 255;
    return Math.floor((Math.min(Math.max(x, -1), largest) + 1) / step + 0.5) * step - 1;
  }

  private void choice(CaseBuilder tried) {
    cases.add(tried.reference(in -> chosen(in.get(0), in.get(1), in.get(2))).build());
  }

  private static Values chosen(Values condition, Values yes, Values no) {
    return Values.of(
        Elementwise.broadcast(List.of(condition, yes, no)),
        place -> condition.at(place) != 0 ? yes.at(place) : no.at(place));
  }

  private void add(String op, double low, double high, DoubleBinaryOperator function) {
    for (CaseBuilder tried : broadcasts(op, low, high)) {
      cases.add(tried.reference(Elementwise.zip(function)).build());
    }
  }

  private static List<CaseBuilder> broadcasts(String op, double low, double high) {
    return List.of(
        caseOf(op).range(low, high).data(-1, 19).data(-1, 19),
        caseOf(op).range(low, high).data(-1, 2, 3).weight(2, 1),
        caseOf(op).range(low, high).weight(3).data(-1, 3).takesVariables(),
        caseOf(op).range(low, high).data(-1, 2, 3).weight(2, 3),
        caseOf(op).range(low, high).data(-1, 1, 3).data(-1, 2, 1),
        caseOf(op).range(low, high).data(2, -1, 3).data(-1, 3).exampleAxis(1),
        caseOf(op).range(low, high).data(-1, 3).weight(2, 1, 3).exampleAxis(1),
        caseOf(op).doubles().range(low, high).data(-1, 2, 3).weight(3));
  }

  private void whole(String op, DoubleBinaryOperator function) {
    for (ElementType type : WHOLE) {
      cases.add(
          caseOf(op)
              .ids(type, 9, -1, 2, 3)
              .ids(type, 9, -1, 1, 3)
              .withoutGradient()
              .reference(Elementwise.zip(function))
              .build());
    }
  }

  private void compare(String op, DoubleBinaryOperator function) {
    cases.add(
        caseOf(op)
            .data(-1, 2, 9)
            .weight(9)
            .withoutGradient()
            .reference(Elementwise.zip(function))
            .build());
    whole(op, function);
  }
}
