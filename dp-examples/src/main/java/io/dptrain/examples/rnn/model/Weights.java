package io.dptrain.examples.rnn.model;

import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.initializers.Identity;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Makes variables whose initial values come from one generator. They are named {@code layer_kernel}
 * and {@code layer_bias}: momentum of tensorflow-framework takes no variables in name scopes.
 */
record Weights(Ops tf, Random random) {

  /** Normal numbers with a mean of zero. */
  Variable<TFloat32> normal(String layer, String name, double stdDev, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (stdDev * random.nextGaussian());
    }
    return variable(layer, name, Shape.of(rows, columns), values);
  }

  /** A vector of numbers that are uniform in [-1, 1). */
  Variable<TFloat32> uniformBias(String layer, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return variable(layer, "bias", Shape.of(size), values);
  }

  /** The identity matrix. */
  Variable<TFloat32> identity(String layer, String name, int size) {
    var shape = tf.constant(Shape.of(size, size).asArray());
    return variable(layer, name, new Identity<TFloat32>().call(tf, shape, TFloat32.class));
  }

  /** A vector that is one at some places in a row and zero elsewhere. */
  Variable<TFloat32> bias(String layer, int size, int firstOne, int endOfOnes) {
    float[] values = new float[size];
    for (int i = firstOne; i < endOfOnes; i++) {
      values[i] = 1;
    }
    return variable(layer, "bias", Shape.of(size), values);
  }

  /**
   * The weights of a cell whose gates stand side by side.
   *
   * @param inputKernel <b>Shape</b> {@code [inputs, count * units]}
   * @param kernel <b>Shape</b> {@code [units, count * units]}
   * @param bias <b>Shape</b> {@code [count * units]}
   */
  record Gates(Operand<TFloat32> inputKernel, Operand<TFloat32> kernel, Operand<TFloat32> bias) {}

  /** Gates of which the first has a bias of one, the others of zero. */
  Gates gates(int count, int inputs, int units) {
    return new Gates(
        normal("input", "kernel", 1 / Math.sqrt(inputs), inputs, count * units),
        normal("recurrent", "kernel", 1 / Math.sqrt(units), units, count * units),
        bias("recurrent", count * units, 0, units));
  }

  /** A vector of zeros. */
  Variable<TFloat32> zeroBias(String layer, int size) {
    return bias(layer, size, 0, 0);
  }

  private Variable<TFloat32> variable(String layer, String name, Shape shape, float[] values) {
    return variable(layer, name, tf.constant(shape, DataBuffers.of(values)));
  }

  private Variable<TFloat32> variable(String layer, String name, Operand<TFloat32> initial) {
    return tf.withName(layer + "_" + name).variable(initial);
  }
}
