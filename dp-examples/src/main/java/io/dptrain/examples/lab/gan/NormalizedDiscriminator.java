package io.dptrain.examples.lab.gan;

import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Dense;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.Net;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * Scores images, and normalizes on the way: each unit over the examples, or each example over its
 * units.
 *
 * @param axis over which means and variances are taken
 */
record NormalizedDiscriminator(LabGraph lab, Dense first, Net rest, int axis) {

  static NormalizedDiscriminator of(LabGraph lab, Random random, int pixels, boolean isByBatch) {
    Dense first = Dense.of(lab, "first", random, pixels, pixels, 1 / Math.sqrt(pixels));
    Net rest = Net.of(lab, "rest", random, Activation.RELU, Math.sqrt(2), pixels, pixels, 1);
    return new NormalizedDiscriminator(lab, first, rest, isByBatch ? 0 : 1);
  }

  /** <b>Shape</b> {@code [batch, pixels] -> [batch, 1]} */
  Operand<TFloat32> score(Operand<TFloat32> images) {
    Ops tf = lab.tf();
    Operand<TFloat32> x = first.apply(images);
    Operand<TFloat32> centered = tf.math.sub(x, mean(x));
    Operand<TFloat32> variance = tf.math.add(mean(tf.math.square(centered)), lab.constant(1e-3));
    return rest.apply(tf.nn.relu(tf.math.mul(centered, tf.math.rsqrt(variance))));
  }

  private Operand<TFloat32> mean(Operand<TFloat32> x) {
    return lab.tf().math.mean(x, lab.tf().constant(axis), Mean.keepDims(true));
  }

  /** The loss of each example that is real. <b>Shape</b> {@code [batch]} */
  Operand<TFloat32> lossesOfReal(Operand<TFloat32> scores) {
    Ops tf = lab.tf();
    return tf.reshape(tf.math.softplus(tf.math.neg(scores)), tf.constant(new int[] {-1}));
  }
}
