package io.dptrain.examples.lab.gan;

import io.dptrain.core.stability.weights.SpectralNormalization;
import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Dense;
import io.dptrain.examples.lab.model.LabGraph;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Scores points by layers whose kernels may be normalized.
 *
 * @param kernels that it computes with, one for each layer
 * @param updates that keep the kernels right, to be run in each step
 * @param scale of the score
 */
record Critic(
    Ops tf, List<Dense> layers, List<Operand<TFloat32>> kernels, List<Op> updates, double scale) {

  static Critic of(LabGraph lab, List<Dense> layers, Taming taming) {
    List<Operand<TFloat32>> kernels = new ArrayList<>();
    List<Op> updates = new ArrayList<>();
    for (Dense layer : layers) {
      if (taming.spectralScale().isPresent()) {
        var normal = SpectralNormalization.of(1).apply(lab.tf(), layer.kernel());
        kernels.add(normal.weight());
        updates.add(normal.update());
      } else {
        kernels.add(layer.kernel());
      }
    }
    return new Critic(lab.tf(), layers, kernels, updates, taming.spectralScale().orElse(1));
  }

  /** <b>Shape</b> {@code [batch, inputs] -> [batch, 1]} */
  Operand<TFloat32> score(Operand<TFloat32> points) {
    Operand<TFloat32> out = points;
    for (int i = 0; i < layers.size(); i++) {
      Operand<TFloat32> in = i == 0 ? out : Activation.RELU.apply(tf, out);
      out = tf.nn.biasAdd(tf.linalg.matMul(in, kernels.get(i)), layers.get(i).bias());
    }
    return tf.math.mul(out, tf.constant((float) scale));
  }
}
