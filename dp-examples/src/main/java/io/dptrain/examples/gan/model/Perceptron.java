package io.dptrain.examples.gan.model;

import io.dptrain.core.stability.weights.SpectralNormalization;
import io.dptrain.core.stability.weights.SpectralNormalization.Normalized;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Dense layers with relu between them. It can be applied to several inputs, with the same weights.
 */
final class Perceptron {
  private final List<Layer> layers = new ArrayList<>();
  private final List<Op> updates = new ArrayList<>();

  /**
   * One layer.
   *
   * @param effective the weights that the input is multiplied with: normalized, perhaps
   */
  private record Layer(
      Variable<TFloat32> weights, Operand<TFloat32> effective, Variable<TFloat32> bias) {}

  /**
   * Adds the weights to the graph, drawn by Glorot's uniform initialization.
   *
   * @param widths from the input to the output
   */
  Perceptron(Ops tf, Random random, Optional<SpectralNormalization> normalization, int... widths) {
    for (int i = 1; i < widths.length; i++) {
      Variable<TFloat32> weights = weights(tf, random, widths[i - 1], widths[i]);
      Variable<TFloat32> bias = tf.withName("bias").variable(tf.constant(new float[widths[i]]));
      layers.add(new Layer(weights, effective(tf, weights, normalization), bias));
    }
  }

  private Operand<TFloat32> effective(
      Ops tf, Variable<TFloat32> weights, Optional<SpectralNormalization> normalization) {
    if (normalization.isEmpty()) {
      return weights;
    }
    Normalized<TFloat32> normalized = normalization.get().apply(tf, weights);
    updates.add(normalized.update());
    return normalized.weight();
  }

  private static Variable<TFloat32> weights(Ops tf, Random random, int inputs, int outputs) {
    double limit = Math.sqrt(6.0 / (inputs + outputs));
    float[] values = new float[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (limit * (2 * random.nextDouble() - 1));
    }
    return tf.withName("weights")
        .variable(tf.constant(Shape.of(inputs, outputs), DataBuffers.of(values)));
  }

  /** <b>Shape</b> {@code [batch, first width] -> [batch, last width]}. */
  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> input) {
    Operand<TFloat32> output = input;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      output = tf.nn.biasAdd(tf.linalg.matMul(output, layer.effective()), layer.bias());
      if (i < layers.size() - 1) {
        output = tf.nn.relu(output);
      }
    }
    return output;
  }

  /** What is trained: weights and biases. */
  List<Variable<TFloat32>> variables() {
    return layers.stream()
        .flatMap(layer -> java.util.stream.Stream.of(layer.weights(), layer.bias()))
        .toList();
  }

  /** What is to be run once in each training step, for the estimates of spectral norms. */
  List<Op> updates() {
    return updates;
  }
}
