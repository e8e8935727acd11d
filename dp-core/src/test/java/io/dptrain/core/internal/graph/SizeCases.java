package io.dptrain.core.internal.graph;

import static io.dptrain.core.internal.graph.GraphCase.apart;
import static io.dptrain.core.internal.graph.GraphCase.axis;
import static io.dptrain.core.internal.graph.GraphCase.mixing;

import io.dptrain.core.testing.TestGraph;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.random.RandomUniform;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Graphs that compute with the number of rows. */
final class SizeCases {
  private SizeCases() {}

  private static Operand<TFloat32> dropout(TestGraph g, Operand<TInt32> shape) {
    var noise = g.tf.random.randomUniform(shape, TFloat32.class);
    var keep = g.tf.dtypes.cast(g.tf.math.greaterEqual(noise, g.tf.constant(0.5f)), TFloat32.class);
    return g.tf.math.mul(g.x, keep);
  }

  private static Operand<TFloat32> toFloat(TestGraph g, Operand<TInt32> value) {
    return g.tf.dtypes.cast(value, TFloat32.class);
  }

  /** A recurrent net over three steps of four numbers, from a state of zeros. */
  private static Operand<TFloat32> recurrent(TestGraph g) {
    var weights = g.parameters(7, 3);
    Operand<TFloat32> state =
        g.tf.fill(g.tf.stack(List.of(g.rows(), g.number(3))), g.tf.constant(0f));
    for (int step = 0; step < 3; step++) {
      var input = g.tf.stridedSlice(g.x, Indices.all(), Indices.at(step));
      state =
          g.tf.math.tanh(
              g.tf.linalg.matMul(g.tf.concat(List.of(input, state), g.number(1)), weights));
    }
    return state;
  }

  static List<GraphCase> accepted() {
    return List.of(
        apart(
                "flattened by the number of rows",
                g -> g.tf.reshape(g.x, g.tf.stack(List.of(g.rows(), g.number(-1)))))
            .data(-1, 3, 4),
        apart(
                "merged by a product of sizes",
                axis(0, 1, 3),
                g ->
                    g.tf.reshape(
                        g.x,
                        g.tf.stack(
                            List.<Operand<TInt32>>of(
                                g.tf.math.mul(g.sizeOf(g.x, 0), g.sizeOf(g.x, 1)), g.number(4)))))
            .data(-1, 3, 4),
        apart(
                "heads by sizes",
                axis(0, 1, 1),
                g ->
                    g.tf.reshape(
                        g.x,
                        g.tf.stack(
                            List.<Operand<TInt32>>of(
                                g.sizeOf(g.x, 0), g.sizeOf(g.x, 1), g.number(2), g.number(2)))))
            .data(-1, 3, 4),
        apart(
                "merged by the product of a part of the shape",
                axis(0, 1, 3),
                g -> {
                  var front = g.tf.slice(g.tf.shape(g.x), g.vector(0), g.vector(2));
                  var rows = g.tf.reduceProd(front, g.number(0));
                  return g.tf.reshape(g.x, g.tf.stack(List.of(rows, g.number(4))));
                })
            .data(-1, 3, 4),
        apart("dropout", g -> dropout(g, g.tf.shape(g.x))),
        apart(
            "dropout of whole examples",
            g -> dropout(g, g.tf.stack(List.of(g.rows(), g.number(1))))),
        apart(
            "noise",
            g ->
                g.tf.math.add(
                    g.x,
                    g.tf.math.add(
                        g.tf.random.randomStandardNormal(g.tf.shape(g.x), TFloat32.class),
                        g.tf.random.truncatedNormal(g.tf.shape(g.x), TFloat32.class)))),
        apart("zero state", SizeCases::recurrent).data(-1, 3, 4),
        apart("zero state, K rows per unit", axis(0, 1, 2), SizeCases::recurrent)
            .data(-1, 3, 4)
            .rowsPerUnit(2),
        apart("zeros like the data", g -> g.tf.math.maximum(g.x, g.tf.zerosLike(g.x))),
        apart(
            "parameters broadcast over the batch",
            g -> g.tf.math.mul(g.x, g.tf.broadcastTo(g.parameters(1, 4), g.tf.shape(g.x)))),
        apart(
            "data broadcast over time",
            axis(1, 1, 1),
            g -> g.tf.broadcastTo(g.x, g.tf.stack(List.of(g.number(3), g.rows(), g.number(4))))),
        apart(
            "start token repeated for each example",
            g ->
                g.tf.concat(
                    List.of(
                        g.x,
                        g.tf.tile(g.parameters(1, 2), g.tf.stack(List.of(g.rows(), g.number(1))))),
                    g.number(1))),
        apart(
            "table repeated for each example",
            axis(0, 1, 2),
            g ->
                g.tf.math.mul(
                    g.reshape(g.x, -1, 2),
                    g.tf.tile(g.parameters(2, 2), g.tf.stack(List.of(g.rows(), g.number(1)))))),
        apart(
                "division by the number of time steps",
                g -> g.tf.math.div(g.sum(g.x, 1), toFloat(g, g.sizeOf(g.x, 1))))
            .data(-1, 3, 4),
        apart(
            "all rows by their number",
            g -> g.tf.slice(g.x, g.vector(0, 1), g.tf.stack(List.of(g.rows(), g.number(2))))),
        apart(
                "mean over all axes but the first, counted by the graph",
                g -> g.tf.math.mean(g.x, g.tf.range(g.number(1), g.tf.rank(g.x), g.number(1))))
            .data(-1, 3, 4));
  }

