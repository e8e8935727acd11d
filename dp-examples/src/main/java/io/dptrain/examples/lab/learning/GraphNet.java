package io.dptrain.examples.lab.learning;

import io.dptrain.examples.lab.model.Dense;
import io.dptrain.examples.lab.model.LabGraph;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** Two graph convolutions, with a normalization in front of each. */
final class GraphNet {
  /** Over which axis is normalized. */
  static final int NONE = -1;

  static final int OVER_NODES = 0;
  static final int OVER_FEATURES = 1;
  private static final int UNITS = 12;

  private GraphNet() {}

  /** <b>Shape</b> {@code [nodes, CLASSES]} */
  static Operand<TFloat32> logits(LabGraph lab, Random random, Communities graph, int axis) {
    Ops tf = lab.tf();
    int nodes = graph.nodes();
    Operand<TFloat32> adjacency = lab.constant(graph.adjacency(), nodes, nodes);
    Operand<TFloat32> x = lab.constant(graph.features(), nodes, Communities.FEATURES);
    Dense first =
        Dense.of(
            lab,
            "first",
            random,
            Communities.FEATURES,
            UNITS,
            Math.sqrt(2.0 / Communities.FEATURES));
    Dense last = Dense.of(lab, "last", random, UNITS, Communities.CLASSES, Math.sqrt(1.0 / UNITS));
    Operand<TFloat32> hidden =
        tf.nn.relu(first.apply(tf.linalg.matMul(adjacency, normal(lab, x, axis))));
    return last.apply(tf.linalg.matMul(adjacency, normal(lab, hidden, axis)));
  }

  private static Operand<TFloat32> normal(LabGraph lab, Operand<TFloat32> x, int axis) {
    if (axis == NONE) {
      return x;
    }
    Ops tf = lab.tf();
    Operand<TFloat32> centered =
        tf.math.sub(x, tf.math.mean(x, tf.constant(axis), Mean.keepDims(true)));
    Operand<TFloat32> variance =
        tf.math.mean(tf.math.square(centered), tf.constant(axis), Mean.keepDims(true));
    return tf.math.mul(centered, tf.math.rsqrt(tf.math.add(variance, lab.constant(1e-20))));
  }
}
