package io.dptrain.core.internal.graph;

import static io.dptrain.core.internal.graph.GraphCase.apart;
import static io.dptrain.core.internal.graph.GraphCase.axis;
import static io.dptrain.core.internal.graph.GraphCase.mixing;

import io.dptrain.core.testing.Flattenings;
import io.dptrain.core.testing.TestGraph;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Graphs whose shapes are computed, and what comes after them. */
final class FlattenCases {
  private FlattenCases() {}

  static List<GraphCase> accepted() {
    List<GraphCase> cases = new ArrayList<>();
    for (Flattenings.Flattening form : Flattenings.all()) {
      GraphCase flat =
          apart(
              form.name() + ", dense",
              g -> g.tf.linalg.matMul(form.how().of(g.tf, g.x), g.parameters(24, 2)));
      cases.add(flat.data(-1, 4, 3, 2));
      cases.add(
          apart(form.name() + ", two rows per unit", axis(0, 1, 2), flat.build())
              .data(-1, 4, 3, 2)
              .rowsPerUnit(2));
    }
    cases.addAll(afterwards());
    return cases;
  }

  /** Layers after a reshape whose sizes TensorFlow does not know. */
  private static List<GraphCase> afterwards() {
    return List.of(
        apart(
                "reshaped by the size that a dense layer takes",
                g -> g.reshape(open(g), -1, Flattenings.WIDTH))
            .data(-1, 4, 3, 2),
        apart("mean over all axes but the first", g -> g.tf.math.mean(image(g), g.vector(1, 2, 3)))
            .data(-1, 24),
        apart(
                "normalized over its axes",
                g ->
                    g.tf.math.sub(
                        image(g), g.tf.math.mean(image(g), g.vector(1, 2, 3), Mean.keepDims(true))))
            .data(-1, 24),
        apart(
                "convolution and bias",
                g ->
                    g.tf.nn.biasAdd(
                        g.tf.nn.conv2d(
                            image(g), g.parameters(2, 2, 2, 3), List.of(1L, 1L, 1L, 1L), "SAME"),
                        g.parameters(3)))
            .data(-1, 24),
        apart("softmax over classes", g -> g.tf.nn.softmax(open(g))).data(-1, 4, 3, 2),
        apart(
                "shape of what was flattened",
                axis(0, 1, 12),
                g ->
                    g.tf.reshape(
                        open(g),
                        g.tf.stack(
                            List.<Operand<TInt32>>of(
                                g.number(-1), g.tf.math.div(g.sizeOf(open(g), 1), g.number(12))))))
            .data(-1, 4, 3, 2));
  }

  private static Operand<TFloat32> open(TestGraph g) {
    return Flattenings.all().get(0).how().of(g.tf, g.x);
  }

  /** Of {@code [batch, 24]}, in sizes that are read from another tensor. */
  private static Operand<TFloat32> image(TestGraph g) {
    Operand<TInt32> height = g.sizeOf(g.numbers(4, 3), 0);
    return g.tf.reshape(g.x, g.tf.stack(List.of(g.rows(), height, g.number(-1), g.number(2))));
  }

  static List<GraphCase> refused() {
    return List.of(
        mixing(
                "Reshape",
                "two examples in one row",
                g ->
                    g.tf.reshape(
                        g.x,
                        g.tf.stack(
                            List.<Operand<TInt32>>of(
                                g.number(-1), g.tf.math.mul(g.sizeOf(g.x, 1), g.number(2))))))
            .data(-1, 4),
        mixing(
                "Reshape",
                "rows in the place of the columns",
                g ->
                    g.tf.reshape(
                        g.x, g.tf.stack(List.<Operand<TInt32>>of(g.sizeOf(g.x, 1), g.rows()))))
            .data(-1, 4),
        mixing("Reshape", "parts that do not fit an example", g -> g.reshape(open(g), -1, 5))
            .data(-1, 4, 3, 2),
        mixing(
                "Mean",
                "the mean over rows of a flattened batch",
                g -> g.tf.math.mean(open(g), g.number(0), Mean.keepDims(true)))
            .data(-1, 4, 3, 2),
        mixing(
            "Div",
            "the batch over its size in integers",
            g ->
                g.tf.math.mul(
                    g.x, g.tf.dtypes.cast(g.tf.math.div(g.number(7), g.rows()), TFloat32.class))));
  }
}
