package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.testing.Flattenings;
import io.dptrain.core.testing.TestGraph;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** The shapes that rules are told where TensorFlow leaves them open. */
class InferredShapesTest {

  static Stream<Flattenings.Flattening> flattenings() {
    return Flattenings.all().stream();
  }

  @ParameterizedTest
  @MethodSource("flattenings")
  void shape_flattened_isKnownButForTheBatch(Flattenings.Flattening form) {
    try (Graph graph = new Graph()) {
      TestGraph g = new TestGraph(graph, Shape.of(-1, 4, 3, 2));
      Operand<TFloat32> flat = form.how().of(g.tf, g.x);
      ExampleAnalysis analysis = ExampleAnalysis.of(flat.asOutput(), List.of());
      assertThat(analysis.shape(flat).asArray()).containsExactly(-1, Flattenings.WIDTH);
    }
  }

  /** An operation on something open, and the shape of what it gives. */
  record After(String name, TestGraph.Build build, Shape shape) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<After> operations() {
    return Stream.of(
        new After("softmax", g -> g.tf.nn.softmax(open(g)), Shape.of(-1, 24)),
        new After("sum", g -> g.sum(open(g), 1), Shape.of(-1)),
        new After(
            "mean that keeps its axis",
            g -> g.tf.math.mean(open(g), g.number(-1), Mean.keepDims(true)),
            Shape.of(-1, 1)),
        new After("transpose", g -> g.transpose(open(g), 1, 0), Shape.of(24, -1)),
        new After(
            "product", g -> g.tf.linalg.matMul(open(g), g.parameters(24, 5)), Shape.of(-1, 5)),
        new After(
            "join", g -> g.tf.concat(List.of(open(g), open(g)), g.number(1)), Shape.of(-1, 48)),
        new After("stack", g -> g.tf.stack(List.of(open(g), open(g))), Shape.of(2, -1, 24)),
        new After(
            "zeros of its shape",
            g -> g.tf.math.add(open(g), g.tf.fill(g.tf.shape(open(g)), g.tf.constant(0f))),
            Shape.of(-1, 24)),
        new After("cut again", g -> g.reshape(open(g), -1, 6, 4), Shape.of(-1, 6, 4)));
  }

  private static Operand<TFloat32> open(TestGraph g) {
    return Flattenings.all().get(0).how().of(g.tf, g.x);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void shape_behindWhatWasFlattened_isKnown(After after) {
    try (Graph graph = new Graph()) {
      TestGraph g = new TestGraph(graph, Shape.of(-1, 4, 3, 2));
      Operand<TFloat32> result = after.build().of(g);
      ExampleAnalysis analysis = ExampleAnalysis.of(result.asOutput(), List.of());
      assertThat(analysis.shape(result).asArray()).containsExactly(after.shape().asArray());
    }
  }
}
