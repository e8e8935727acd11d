package io.dptrain.core.internal.graph;

import static io.dptrain.core.internal.graph.GraphCase.apart;
import static io.dptrain.core.internal.graph.GraphCase.axis;
import static io.dptrain.core.internal.graph.GraphCase.mixing;

import io.dptrain.core.testing.TestGraph;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Graphs that pair elements, reduce, normalize, look up and select. */
final class ElementwiseCases {
  private ElementwiseCases() {}

  private static Operand<TFloat32> timeMajor(TestGraph g) {
    return g.transpose(g.x, 1, 0, 2);
  }

  static List<GraphCase> accepted() {
    return List.of(
        apart("row mean, negative axis", g -> g.tf.math.mean(g.x, g.number(-1))),
        apart("row maximum", g -> g.tf.reduceMax(g.x, g.number(1))),
        apart("softmax over classes", g -> g.tf.nn.softmax(g.x)),
        apart(
            "centering by the row mean",
            g ->
                g.tf.math.sub(g.x, g.tf.expandDims(g.tf.math.mean(g.x, g.number(1)), g.number(1)))),
        apart("weights by feature", g -> g.tf.math.mul(g.x, g.parameters(4))),
        apart(
            "higher rank without data",
            axis(1, 1, 1),
            g -> g.tf.math.mul(g.x, g.parameters(3, 1, 4))),
        apart("a row of size 1", g -> g.tf.math.add(g.x, g.parameters(1, 4))),
        apart(
                "a context for all time steps",
                axis(1, 1, 1),
                g -> g.tf.math.add(timeMajor(g), g.sum(g.x, 1)))
            .data(-1, 3, 4),
        apart(
                "weights by time step",
                axis(1, 1, 1),
                g -> g.tf.math.mul(timeMajor(g), g.parameters(3, 1, 1)))
            .data(-1, 3, 4),
        apart(
            "clipping by value", g -> g.tf.clipByValue(g.x, g.tf.constant(-1f), g.tf.constant(1f))),
        apart(
            "quantization",
            g ->
                g.tf.quantization.fakeQuantWithMinMaxVarsPerChannel(
                    g.tf.quantization.fakeQuantWithMinMaxVars(
                        g.tf.quantization.fakeQuantWithMinMaxArgs(g.x),
                        g.tf.constant(-1f),
                        g.tf.constant(1f)),
                    g.tf.constant(new float[] {-1, -2, -3, -4}),
                    g.tf.constant(new float[] {1, 2, 3, 4}))),
        apart("sum of several", g -> g.tf.math.addN(List.of(g.x, g.tf.math.square(g.x)))),
        apart(
            "selection",
            g -> g.tf.select(g.tf.math.greater(g.x, g.tf.constant(0f)), g.x, g.tf.constant(0f))),
        apart(
            "selection of whole rows, first version",
            g -> {
              var positive = g.tf.math.greater(g.sum(g.x, 1), g.tf.constant(0f));
              return g.raw("Select", b -> b, positive, g.x, g.tf.math.neg(g.x));
            }),
        apart(
            "less common functions",
            g -> {
              var y = g.tf.math.erfc(g.tf.math.atan(g.tf.math.sinh(g.x)));
              var z = g.tf.math.lgamma(g.tf.math.add(g.tf.math.abs(g.x), g.tf.constant(1f)));
              return g.tf.math.xlogy(y, g.tf.math.exp(g.tf.nn.leakyRelu(z)));
            }),
        apart(
            "remainder and whole quotient",
            g ->
                g.tf.math.add(
                    g.tf.math.floorMod(g.x, g.tf.constant(2f)),
                    g.tf.math.floorDiv(g.x, g.tf.constant(0.1f)))),
        apart(
            "look-up in parameters", g -> g.tf.gather(g.parameters(4, 5), g.ids(g.x), g.number(0))),
        apart(
            "look-up along the second axis",
            axis(1, 1, 1),
            g -> g.tf.gather(g.parameters(5, 4), g.ids(g.x), g.number(1))),
        apart(
                "look-up of several ids",
                g -> g.tf.gather(g.parameters(4, 2), g.ids(g.x), g.number(0)))
            .data(-1, 3, 4),
        apart("features picked", g -> g.tf.gather(g.x, g.vector(2, 0), g.number(1))),
        apart(
            "features picked in front of the examples",
            axis(2, 1, 1),
            g ->
                g.tf.gather(
                    g.transpose(g.x, 1, 0),
                    g.tf.constant(new int[][] {{2, 0, 1}, {3, 1, 1}}),
                    g.number(0))),
        apart(
            "each example picks its own feature",
            g ->
                g.raw(
                    "GatherV2",
                    b -> b.setAttr("batch_dims", 1),
                    g.x,
                    g.tf.expandDims(g.ids(g.x), g.number(1)),
                    g.number(1))),
        apart(
            "points in parameters",
            g -> g.tf.gatherNd(g.parameters(4, 2), g.tf.expandDims(g.ids(g.x), g.number(-1)))),
        apart(
            "one-hot classes",
            g ->
                g.tf.math.mul(
                    g.x,
                    g.tf.oneHot(g.ids(g.x), g.number(4), g.tf.constant(1f), g.tf.constant(0f)))),
        apart("largest two", g -> g.raw("TopKV2", b -> b, g.x, g.number(2))),
        apart("diagonal matrices", g -> g.raw("MatrixDiag", b -> b, g.x)),
        apart(
                "upper triangles",
                g -> g.raw("MatrixBandPart", b -> b, g.x, g.number(0), g.number(-1)))
            .data(-1, 3, 3),
        apart(
            "cross entropy",
            g ->
                g.tf
                    .nn
                    .softmaxCrossEntropyWithLogits(
                        g.tf.linalg.matMul(g.x, g.parameters(4, 4)), g.tf.nn.softmax(g.x))
                    .loss()),
        apart(
                "cross entropy for each token",
                axis(0, 1, 3),
                g -> {
                  var tokens = g.reshape(g.x, -1, 4);
                  return g.tf.nn.sparseSoftmaxCrossEntropyWithLogits(tokens, g.ids(tokens)).loss();
                })
            .data(-1, 3, 4),
        apart(
                "euclidean norm, axis kept",
                axis(1, 1, 1),
                g ->
                    g.raw(
                        "EuclideanNorm",
                        b -> b.setAttr("keep_dims", true),
                        timeMajor(g),
                        g.vector(0)))
            .data(-1, 3, 4));
  }

