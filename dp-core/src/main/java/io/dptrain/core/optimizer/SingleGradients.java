package io.dptrain.core.optimizer;

import io.dptrain.core.Scalars;
import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.graph.GraphCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The ordinary gradient of each privacy unit alone, computed in a copy of the model: slow, obvious
 * and apart from the graph that is trained.
 *
 * <p><b>Native memory</b>: owns the copy, its session and the values of the variables. Not thread
 * safe.
 */
final class SingleGradients<T extends TFloating> implements AutoCloseable {
  private final PrivateModel<T> model;
  private final GraphCopy copy;
  private final Session session;
  private final Result variables;
  private final Output<?>[] gradients;

  /** Copies a model with the values that its variables have in a session. */
  SingleGradients(Graph graph, PrivateModel<T> model, Session trained) {
    this.model = model;
    this.copy = GraphCopy.of(graph, model.loss());
    this.gradients = gradients(copy, model);
    Session.Runner runner = trained.runner();
    copy.variables().forEach(runner::fetch);
    this.variables = runner.run();
    this.session = new Session(copy.graph());
  }

  /**
   * The gradient of one unit, for each trained variable.
   *
   * @param feeds what several units are fed
   * @param rowsPerUnit how many rows belong to each
   */
  double[][] of(BatchFeeds feeds, int unit, int rowsPerUnit) {
    List<Tensor> slices = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      for (int i = 0; i < copy.variables().size(); i++) {
        runner.feed(copy.inside(copy.variables().get(i)), variables.get(i));
      }
      for (Map.Entry<Output<?>, Tensor> fed : feeds.tensors().entrySet()) {
        feed(runner, fed.getKey(), fed.getValue(), unit, rowsPerUnit, slices);
      }
      for (Output<?> gradient : gradients) {
        runner.fetch(gradient);
      }
      return Doubles.fetch(runner);
    } finally {
      slices.forEach(Tensor::close);
    }
  }

  private void feed(
      Session.Runner runner,
      Output<?> input,
      Tensor tensor,
      int unit,
      int rowsPerUnit,
      List<Tensor> slices) {
    if (model.dataInputs().contains(input)) {
      Tensor slice = TensorRows.copy(input.type(), tensor, (long) unit * rowsPerUnit, rowsPerUnit);
      slices.add(slice);
      runner.feed(copy.inside(input), slice);
    } else if (copy.contains(input)) {
      runner.feed(copy.inside(input), tensor);
    }
  }

  private static <T extends TFloating> Output<?>[] gradients(
      GraphCopy copy, PrivateModel<T> model) {
    CustomGradients.register();
    Ops tf = Ops.create(copy.graph());
    @SuppressWarnings("unchecked") // a copy has the type of what it is a copy of
    Operand<T> loss = (Output<T>) copy.inside(model.loss());
    Operand<T> scale = Scalars.like(tf, model.scale(), loss);
    Operand<T> seed = tf.fill(tf.shape(loss), scale);
    return copy.graph()
        .addGradients(
            null,
            new Output<?>[] {loss.asOutput()},
            model.gradients().variables().stream().map(copy::inside).toArray(Output<?>[]::new),
            new Output<?>[] {seed.asOutput()});
  }

  @Override
  public void close() {
    session.close();
    variables.close();
    copy.close();
  }
}
