package io.dptrain.core.internal.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TNumber;

/** Makes variables, constants and layers of one floating type. */
final class LossBuilder {
  private final Ops tf;
  private final Class<TFloating> type;
  private final Random random;
  private final List<Operand<?>> inputs;
  private final boolean readsVariables;
  private final List<Output<TFloating>> variables = new ArrayList<>();

  /**
   * @param readsVariables whether variables are used through an identity. Without it TensorFlow
   *     cannot differentiate a BatchMatMul by a variable: it asks for a product of reference type.
   */
  LossBuilder(
      Ops tf,
      Class<TFloating> type,
      Random random,
      List<Operand<?>> inputs,
      boolean readsVariables) {
    this.tf = tf;
    this.type = type;
    this.random = random;
    this.inputs = inputs;
    this.readsVariables = readsVariables;
  }

  Ops tf() {
    return tf;
  }

  /** The variables that are trained. */
  List<Output<TFloating>> variables() {
    return variables;
  }

  /** The first data input. */
  Operand<TFloating> x() {
    return floats(0);
  }

  @SuppressWarnings("unchecked") // the model declares it as floats
  Operand<TFloating> floats(int input) {
    return (Operand<TFloating>) inputs.get(input);
  }

  @SuppressWarnings("unchecked") // the model declares it as ids
  Operand<TNumber> ids(int input) {
    return (Operand<TNumber>) inputs.get(input);
  }

  /** A trained variable around zero. */
  Operand<TFloating> variable(long... shape) {
    return variableAround(0, shape);
  }

  /** A trained variable around some value, the same in both precisions. */
  Operand<TFloating> variableAround(double center, long... shape) {
    Operand<TFloating> variable = frozenAround(center, shape);
    variables.add(variable.asOutput());
    return readsVariables ? tf.identity(variable) : variable;
  }

  /** A variable that is not trained. */
  Operand<TFloating> frozenAround(double center, long... shape) {
    double[] values =
        random
            .doubles(Shape.of(shape).size())
            .map(uniform -> (float) (center + 1.04 * (uniform - 0.5)))
            .toArray();
    return tf.variable(constant(Shape.of(shape), values));
  }

  Operand<TFloating> constant(double value) {
    return constant(Shape.scalar(), value);
  }

  @SuppressWarnings("unchecked") // the type was looked at
  Operand<TFloating> constant(Shape shape, double... values) {
    if (type.equals(TFloat64.class)) {
      return (Operand<TFloating>) (Operand<?>) tf.constant(shape, DataBuffers.of(values));
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return (Operand<TFloating>) (Operand<?>) tf.constant(shape, DataBuffers.of(floats));
  }

  Operand<TInt32> ints(int... values) {
    return tf.constant(values);
  }

  Operand<TFloating> reshape(Operand<TFloating> tensor, int... shape) {
    return tf.reshape(tensor, ints(shape));
  }

  Operand<TFloating> transpose(Operand<TFloating> tensor, int... permutation) {
    return tf.linalg.transpose(tensor, ints(permutation));
  }

  Operand<TFloating> squeeze(Operand<TFloating> tensor, long axis) {
    return tf.squeeze(tensor, Squeeze.axis(List.of(axis)));
  }

  Operand<TFloating> expandDims(Operand<TFloating> tensor, int axis) {
    return tf.expandDims(tensor, tf.constant(axis));
  }

  Operand<TFloating> matMul(Operand<TFloating> a, Operand<TFloating> b) {
    return tf.linalg.matMul(a, b);
  }

  Operand<TFloating> einsum(String equation, Operand<TFloating> a, Operand<TFloating> b) {
    return tf.linalg.einsum(List.of(a, b), equation);
  }

  Operand<TFloating> gather(Operand<TFloating> table, Operand<? extends TNumber> ids) {
    return tf.gather(table, ids, tf.constant(0));
  }

  Operand<TFloating> dense(Operand<TFloating> input, int width) {
    return tf.nn.biasAdd(matMul(input, variable(input.shape().get(1), width)), variable(width));
  }

  /** Squared distance of each row to 1: a loss that any output can have. */
  Operand<TFloating> squares(Operand<TFloating> output) {
    return squares(output, 0);
  }

  /** The same for examples on some other axes, which are kept. */
  Operand<TFloating> squares(Operand<TFloating> output, int... kept) {
    int[] summed =
        IntStream.range(0, output.shape().numDimensions())
            .filter(axis -> IntStream.of(kept).noneMatch(other -> other == axis))
            .toArray();
    return tf.reduceSum(tf.math.squaredDifference(output, constant(1)), ints(summed));
  }

  /** All axes but the first in one. */
  Operand<TFloating> flatten(Operand<TFloating> tensor) {
    Shape shape = tensor.shape();
    return reshape(tensor, -1, Math.toIntExact(shape.subShape(1, shape.numDimensions()).size()));
  }

  /** Normalized over the last axis, without scale or offset. */
  Operand<TFloating> normalized(Operand<TFloating> tensor) {
    int last = tensor.shape().numDimensions() - 1;
    return normalized(tensor, last);
  }

  /** Normalized over some axes. */
  Operand<TFloating> normalized(Operand<TFloating> tensor, int... axes) {
    Operand<TFloating> mean = mean(tensor, axes);
    Operand<TFloating> centered = tf.math.sub(tensor, mean);
    Operand<TFloating> variance = mean(tf.math.square(centered), axes);
    return tf.math.mul(centered, tf.math.rsqrt(tf.math.add(variance, constant(0.1))));
  }

  private Operand<TFloating> mean(Operand<TFloating> tensor, int... axes) {
    return tf.math.mean(tensor, ints(axes), Mean.keepDims(true));
  }

  /** The sparse cross entropy of logits and labels. */
  Operand<TFloating> crossEntropy(Operand<TFloating> logits, Operand<? extends TNumber> labels) {
    return tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, labels).loss();
  }
}
