package io.dptrain.examples.check.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

/**
 * A small model around the operation of a case. Data is fed with the examples in front and brought
 * to the axis of the case.
 *
 * <p><b>Native memory</b>: owns its graph and session.
 */
final class CaseGraph implements AutoCloseable {
  /** No input is trained. */
  static final int NONE = -1;

  private final OpCase tried;
  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final List<Optional<Output<?>>> placeholders = new ArrayList<>();
  private final List<Output<?>> inputs = new ArrayList<>();
  private Optional<Output<?>> variable = Optional.empty();

  /** What the operation gives, with the examples in front. */
  private final Output<?> output;

  private CaseGraph(OpCase tried, List<Values> values, int trained, boolean feedsWeights) {
    this.tried = tried;
    try {
      for (int i = 0; i < tried.args().size(); i++) {
        Arg arg = tried.args().get(i);
        add(arg, values.get(i), i == trained, feedsWeights);
      }
      Output<?> result = tried.body().add(graph, inputs);
      int rank = result.shape().numDimensions();
      output =
          tried.exampleAxis() == 0
              ? result
              : transposed(result, Arg.toFront(tried.exampleAxis(), rank));
      session.initialize();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Weights are variables, of which none is trained. */
  static CaseGraph of(OpCase tried, List<Values> values) {
    return new CaseGraph(tried, values, NONE, false);
  }

  /**
   * One input is trained. Data is not, so it is multiplied by a trained variable of ones before it
   * enters.
   */
  static CaseGraph training(OpCase tried, List<Values> values, int trained) {
    return new CaseGraph(tried, values, trained, false);
  }

  /** All but constants is fed. */
  static CaseGraph fed(OpCase tried, List<Values> values) {
    return new CaseGraph(tried, values, NONE, true);
  }

  private void add(Arg arg, Values values, boolean isTrained, boolean feedsWeights) {
    if (arg.role() == Arg.Role.CONSTANT) {
      placeholders.add(Optional.empty());
      inputs.add(RawOp.constant(graph, arg.type(), values));
    } else if (arg.role() == Arg.Role.WEIGHT && !feedsWeights) {
      placeholders.add(Optional.empty());
      Output<?> weight = newVariable(arg.type(), values);
      variable = isTrained ? Optional.of(weight) : variable;
      inputs.add(tried.takesVariables() ? weight : RawOp.of(graph, "Identity", weight));
    } else {
      inputs.add(data(arg, isTrained));
    }
  }

  private Output<?> data(Arg arg, boolean isTrained) {
    Output<?> rows =
        placeholder(arg.type(), arg.role() == Arg.Role.DATA ? arg.frontShape() : arg.shape());
    placeholders.add(Optional.of(rows));
    Output<?> entering = rows;
    if (isTrained) {
      Output<?> ones = newVariable(arg.type(), Values.of(arg.frontShape().tail(), place -> 1));
      variable = Optional.of(ones);
      entering = RawOp.of(graph, "Mul", rows, ones);
    }
    return arg.exampleAxis() == 0 ? entering : transposed(entering, arg.fromFront());
  }

  Output<?> placeholder(ElementType type, Shape shape) {
    return RawOp.builder(graph, "Placeholder")
        .setAttr("dtype", type.dataType())
        .setAttr("shape", shape)
        .build()
        .output(0);
  }

  Output<?> newVariable(ElementType type, Values values) {
    return Ops.create(graph).variable(RawOp.constant(graph, type, values)).asOutput();
  }

  Output<?> transposed(Output<?> values, int... order) {
    return RawOp.of(graph, "Transpose", values, RawOp.ints(graph, order));
  }

  /**
   * Adds the loss of each example: the sum of {@code w y (1 + y / 2)} over its outputs {@code y}.
   *
   * <p><b>Shape</b> {@code [batch]}.
   *
   * @param weights the numbers {@code w}, in the shape of the outputs of one example
   */
  Output<?> addLoss(Values weights) {
    ElementType type = floatingType();
    Output<?> values =
        output.type() == type.type()
            ? output
            : RawOp.of(graph, "Cast", Map.of("DstT", type), output);
    Output<?> half = RawOp.of(graph, "Mul", values, scalar(type, 0.5));
    Output<?> curved =
        RawOp.of(graph, "Mul", values, RawOp.of(graph, "AddV2", half, scalar(type, 1)));
    Output<?> weighted = RawOp.of(graph, "Mul", curved, RawOp.constant(graph, type, weights));
    int[] axes = IntStream.rangeClosed(1, weights.rank()).toArray();
    return axes.length == 0 ? weighted : RawOp.of(graph, "Sum", weighted, RawOp.ints(graph, axes));
  }

  private Output<?> scalar(ElementType type, double value) {
    return RawOp.constant(graph, type, new Values(Shape.scalar(), new double[] {value}));
  }

  private ElementType floatingType() {
    return output.type() == ElementType.DOUBLE.type() ? ElementType.DOUBLE : ElementType.FLOAT;
  }

  /** The operation's outputs, examples in front. */
  Values run(List<Values> values) {
    try (Tensors feeds = new Tensors();
        var result = runner(values, feeds).fetch(output).run()) {
      return ElementType.read(result.get(0));
    }
  }

  /** A run that is fed everything. */
  Session.Runner runner(List<Values> values, Tensors feeds) {
    Session.Runner runner = session.runner();
    for (int i = 0; i < values.size(); i++) {
      if (placeholders.get(i).isPresent()) {
        Tensor tensor = tried.args().get(i).type().tensor(values.get(i));
        feeds.own(tensor);
        runner.feed(placeholders.get(i).get(), tensor);
      }
    }
    return runner;
  }

  Graph graph() {
    return graph;
  }

  Session session() {
    return session;
  }

  /** What an input is fed by, if it is data. */
  Optional<Output<?>> placeholder(int input) {
    return placeholders.get(input);
  }

  /** What a gradient with respect to an input is asked of. */
  Output<?> source(int input) {
    return placeholders.get(input).orElse(inputs.get(input));
  }

  /** What is trained. */
  Output<?> variable() {
    return variable.orElseThrow();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
