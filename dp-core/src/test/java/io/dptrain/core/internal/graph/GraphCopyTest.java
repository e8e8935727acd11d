package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.internal.graph.backward.GraphCopy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** What a copy of a model has in place of an operation whose gradient is wrong. */
class GraphCopyTest {
  /** Its gradient by the weights overwrites memory, which no number tells. */
  @Test
  void forGradients_stridedKernelOfOnePixel_takesPixelsBeforeIt() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var images = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 6, 6, 1)));
      var kernel = tf.variable(tf.zeros(tf.array(1, 1, 1, 1), TFloat32.class));
      Output<TFloat32> maps =
          tf.nn.conv2d(images, kernel, List.of(1L, 2L, 2L, 1L), "VALID").asOutput();
      try (GraphCopy copy = GraphCopy.forGradients(graph, maps)) {
        GraphOperation inside = (GraphOperation) copy.inside(maps).op();
        assertThat(inside.attributes().getAttrIntList("strides")).containsOnly(1);
        assertThat(copy.inside(maps).shape().tail()).isEqualTo(Shape.of(3, 3, 1));
      }
    }
  }
}
