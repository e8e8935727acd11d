package io.dptrain.core.internal.check;

import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.internal.Scalars;
import io.dptrain.core.internal.graph.backward.GraphCopy;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The ordinary gradient of each privacy unit alone, computed in a copy of the model: slow, obvious
 * and apart from the graph that is trained. A unit that has fewer rows than others is fed these
 * alone, without the places behind them, and its gradient is that of their mean loss.
 *
 * <p><b>Native memory</b>: owns the copy and its session. Not thread safe.
 */
public final class SingleGradients implements AutoCloseable {
  private final GraphCopy copy;
  private final Session session;
  private final Output<?>[] gradients;
  private final ClippedSums sums;

  /** Copies a model. */
  public SingleGradients(ClippedSums sums) {
    this.sums = sums;
    this.copy = GraphCopy.forGradients(sums.graph(), sums.loss());
    this.gradients = gradients(copy, sums);
    this.session = new Session(copy.graph());
  }

  /**
   * The gradient of one unit, for each trained variable.
   *
   * @param unit what that unit alone is fed
   * @param variables the values of all variables
   */
  double[][] of(UnitTensors unit, Map<Output<?>, Tensor> variables) {
    if (sums.rowWeights().isEmpty()) {
      return gradient(unit, variables);
    }
    try (UnitTensors rows = presentRows(unit, sums.rowWeights().orElseThrow())) {
      return gradient(rows, variables);
    }
  }

  /** The rows that a unit has, each of which counts as much as the others. */
  private UnitTensors presentRows(UnitTensors unit, Output<?> rowWeights) {
    double[] weights = Doubles.of(unit.tensors().get(rowWeights));
    int count = (int) DoubleStream.of(weights).filter(weight -> weight != 0).count();
    UnitTensors rows = unit.firstRows(count, sums.rowsPerUnit());
    rows.replace(rowWeights, Doubles.tensor(rowWeights.type(), Shape.of(count), () -> 1.0 / count));
    return rows;
  }

  private double[][] gradient(UnitTensors unit, Map<Output<?>, Tensor> variables) {
    Session.Runner runner = session.runner();
    variables.forEach((variable, value) -> feed(runner, variable, value));
    unit.tensors().forEach((input, tensor) -> feed(runner, input, tensor));
    for (Output<?> gradient : gradients) {
      runner.fetch(gradient);
    }
    return Doubles.fetch(runner);
  }

  /** The variables that the loss is computed from, trained or not. */
  List<Output<?>> variables() {
    return copy.variables();
  }

  private void feed(Session.Runner runner, Output<?> input, Tensor tensor) {
    if (copy.contains(input)) {
      runner.feed(copy.inside(input), tensor);
    }
  }

  private static Output<?>[] gradients(GraphCopy copy, ClippedSums sums) {
    CustomGradients.register();
    Output<?> loss = copy.inside(sums.loss());
    return copy.gradients(
        loss,
        sums.variables().stream().map(copy::inside).toArray(Output<?>[]::new),
        seed(Ops.create(copy.graph()), loss, sums.lossScale()));
  }

  private static <T extends TFloating> Output<?> seed(Ops tf, Output<?> loss, double scale) {
    @SuppressWarnings("unchecked") // losses are floating point
    Operand<T> typed = (Output<T>) loss;
    return tf.fill(tf.shape(typed), Scalars.like(tf, scale, typed)).asOutput();
  }

  @Override
  public void close() {
    session.close();
    copy.close();
  }
}