  static List<GraphCase> refused() {
    return List.of(
        mixing("Mean", "mean over the batch", g -> g.tf.math.mean(g.x, g.number(0))),
        mixing(
            "FakeQuantWithMinMaxVarsPerChannel",
            "a range for each place in the batch",
            g ->
                g.tf.quantization.fakeQuantWithMinMaxVarsPerChannel(
                    g.transpose(g.x, 1, 0),
                    g.tf.constant(new float[] {-1, -2, -3, -4}),
                    g.tf.constant(new float[] {1, 2, 3, 4}))),
        mixing("Mean", "negative axis", g -> g.tf.math.mean(g.x, g.number(-2))),
        mixing("Sum", "sum over all axes", g -> g.sum(g.x, 0, 1)),
        mixing(
            "Sum",
            "sum over all axes, counted by the graph",
            g -> g.tf.reduceSum(g.x, g.tf.range(g.number(0), g.tf.rank(g.x), g.number(1)))),
        mixing("Max", "maximum over the batch", g -> g.tf.reduceMax(g.x, g.number(0))),
        mixing("Softmax", "softmax over the batch", g -> g.tf.nn.softmax(g.sum(g.x, 1))),
        mixing(
            "LogSoftmax",
            "softmax over moved examples",
            g -> g.tf.nn.logSoftmax(g.transpose(g.x, 1, 0))),
        mixing(
            "Mean",
            "centering by the batch mean",
            g -> g.tf.math.sub(g.x, g.tf.math.mean(g.x, g.number(0)))),
        mixing("Sub", "outer difference", g -> g.tf.math.sub(g.x, g.sum(g.x, 1))),
        mixing("Mul", "weights by place in the batch", g -> g.tf.math.mul(g.x, g.parameters(4, 4))),
        mixing(
                "AddV2",
                "time-major against batch-major",
                g -> g.raw("AddV2", b -> b, timeMajor(g), g.x))
            .data(-1, 3, 4),
        mixing(
            "Maximum",
            "rows in another order",
            g -> g.tf.math.maximum(g.reshape(g.x, -1), g.reshape(g.transpose(g.x, 1, 0), -1))),
        mixing(
            "SelectV2",
            "selected by place",
            g ->
                g.tf.select(
                    g.tf.math.greater(g.parameters(5, 1), g.tf.constant(0f)),
                    g.x,
                    g.tf.math.neg(g.x))),
        mixing(
            "GatherV2",
            "rows picked from the batch",
            g -> g.tf.gather(g.x, g.vector(0), g.number(0))),
        mixing(
            "GatherV2",
            "rows picked by other rows",
            g -> g.tf.gather(g.x, g.ids(g.x), g.number(0))),
        mixing(
            "GatherNd",
            "points in the batch",
            g -> g.tf.gatherNd(g.x, g.tf.constant(new int[][] {{0, 1}}))),
        mixing(
            "TopKV2",
            "largest in the batch",
            g -> g.raw("TopKV2", b -> b, g.sum(g.x, 1), g.number(1))),
        mixing(
            "MatrixDiag", "diagonal of examples", g -> g.raw("MatrixDiag", b -> b, g.sum(g.x, 1))),
        mixing(
            "MatrixBandPart",
            "triangle of examples",
            g -> g.raw("MatrixBandPart", b -> b, g.x, g.number(0), g.number(-1))),
        mixing(
            "SparseSoftmaxCrossEntropyWithLogits",
            "labels by place",
            g -> g.tf.nn.sparseSoftmaxCrossEntropyWithLogits(g.x, g.vector(0, 1, 2)).loss()),
        mixing("L2Loss", "a loss over everything", g -> g.tf.nn.l2Loss(g.x)),
        mixing(
            "Where",
            "a list of hits",
            g ->
                g.raw(
                    "Cast",
                    b -> b.setAttr("DstT", org.tensorflow.proto.DataType.DT_FLOAT),
                    g.tf.where(g.x))),
        mixing(
            "UniqueV2",
            "values without repetition",
            g -> g.tf.unique(g.reshape(g.x, -1), g.vector(0)).y()),
        mixing("RandomShuffle", "shuffled rows", g -> g.tf.random.randomShuffle(g.x)));
  }
}
