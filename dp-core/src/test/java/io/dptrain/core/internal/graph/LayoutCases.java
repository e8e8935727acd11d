package io.dptrain.core.internal.graph;

import static io.dptrain.core.internal.graph.GraphCase.apart;
import static io.dptrain.core.internal.graph.GraphCase.axis;
import static io.dptrain.core.internal.graph.GraphCase.mixing;

import io.dptrain.core.testing.TestGraph;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TFloat32;

/** Graphs that move, merge, join and split axes. */
final class LayoutCases {
  private LayoutCases() {}

  /** Two batches, one behind the other. */
  private static Operand<TFloat32> twice(TestGraph g) {
    return g.tf.concat(List.of(g.x, g.tf.math.square(g.x)), g.number(0));
  }

  static List<GraphCase> accepted() {
    return List.of(
        apart("transpose", axis(1, 1, 1), g -> g.transpose(g.x, 1, 0)),
        apart("sum over features in front", g -> g.sum(g.transpose(g.x, 1, 0), 0)),
        apart("two rows per example", axis(0, 1, 2), g -> g.reshape(g.x, -1, 2)),
        apart("flat", axis(0, 1, 4), g -> g.reshape(g.x, -1)),
        apart("flat and back", g -> g.reshape(g.reshape(g.x, -1), -1, 2, 2)),
        apart("merged batch and time", axis(0, 1, 3), g -> g.reshape(g.x, -1, 4)).data(-1, 3, 4),
        apart("time-major, merged", axis(0, 3, 1), g -> g.reshape(g.transpose(g.x, 1, 0, 2), -1, 4))
            .data(-1, 3, 4),
        apart(
                "time-major, merged and split again",
                axis(1, 1, 1),
                g -> g.reshape(g.reshape(g.transpose(g.x, 1, 0, 2), -1, 4), 3, -1, 4))
            .data(-1, 3, 4),
        apart("K rows per unit", axis(0, 1, 3), g -> g.sum(g.x, 1)).rowsPerUnit(3),
        apart(
                "K rows per unit, split off",
                axis(0, 1, 1),
                g -> g.sum(g.reshape(g.x, -1, 3, 4), 1, 2))
            .rowsPerUnit(3),
        apart("K rows of two tokens", axis(0, 1, 6), g -> g.sum(g.reshape(g.x, -1, 2), 1))
            .rowsPerUnit(3),
        apart("two towers in one batch", axis(0, 2, 1), LayoutCases::twice),
        apart(
            "two towers, split again",
            g -> {
              var towers = g.tf.split(g.number(0), twice(g), 2L).output();
              return g.tf.math.mul(towers.get(0), towers.get(1));
            }),
        apart(
            "padding of features",
            g -> g.tf.pad(g.x, g.tf.constant(new int[][] {{0, 0}, {1, 1}}), g.tf.constant(0f))),
        apart(
            "joined by the first version of concat",
            g -> g.concatFirstVersion(1, g.x, g.tf.math.abs(g.x))),
        apart("batch repeated", axis(0, 3, 1), g -> g.tf.tile(g.x, g.vector(3, 1))),
        apart("features repeated", g -> g.tf.tile(g.x, g.vector(1, 2))),
        apart(
            "stacked in front",
            axis(1, 1, 1),
            g -> g.tf.stack(List.of(g.x, g.tf.math.neg(g.x)), Stack.axis(0L))),
        apart("stacked behind", g -> g.tf.stack(List.of(g.x, g.tf.math.neg(g.x)), Stack.axis(-1L))),
        apart("time steps unstacked", g -> g.tf.unstack(g.x, 3L, Unstack.axis(1L)).output().get(2))
            .data(-1, 3, 4),
        apart(
                "heads unstacked in front",
                axis(0, 1, 1),
                g -> g.tf.unstack(g.transpose(g.x, 1, 0, 2), 3L, Unstack.axis(0L)).output().get(1))
            .data(-1, 3, 4),
        apart("features split", g -> g.tf.split(g.number(1), g.x, 2L).output().get(1)),
        apart(
            "features split unevenly",
            g -> g.tf.splitV(g.x, g.vector(1, 3), g.number(-1), 2L).output().get(1)),
        apart(
            "squeeze in front",
            g -> g.tf.squeeze(g.tf.expandDims(g.x, g.number(0)), Squeeze.axis(List.of(0L)))),
        apart("expanded in front", axis(1, 1, 1), g -> g.tf.expandDims(g.x, g.number(0))),
        apart("expanded behind", g -> g.tf.expandDims(g.x, g.number(-1))),
        apart("slice of features", g -> g.tf.slice(g.x, g.vector(0, 1), g.vector(-1, 2))),
        apart(
            "strided slice of features",
            g -> g.tf.stridedSlice(g.x, Indices.all(), Indices.slice(0, 4, 2))),
        apart(
            "strided slice with shrink and new axis",
            axis(1, 1, 1),
            g -> g.tf.stridedSlice(g.x, Indices.newAxis(), Indices.all(), Indices.at(1))),
        apart(
                "strided slice of a time step in front",
                axis(0, 1, 1),
                g -> g.tf.stridedSlice(g.transpose(g.x, 1, 0, 2), Indices.at(1)))
            .data(-1, 3, 4),
        apart(
                "strided slice behind an ellipsis",
                axis(1, 1, 1),
                g ->
                    g.tf.stridedSlice(g.transpose(g.x, 1, 0, 2), Indices.ellipsis(), Indices.at(0)))
            .data(-1, 3, 4),
        apart("reverse of features", g -> g.tf.reverse(g.x, g.vector(-1))),
        apart("running sum of features", g -> g.tf.math.cumsum(g.x, g.number(1))),
        apart(
                "running sum over time in front",
                axis(1, 1, 1),
                g -> g.tf.math.cumsum(g.transpose(g.x, 1, 0, 2), g.number(0)))
            .data(-1, 3, 4),
        apart(
            "mirrored features",
            g -> g.tf.mirrorPad(g.x, g.tf.constant(new int[][] {{0, 0}, {1, 2}}), "REFLECT")),
        apart(
            "joined before the axis",
            g -> g.tf.concat(List.of(g.x, g.tf.math.exp(g.x)), g.number(-1))));
  }

