package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.testing.TestModel;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Which shape a placeholder is told to have, out of what it is used for. */
class PlaceholderUseTest {
  private static final String ONE_EXAMPLE = ", one example and no example axis";
  private static final String ROWS = ", a fixed number of rows and no example axis";
  private static final String ONE_ROW = ", one row and no example axis";
  private static final String EITHER = "] and no example axis";
  private static final String NO_SHAPE = "has no shape";

  /** The loss of a program. */
  private interface Program {
    Operand<TFloat32> of(Words p);
  }

  /** Short words for programs. */
  private record Words(Ops tf) {
    Placeholder<TFloat32> input(String name, long... shape) {
      return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
    }

    Placeholder<TFloat32> withoutShape(String name) {
      return tf.withName(name).placeholder(TFloat32.class);
    }

    Variable<TFloat32> weight(long... shape) {
      return tf.variable(Shape.of(shape), TFloat32.class);
    }

    Operand<TFloat32> sum(Operand<TFloat32> values, int... axes) {
      return tf.reduceSum(values, tf.constant(axes));
    }

    Operand<TFloat32> reshape(Operand<TFloat32> values, int... shape) {
      return tf.reshape(values, tf.constant(shape));
    }
  }

  /**
   * A program, and what is said of one of its placeholders.
   *
   * @param reason a part of what is wrong
   * @param sizes those of the line to write
   */
  private record Told(String name, Program program, String input, String reason, String sizes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Told> programs() {
    return Stream.of(
        new Told(
            "features beside a weight of their shape",
            p -> p.sum(p.tf.math.mul(p.input("x", 5), p.weight(5)), 0),
            "x",
            "has shape [5]" + ONE_EXAMPLE,
            "-1, 5"),
        new Told(
            "features behind an elementwise function",
            p -> p.sum(p.tf.math.mul(p.tf.math.log1p(p.input("x", 5)), p.weight(5)), 0),
            "x",
            "has shape [5]" + ONE_EXAMPLE,
            "-1, 5"),
        new Told(
            "features that become one row",
            p -> p.tf.linalg.matMul(p.reshape(p.input("x", 5), 1, 5), p.weight(5, 1)),
            "x",
            "has shape [5]" + ONE_EXAMPLE,
            "-1, 5"),
        new Told(
            "features that get an axis in front",
            p ->
                p.tf.linalg.matMul(
                    p.tf.expandDims(p.input("x", 5), p.tf.constant(0)), p.weight(5, 1)),
            "x",
            "has shape [5]" + ONE_EXAMPLE,
            "-1, 5"),
        new Told(
            "an image that becomes a batch of one",
            p -> p.reshape(p.input("x", 28, 28), 1, 28, 28, 1),
            "x",
            "has shape [28, 28]" + ONE_EXAMPLE,
            "-1, 28, 28"),
        new Told(
            "a target beside features of one example",
            p ->
                p.tf.math.squaredDifference(
                    p.tf.math.mul(p.input("x", 5), p.weight(5)), p.input("y", 5)),
            "y",
            "has shape [5]" + ONE_EXAMPLE,
            "-1, 5"),
        new Told(
            "a target beside one row",
            p ->
                p.tf.math.sub(
                    p.tf.linalg.matMul(p.input("x", 1, 5), p.weight(5, 3)), p.input("y", 3)),
            "y",
            "has shape [3]" + ONE_EXAMPLE,
            "-1, 3"),
        new Told(
            "weights of classes beside rows",
            p -> p.tf.math.mul(p.input("x", -1, 10), p.input("c", 10)),
            "c",
            "has shape [10]",
            "-1, 10"),
        new Told(
            "the label of one example",
            p -> p.tf.math.sub(p.sum(p.tf.math.mul(p.input("x", 5), p.weight(5)), 0), p.input("y")),
            "y",
            "has shape [], the value of one example",
            "-1"),
        new Told(
            "rows by a kernel",
            p -> p.tf.linalg.matMul(p.input("x", 16, 5), p.weight(5, 1)),
            "x",
            "has shape [16, 5]" + ROWS,
            "-1, 5"),
        new Told(
            "rows that are centered before a kernel",
            p -> {
              Placeholder<TFloat32> x = p.input("x", 16, 5);
              Operand<TFloat32> mean = p.tf.math.mean(x, p.tf.constant(0), Mean.keepDims(true));
              return p.tf.linalg.matMul(p.tf.math.sub(x, mean), p.weight(5, 1));
            },
            "x",
            "has shape [16, 5]" + ROWS,
            "-1, 5"),
        new Told(
            "labels beside the outputs of rows",
            p ->
                p.tf.math.sub(
                    p.sum(p.tf.linalg.matMul(p.input("x", 16, 5), p.weight(5, 1)), 1),
                    p.input("y", 16)),
            "y",
            "has shape [16]" + ROWS,
            "-1"),
        new Told(
            "labels of one column beside rows",
            p ->
                p.tf.math.sub(
                    p.tf.linalg.matMul(p.input("x", 5, 2), p.weight(2, 1)), p.input("y", 5, 1)),
            "y",
            "has shape [5, 1]" + ROWS,
            "-1, 1"),
        new Told(
            "rows of pixels that become images",
            p -> p.reshape(p.input("x", 16, 784), -1, 28, 28, 1),
            "x",
            "has shape [16, 784]" + ROWS,
            "-1, 784"),
        new Told(
            "one row",
            p -> p.tf.linalg.matMul(p.input("x", 1, 5), p.weight(5, 1)),
            "x",
            "has shape [1, 5]" + ONE_ROW,
            "-1, 5"),
        new Told(
            "one label",
            p -> p.tf.math.mul(p.input("y", 1), p.weight()),
            "y",
            "has shape [1]" + ONE_ROW,
            "-1"),
        new Told(
            "a column by a kernel",
            p -> p.tf.linalg.matMul(p.weight(3, 5), p.input("x", 5, 1)),
            "x",
            "has shape [5, 1], one column and no example axis",
            "-1, 5"),
        new Told(
            "a column by a transposed kernel",
            p -> p.tf.linalg.matMul(p.weight(5, 3), p.input("x", 5, 1), MatMul.transposeA(true)),
            "x",
            "one column",
            "-1, 5"),
        new Told(
            "a column of targets",
            p ->
                p.tf.math.sub(
                    p.tf.linalg.matMul(p.weight(3, 5), p.input("x", 5, 1)), p.input("y", 3, 1)),
            "y",
            "has shape [3, 1], one column and no example axis",
            "-1, 3"),
        new Told(
            "numbers of which nothing tells, as examples",
            p -> p.tf.math.mul(p.input("x", 5), p.weight()),
            "x",
            "has shape [5" + EITHER,
            "-1"),
        new Told(
            "numbers of which nothing tells, as one",
            p -> p.tf.math.mul(p.input("x", 5), p.weight()),
            "x",
            "has shape [5" + EITHER,
            "-1, 5"),
        new Told(
            "an image of which nothing tells",
            p -> p.tf.math.mul(p.input("x", 28, 28), p.weight()),
            "x",
            "has shape [28, 28" + EITHER,
            "-1, 28, 28"),
        new Told(
            "no shape, beside parameters",
            p -> p.sum(p.tf.math.mul(p.withoutShape("x"), p.weight(20, 20)), 0, 1, 2),
            "x",
            NO_SHAPE,
            "-1, 20, 20"),
        new Told(
            "no shape, beside parameters of one row",
            p -> p.tf.math.add(p.withoutShape("x"), p.weight(1, 7)),
            "x",
            NO_SHAPE,
            "-1, 7"),
        new Told(
            "no shape, as a column",
            p -> p.tf.linalg.matMul(p.weight(3, 5), p.withoutShape("x")),
            "x",
            NO_SHAPE,
            "-1, 5"),
        new Told(
            "a label for each row beside one output for each",
            p ->
                p.tf.math.sub(
                    p.tf.linalg.matMul(p.input("x", 512, 3), p.weight(3, 1)), p.input("y", 512)),
            "y",
            "has shape [512]" + ROWS,
            "-1, 1"),
        new Told(
            "a label for each row beside one output for each of any number of rows",
            p ->
                p.tf.math.sub(
                    p.tf.linalg.matMul(p.input("x", -1, 3), p.weight(3, 1)), p.input("y", 32)),
            "y",
            "has shape [32]" + ROWS,
            "-1, 1"),
        new Told(
            "a label beside a column",
            p ->
                p.tf.math.sub(
                    p.tf.linalg.matMul(p.weight(5, 3), p.input("x", 3, 1)), p.input("y", 5)),
            "y",
            "has shape [5]" + ONE_EXAMPLE,
            "-1, 5"),
        new Told(
            "no shape, beside nothing that tells",
            p -> p.tf.math.mul(p.withoutShape("x"), p.weight()),
            "x",
            NO_SHAPE,
            "-1, size, ..."));
  }

  private static List<GraphFinding> findings(Graph graph, Program program) {
    Operand<TFloat32> loss = program.of(new Words(Ops.create(graph)));
    return DataInputs.findings(loss.asOutput(), PublicInputs.of(List.of()));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void findings_placeholderWithoutExamples_nameItsValueAndItsLine(Told told) {
    try (Graph graph = new Graph()) {
      assertThat(findings(graph, told.program()))
          .filteredOn(finding -> finding.operation().equals(told.input()))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.reason()).contains(told.reason());
                assertThat(finding.fix())
                    .contains(
                        "tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of("
                            + told.sizes()
                            + ")))")
                    .contains(".publicInputs(" + told.input() + ")");
              });
    }
  }

  /** A number beside the mean of a batch is a rate, and no label. */
  @ParameterizedTest
  @MethodSource("rates")
  void findings_numberThatIsNoLabel_sayPublicInputsFirst(Program program) {
    try (Graph graph = new Graph()) {
      assertThat(findings(graph, program))
          .singleElement()
          .extracting(GraphFinding::fix)
          .asString()
          .startsWith("if it holds nothing private, as a rate,")
          .contains(".publicInputs(rate)");
    }
  }

  static Stream<Program> rates() {
    return Stream.of(
        p -> p.tf.math.sub(p.sum(p.input("x", -1, 5), 0, 1), p.input("rate")),
        p -> p.tf.math.mul(p.input("x", -1, 5), p.input("rate")),
        p -> p.sum(p.tf.nn.softmax(p.tf.math.div(p.input("x", -1, 5), p.input("rate"))), 0, 1),
        p -> p.tf.math.div(p.sum(p.input("x", -1, 5), 1), p.input("rate")),
        p -> p.sum(p.tf.math.sigmoid(p.tf.math.div(p.input("x", -1), p.input("rate"))), 0),
        p ->
            p.tf.math.add(
                p.sum(p.input("x", -1), 0), p.tf.math.mul(p.sum(p.weight(5), 0), p.input("rate"))),
        p -> p.tf.math.sub(p.input("x", -1, 5), p.input("rate")));
  }

  /**
   * A number that may be that of the rows in a batch, which is private.
   *
   * @param advice what to write then, in front of all else
   */
  private record Counted(Program program, String advice) {
    @Override
    public String toString() {
      return advice;
    }
  }

  static Stream<Counted> counted() {
    String mean = "write tf.math.mean over the axis of the examples in place of the sum over it";
    return Stream.of(
        new Counted(
            p -> p.tf.math.divNoNan(p.sum(p.input("x", -1), 0), p.input("count")),
            "if it is the number of rows, write tf.dtypes.cast(tf.size(x), TFloat32.class) in its"
                + " place, with x for Placeholder 'x', which is summed by Sum 'ReduceSum', and do"
                + " not feed it; if it holds nothing private"),
        new Counted(
            p ->
                p.tf.math.div(
                    p.reshape(p.sum(p.input("x", -1, 5), 0, 1), 1),
                    p.tf.dtypes.cast(
                        p.tf
                            .withName("count")
                            .placeholder(TInt32.class, Placeholder.shape(Shape.scalar())),
                        TFloat32.class)),
            "if it is the number of rows, write tf.shape.size(x, tf.constant(0)) in its place"),
        new Counted(
            p -> p.sum(p.tf.math.neg(p.tf.math.div(p.input("x", -1), p.input("count"))), 0),
            "if it is the number of rows, leave it out and " + mean),
        new Counted(
            p ->
                p.tf.math.div(
                    p.tf.math.mul(p.tf.constant(0.5f), p.sum(p.input("x", -1), -1)),
                    p.input("count")),
            "if it is the number of rows, leave it out and " + mean),
        new Counted(
            p ->
                p.tf.math.div(
                    p.sum(p.tf.expandDims(p.input("x", -1), p.tf.constant(0)), 0, 1),
                    p.input("count")),
            "if it is the number of rows, write tf.dtypes.cast(tf.shape.size(x, tf.constant(1)),"
                + " TFloat32.class) in its place"),
        new Counted(
            p ->
                p.tf.math.mul(
                    p.tf.math.reciprocal(p.input("count")), p.sum(p.input("x", -1, 5), -2, 1)),
            "if it is the number of rows, leave it out and " + mean),
        new Counted(
            p ->
                p.tf.math.mul(
                    p.tf.math.div(p.tf.constant(1f), p.input("count")), p.sum(p.input("x", -1), 0)),
            "if it is the number of rows, leave it out and " + mean),
        new Counted(
            p -> p.tf.math.mul(p.sum(p.input("x", -1), 0), p.input("count")),
            "if it is one over the number of rows, leave it out and " + mean));
  }

  /** As a public input it would be told, or divide what the step divides already. */
  @ParameterizedTest
  @MethodSource("counted")
  void findings_numberOfRows_sayWhatToWriteInItsPlace(Counted counted) {
    try (Graph graph = new Graph()) {
      assertThat(findings(graph, counted.program()))
          .singleElement()
          .extracting(GraphFinding::fix)
          .asString()
          .startsWith(counted.advice())
          .contains(".publicInputs(count), and feed it in each step; if it is part of");
    }
  }

  @ParameterizedTest
  @MethodSource("columns")
  void findings_column_sayHowToTurnRows(Program program) {
    try (Graph graph = new Graph()) {
      assertThat(
              findings(graph, program).stream()
                  .map(GraphFinding::fix)
                  .collect(Collectors.joining()))
          .contains(
              "a row for each example, and pass tf.linalg.transpose(x, tf.array(1, 0)) to whatever"
                  + " took it, such as MatMul 'MatMul'");
    }
  }

  static Stream<Program> columns() {
    return Stream.of(
        p -> p.tf.linalg.matMul(p.weight(3, 5), p.input("x", 5, 1)),
        p -> p.tf.linalg.matMul(p.weight(3, 5), p.withoutShape("x")));
  }

  /** What the message says makes the rest of the program right as it is. */
  @Test
  void minimize_turnedColumns_isExact() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TInt32> turned = model.tf.array(1, 0);
      Operand<TFloat32> x = model.tf.linalg.transpose(model.numbers(5), turned);
      Operand<TFloat32> y = model.tf.linalg.transpose(model.numbers(3), turned);
      Operand<TFloat32> predicted =
          model.tf.math.add(model.tf.linalg.matMul(model.variable(3, 5), x), model.variable(3, 1));
      DpOptimizer optimizer = model.optimizer(4, 1).build();
      optimizer.minimize(
          model.tf.reduceSum(model.tf.math.squaredDifference(predicted, y), model.tf.array(0, 1)));
      model.session.initialize();
      assertThat(optimizer.verify(model.session, model.feeds(0, 1, 2)).isWithin(1e-4)).isTrue();
      assertThat(optimizer.explain().fallback()).isEmpty();
    }
  }
}
