package io.dptrain.core.internal.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.GatherNd;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Ids outside of a table, where the graph ignores them: they reach no other example. */
class LookUpRangeTest {
  private static final int ROWS = 4;

  /**
   * Of a function of a table, the look-ups are built one example after the other; row {@code ROWS +
   * 1} of the first would be row 1 of the second.
   */
  @Test
  void squaredNorms_idOutsideOfTheTable_leaveTheNextExampleAsItIs() {
    float[] inside = norms(new int[][] {{0, 2}, {1, 3}});
    for (int outside : new int[] {ROWS + 1, -1, ROWS, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      float[] norms = norms(new int[][] {{0, outside}, {1, 3}});
      assertThat(norms[1]).as("norm beside the id %d", outside).isEqualTo(inside[1]);
      assertThat(norms[0]).as("norm with the id %d", outside).isLessThan(inside[0]);
    }
    float[] last = norms(new int[][] {{0, 2}, {-1, 3}});
    assertThat(last[0]).as("norm before the id -1").isEqualTo(inside[0]);
  }

  private static float[] norms(int[][] ids) {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TInt32 fed = TInt32.tensorOf(StdArrays.ndCopyOf(ids))) {
      Ops tf = Ops.create(graph);
      Placeholder<TInt32> input =
          tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, ids[0].length)));
      Output<TFloat32> loss = loss(tf, input).asOutput();
      ExampleAnalysis analysis = ExampleAnalysis.of(loss, List.of());
      Operand<TFloat32> norms =
          SiteGradients.of(tf, loss, 1, analysis, analysis.variables()).squaredNorms();
      session.initialize();
      try (Result result = session.runner().feed(input, fed).fetch(norms).run()) {
        return StdArrays.array1dCopyOf((TFloat32) result.get(0));
      }
    }
  }

  private static Operand<TFloat32> loss(Ops tf, Operand<TInt32> ids) {
    Variable<TFloat32> table =
        tf.variable(tf.constant(new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}}));
    Operand<TFloat32> doubled = tf.math.mul(table, tf.constant(2f));
    Operand<TFloat32> found =
        tf.gatherNd(
            doubled, tf.expandDims(ids, tf.constant(2)), GatherNd.badIndicesPolicy("IGNORE"));
    return tf.reduceSum(tf.math.square(found), tf.constant(new int[] {1, 2}));
  }
}
