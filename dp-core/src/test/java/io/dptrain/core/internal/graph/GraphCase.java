package io.dptrain.core.internal.graph;

import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.testing.TestGraph;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;

/**
 * A graph and what the analysis must say of it.
 *
 * @param name what the graph shows
 * @param data the shape of its data
 * @param rowsPerUnit how many rows are one unit
 * @param build makes the loss
 * @param axis where the examples lie in the loss, or null if the graph must be refused
 * @param type the op type that a refusal must name, or null
 */
record GraphCase(
    String name,
    Shape data,
    int rowsPerUnit,
    TestGraph.Build build,
    ExampleAxis axis,
    String type) {
  private static final Shape ROWS_OF_FOUR = Shape.of(-1, 4);

  /** A graph that keeps apart examples of shape [4]. */
  static GraphCase apart(String name, ExampleAxis axis, TestGraph.Build build) {
    return new GraphCase(name, ROWS_OF_FOUR, 1, build, axis, null);
  }

  /** A graph with one row of the loss per example of shape [4]. */
  static GraphCase apart(String name, TestGraph.Build build) {
    return apart(name, ExampleAxis.ROWS, build);
  }

  /** A graph that mixes examples of shape [4]. */
  static GraphCase mixing(String type, String name, TestGraph.Build build) {
    return new GraphCase(name, ROWS_OF_FOUR, 1, build, null, type);
  }

  static ExampleAxis axis(int axis, long outer, long inner) {
    return new ExampleAxis(axis, outer, inner);
  }

  /** The same with data of another shape. */
  GraphCase data(long... shape) {
    return new GraphCase(name, Shape.of(shape), rowsPerUnit, build, axis, type);
  }

  /** The same with several rows per unit. */
  GraphCase rowsPerUnit(int rows) {
    return new GraphCase(name, data, rows, build, axis, type);
  }

  /** Builds the graph. */
  Built in(Graph graph) {
    TestGraph test = new TestGraph(graph, data);
    return new Built(test, build.of(test).asOutput());
  }

  /** A graph and its loss. */
  record Built(TestGraph graph, org.tensorflow.Output<?> loss) {}

  @Override
  public String toString() {
    return name;
  }
}
