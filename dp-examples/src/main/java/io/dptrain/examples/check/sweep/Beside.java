package io.dptrain.examples.check.sweep;

import io.dptrain.core.optimizer.BatchFeeds;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * A variable that is trained beside an operation through which no gradient passes. The gradient of
 * an example is its row.
 *
 * @param graph holds the operation
 * @param rows a placeholder
 * @param variable as long as a row
 * @param values the rows of all examples
 */
record Beside(CaseGraph graph, Output<?> rows, Output<?> variable, Values values) {
  private static final int WIDTH = 2;

  static Beside of(CaseGraph graph, int batch) {
    Shape shape = Shape.of(Shape.UNKNOWN_SIZE, WIDTH);
    Arg arg = new Arg(Arg.Role.DATA, ElementType.FLOAT, shape, -1, 1, Optional.empty(), true);
    return new Beside(
        graph,
        graph.placeholder(ElementType.FLOAT, shape),
        graph.newVariable(ElementType.FLOAT, Values.of(shape.tail(), place -> 1)),
        arg.draw(batch, 0, 1));
  }

  Output<?> addedTo(Output<?> loss) {
    Output<?> product = RawOp.of(graph.graph(), "Mul", rows, variable);
    Output<?> sum = RawOp.of(graph.graph(), "Sum", product, RawOp.ints(graph.graph(), 1));
    Output<?> single =
        loss.type() == ElementType.FLOAT.type()
            ? loss
            : RawOp.of(graph.graph(), "Cast", Map.of("DstT", ElementType.FLOAT), loss);
    return RawOp.of(graph.graph(), "AddV2", single, sum);
  }

  double[][] gradients() {
    double[][] gradients = new double[values.size(0)][];
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] = values.rows(i).data();
    }
    return gradients;
  }

  void feed(BatchFeeds feeds, int[] chosen) {
    feeds.feed(rows, ElementType.FLOAT.tensor(values.rows(chosen)));
  }
}