  static List<GraphCase> refused() {
    return List.of(
        mixing(
            "Div",
            "division by the real batch size",
            g -> g.tf.math.div(g.sum(g.x, 1), toFloat(g, g.rows()))),
        mixing(
            "PadV2",
            "padding with the real batch size",
            g -> g.tf.pad(g.x, g.tf.constant(new int[][] {{0, 0}, {0, 1}}), toFloat(g, g.rows()))),
        mixing(
            "Sub",
            "shift by the real batch size",
            g -> g.tf.math.sub(g.x, g.tf.math.mul(g.tf.constant(2f), toFloat(g, g.rows())))),
        mixing(
            "Mul",
            "scale by the number of elements",
            g -> g.tf.math.mul(g.x, toFloat(g, g.tf.size(g.x)))),
        mixing(
            "Range",
            "places in the batch",
            g ->
                g.tf.math.mul(
                    g.sum(g.x, 1), toFloat(g, g.tf.range(g.number(0), g.rows(), g.number(1))))),
        mixing(
            "OneHot",
            "one class per row",
            g -> g.tf.oneHot(g.ids(g.x), g.rows(), g.tf.constant(1f), g.tf.constant(0f))),
        mixing(
            "RandomUniform",
            "dropout with a fixed seed",
            g ->
                g.tf.math.mul(
                    g.x,
                    g.tf.random.randomUniform(
                        g.tf.shape(g.x), TFloat32.class, RandomUniform.seed(3L)))),
        mixing("RandomUniform", "dropout of features for all", g -> dropout(g, g.vector(1, 4))),
        mixing(
            "RandomUniform",
            "one mask for all examples, from a fixed seed",
            g ->
                g.tf.math.mul(
                    g.x,
                    g.tf.random.randomUniform(
                        g.tf.constant(new int[] {1}), TFloat32.class, RandomUniform.seed(3L)))),
        mixing(
            "RandomStandardNormal",
            "noise on parameters",
            g ->
                g.tf.math.mul(
                    g.x,
                    g.tf.math.add(
                        g.parameters(1),
                        g.tf.random.randomStandardNormal(
                            g.tf.constant(new int[] {1}), TFloat32.class)))),
        mixing(
            "TruncatedNormal",
            "one sign for all examples, repeated for each",
            g ->
                g.tf.math.mul(
                    g.sum(g.x, 1),
                    g.tf.fill(
                        g.tf.shape(g.sum(g.x, 1)),
                        g.tf.math.sign(
                            g.tf.random.truncatedNormal(
                                g.tf.constant(new int[0]), TFloat32.class))))),
        mixing(
            "Reshape",
            "parameters cut by the number of rows",
            g -> g.tf.math.mul(g.x, g.tf.reshape(g.parameters(5, 4), g.tf.shape(g.x)))),
        mixing(
            "StridedSlice",
            "as many parameters as rows",
            g ->
                g.tf.math.mul(
                    g.sum(g.x, 1),
                    g.raw(
                        "StridedSlice",
                        b -> b,
                        g.parameters(5),
                        g.vector(0),
                        g.tf.stack(List.of(g.rows())),
                        g.vector(1)))));
  }
}
