package io.dptrain.core.internal.graph;

import static io.dptrain.core.internal.graph.GraphCase.apart;
import static io.dptrain.core.internal.graph.GraphCase.axis;
import static io.dptrain.core.internal.graph.GraphCase.mixing;

import io.dptrain.core.testing.TestGraph;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Graphs of convolutions, pools and normalizations. */
final class LayerCases {
  private static final List<Long> ONES = List.of(1L, 1L, 1L, 1L);
  private static final List<Long> TWO = List.of(1L, 2L, 2L, 1L);

  private LayerCases() {}

  private static Operand<TFloat32> normalized(TestGraph g, Operand<TFloat32> x, int... axes) {
    var keep = org.tensorflow.op.math.Mean.keepDims(true);
    var centered = g.tf.math.sub(x, g.tf.math.mean(x, g.vector(axes), keep));
    var variance = g.tf.math.mean(g.tf.math.square(centered), g.vector(axes), keep);
    return g.tf.math.mul(centered, g.tf.math.rsqrt(g.tf.math.add(variance, g.tf.constant(1e-5f))));
  }

  private static Operand<TFloat32> batchNormalization(TestGraph g, boolean training) {
    var nothing = g.tf.constant(new float[0]);
    return g.raw(
        "FusedBatchNormV3",
        b -> b.setAttr("is_training", training),
        g.x,
        g.parameters(4),
        g.parameters(4),
        training ? nothing : g.parameters(4),
        training ? nothing : g.tf.math.exp(g.parameters(4)));
  }

  static List<GraphCase> accepted() {
    return List.of(
        apart("layer normalization", g -> g.tf.math.mul(normalized(g, g.x, 1), g.parameters(4))),
        apart(
                "group normalization",
                g -> {
                  var groups = normalized(g, g.reshape(g.x, -1, 2, 2, 2, 2), 1, 2, 4);
                  return g.tf.math.mul(g.reshape(groups, -1, 2, 2, 4), g.parameters(4));
                })
            .data(-1, 2, 2, 4),
        apart("batch normalization with frozen statistics", g -> batchNormalization(g, false))
            .data(-1, 2, 2, 4),
        apart(
                "convolution and bias",
                g ->
                    g.tf.nn.biasAdd(
                        g.tf.nn.conv2d(g.x, g.parameters(2, 2, 4, 3), ONES, "SAME"),
                        g.parameters(3)))
            .data(-1, 3, 3, 4),
        apart(
                "convolution of each frame",
                axis(0, 1, 2),
                g ->
                    g.tf.nn.conv2d(
                        g.reshape(g.x, -1, 3, 3, 1), g.parameters(2, 2, 1, 3), ONES, "VALID"))
            .data(-1, 2, 3, 3),
        apart(
                "depthwise convolution",
                g -> g.tf.nn.depthwiseConv2dNative(g.x, g.parameters(2, 2, 4, 1), ONES, "SAME"))
            .data(-1, 3, 3, 4),
        apart(
                "convolution in three dimensions",
                g ->
                    g.tf.nn.conv3d(
                        g.x, g.parameters(2, 2, 2, 1, 2), List.of(1L, 1L, 1L, 1L, 1L), "SAME"))
            .data(-1, 2, 3, 3, 1),
        apart(
                "transposed convolution",
                g ->
                    g.tf.nn.conv2dBackpropInput(
                        g.tf.stack(List.of(g.rows(), g.number(4), g.number(4), g.number(3))),
                        g.parameters(2, 2, 3, 4),
                        g.x,
                        TWO,
                        "SAME"))
            .data(-1, 2, 2, 4),
        apart("average pool", g -> g.tf.nn.avgPool(g.x, TWO, ONES, "SAME")).data(-1, 3, 3, 4),
        apart(
                "maximum pool",
                g -> g.tf.nn.maxPool(g.x, g.vector(1, 2, 2, 1), g.vector(1, 2, 2, 1), "VALID"))
            .data(-1, 4, 4, 1),
        apart("local response", g -> g.tf.nn.localResponseNormalization(g.x)).data(-1, 2, 2, 4),
        apart("resized", g -> g.tf.image.resizeBilinear(g.x, g.vector(5, 5))).data(-1, 2, 2, 4),
        apart("patches", g -> g.tf.image.extractImagePatches(g.x, TWO, ONES, ONES, "VALID"))
            .data(-1, 3, 3, 2));
  }

  static List<GraphCase> refused() {
    return List.of(
        mixing("FusedBatchNormV3", "batch normalization", g -> batchNormalization(g, true))
            .data(-1, 2, 2, 4),
        mixing("Mean", "batch normalization in plain ops", g -> normalized(g, g.x, 0)),
        mixing(
                "Mean",
                "batch normalization of images in plain ops",
                g -> normalized(g, g.x, 0, 1, 2))
            .data(-1, 2, 2, 4),
        mixing(
                "AvgPool",
                "pool over examples",
                g -> g.tf.nn.avgPool(g.x, List.of(2L, 1L, 1L, 1L), ONES, "VALID"))
            .data(-1, 2, 2, 4),
        mixing(
                "Conv2D",
                "convolution along the batch",
                g ->
                    g.tf.nn.conv2d(
                        g.transpose(g.x, 1, 0, 2, 3), g.parameters(2, 2, 4, 3), ONES, "SAME"))
            .data(-1, 3, 3, 4),
        mixing(
                "Conv2D",
                "convolution with the batch as filter",
                g -> g.tf.nn.conv2d(g.numbers(1, 9, 9, 3), g.x, ONES, "SAME"))
            .data(-1, 2, 3, 4),
        mixing(
            "BiasAdd",
            "bias by place in the batch",
            g -> g.tf.nn.biasAdd(g.transpose(g.x, 1, 0), g.parameters(5))));
  }
}