  static List<GraphCase> refused() {
    return List.of(
        mixing("Sum", "sum over the moved batch axis", g -> g.sum(g.transpose(g.x, 1, 0), 1)),
        mixing("Reshape", "two examples in one row", g -> g.reshape(g.x, -1, 8)),
        mixing("Reshape", "batch cut in two", g -> g.reshape(g.x, 2, -1, 4)),
        mixing(
            "Reshape",
            "transposed and flattened to rows of four",
            g -> g.reshape(g.transpose(g.x, 1, 0), -1, 4)),
        mixing(
                "Reshape",
                "time-major read as batch-major",
                g -> g.reshape(g.transpose(g.x, 1, 0, 2), -1, 3, 4))
            .data(-1, 3, 4),
        mixing("Reshape", "units of two rows read as units of three", g -> g.reshape(g.x, -1, 3, 4))
            .rowsPerUnit(2),
        mixing("Mean", "mean over the rows", g -> g.tf.math.mean(g.x, g.number(0))).rowsPerUnit(2),
        mixing(
            "ConcatV2",
            "a row for everybody",
            g -> g.tf.concat(List.of(g.x, g.parameters(1, 4)), g.number(0))),
        mixing(
            "ConcatV2",
            "parameters beside examples",
            g -> g.tf.concat(List.of(g.x, g.parameters(5, 4)), g.number(1))),
        mixing(
            "Pack",
            "examples beside other examples",
            g -> {
              var flat = g.reshape(g.x, -1);
              var other = g.reshape(g.transpose(g.x, 1, 0), -1);
              return g.tf.stack(List.<Operand<TFloat32>>of(flat, other));
            }),
        mixing(
            "Concat",
            "parameters in front, first version of concat",
            g -> g.concatFirstVersion(0, g.parameters(2, 4), g.x)),
        mixing("Unpack", "batch taken apart", g -> g.tf.unstack(g.x, 2L).output().get(0)),
        mixing(
            "Split",
            "batch cut in two halves",
            g -> g.tf.split(g.number(0), g.x, 2L).output().get(0)),
        mixing(
            "SplitV",
            "first row split off",
            g -> g.tf.splitV(g.x, g.vector(1, -1), g.number(0), 2L).output().get(1)),
        mixing("Slice", "first row", g -> g.tf.slice(g.x, g.vector(0, 0), g.vector(1, -1))),
        mixing("Slice", "all rows but one", g -> g.tf.slice(g.x, g.vector(1, 0), g.vector(-1, -1))),
        mixing("StridedSlice", "row picked", g -> g.tf.stridedSlice(g.x, Indices.at(0))),
        mixing(
            "StridedSlice",
            "every second row",
            g -> g.tf.stridedSlice(g.x, Indices.slice(null, null, 2), Indices.all())),
        mixing("ReverseV2", "other order", g -> g.tf.reverse(g.x, g.vector(0))),
        mixing("Cumsum", "running sum", g -> g.tf.math.cumsum(g.x, g.number(0))),
        mixing("Cumprod", "running product", g -> g.tf.math.cumprod(g.x, g.number(-2))));
  }
}
