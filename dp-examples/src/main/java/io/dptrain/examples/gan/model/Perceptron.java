package io.dptrain.examples.gan.model;

import io.dptrain.core.stability.weights.SpectralNormalization;
import io.dptrain.core.stability.weights.SpectralNormalization.Normalized;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
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
  private final List<Layer> layers;
  private final List<Op> updates;

  /**
   * One layer.
   *
   * @param effective the weights that the input is multiplied with: normalized, perhaps
   */
  private record Layer(Parameter weights, Operand<TFloat32> effective, Parameter bias) {}

  /** A variable and what it begins with. */
  private record Parameter(Operand<TFloat32> initial, Variable<TFloat32> variable) {
    static Parameter of(Ops tf, Operand<TFloat32> initial) {
      return new Parameter(initial, tf.variable(initial));
    }
  }

  private Perceptron(List<Layer> layers, List<Op> updates) {
    this.layers = layers;
    this.updates = updates;
  }

  /**
   * Adds the weights to the graph, drawn by Glorot's uniform initialization.
   *
   * @param widths from the input to the output
   */
  static Perceptron of(
      Ops tf, Random random, Optional<SpectralNormalization> normalization, int... widths) {
    List<Layer> layers = new ArrayList<>();
    List<Op> updates = new ArrayList<>();
    for (int i = 1; i < widths.length; i++) {
      Parameter weights = Parameter.of(tf, glorot(tf, random, widths[i - 1], widths[i]));
      Parameter bias = Parameter.of(tf, tf.constant(new float[widths[i]]));
      Optional<Normalized<TFloat32>> normalized =
          normalization.map(spectral -> spectral.apply(tf, weights.variable()));
      normalized.ifPresent(applied -> updates.add(applied.update()));
      layers.add(
          new Layer(
              weights,
              normalized.<Operand<TFloat32>>map(Normalized::weight).orElse(weights.variable()),
              bias));
    }
    return new Perceptron(layers, updates);
  }

  private static Operand<TFloat32> glorot(Ops tf, Random random, int inputs, int outputs) {
    double limit = Math.sqrt(6.0 / (inputs + outputs));
    float[] values = new float[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (limit * (2 * random.nextDouble() - 1));
    }
    return tf.constant(Shape.of(inputs, outputs), DataBuffers.of(values));
  }

  /**
   * Adds a network whose weights are a moving average of the weights of this one.
   *
   * <p><b>Formula</b>: {@code a <- a + (1 - decay) (w - a)} in each run of {@link #updates()}.
   *
   * @param trained what changes the weights; it has ended before they are read
   */
  Perceptron averaged(Ops tf, double decay, Op trained) {
    Ops after = tf.withControlDependencies(List.of(trained));
    List<Layer> averages = new ArrayList<>();
    List<Op> steps = new ArrayList<>();
    for (Layer layer : layers) {
      Parameter weights = average(tf, after, layer.weights(), decay, steps);
      Parameter bias = average(tf, after, layer.bias(), decay, steps);
      averages.add(new Layer(weights, weights.variable(), bias));
    }
    return new Perceptron(averages, steps);
  }

  private static Parameter average(
      Ops tf, Ops after, Parameter trained, double decay, List<Op> steps) {
    Parameter average = Parameter.of(tf, trained.initial());
    Operand<TFloat32> difference = after.math.sub(trained.variable(), average.variable());
    steps.add(
        after.assignAdd(
            average.variable(), after.math.mul(difference, tf.constant((float) (1 - decay)))));
    return average;
  }

  /** <b>Shape</b> {@code [batch, first width] -> [batch, last width]}. */
  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> input) {
    Operand<TFloat32> output = input;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      output = tf.nn.biasAdd(tf.linalg.matMul(output, layer.effective()), layer.bias().variable());
      if (i < layers.size() - 1) {
        output = tf.nn.relu(output);
      }
    }
    return output;
  }

  /** What is trained: weights and biases. */
  List<Variable<TFloat32>> variables() {
    return layers.stream()
        .flatMap(layer -> Stream.of(layer.weights(), layer.bias()))
        .map(Parameter::variable)
        .toList();
  }

  /** What is to be run once in each training step, for spectral norms and averages. */
  List<Op> updates() {
    return updates;
  }
}
