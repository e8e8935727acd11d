package io.dptrain.examples.check.op;

import io.dptrain.examples.check.sweep.ElementType;
import io.dptrain.examples.check.sweep.RawOp;
import io.dptrain.examples.check.sweep.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/** Shapes and other small inputs of operations. */
final class ShapeOf {
  private ShapeOf() {}

  /** The number of rows of data, and sizes behind it. */
  static Output<?> rowsAnd(Graph graph, Output<?> data, int... sizes) {
    List<Output<?>> entries = new ArrayList<>();
    Output<?> shape = RawOp.of(graph, "Shape", Map.of(), data);
    entries.add(RawOp.of(graph, "GatherV2", Map.of(), shape, number(graph, 0), number(graph, 0)));
    for (int size : sizes) {
      entries.add(number(graph, size));
    }
    return new RawOp("Pack", Map.of(), 0, entries.size(), 0).add(graph, entries);
  }

  static Output<?> number(Graph graph, int value) {
    return RawOp.constant(graph, ElementType.INT, new Values(Shape.scalar(), new double[] {value}));
  }

  static Output<?> matrix(Graph graph, int rows, int... values) {
    double[] data = Arrays.stream(values).asDoubleStream().toArray();
    return RawOp.constant(
        graph, ElementType.INT, new Values(Shape.of(rows, values.length / rows), data));
  }
}
