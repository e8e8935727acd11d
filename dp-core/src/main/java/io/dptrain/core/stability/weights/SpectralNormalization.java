package io.dptrain.core.stability.weights;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.Scalars;
import java.util.Arrays;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;

/**
 * Divides a weight by an estimate of its largest singular value, so that the layer is about
 * 1-Lipschitz whatever the weight is.
 *
 * <pre>{@code
 * Normalized<TFloat32> kernel = SpectralNormalization.of(1).apply(tf, weight);
 * Operand<TFloat32> hidden = tf.linalg.matMul(x, kernel.weight());
 * session.runner().feed(...).addTarget(train).addTarget(kernel.update()).run();
 * }</pre>
 *
 * <p><b>Formula</b>: the weight as a matrix {@code W} of shape {@code [rows, last axis]}; {@code
 * iterations} times {@code v = W u / |W u|}, {@code u = W' v / |W' v|}; {@code spectralNorm = v' W
 * u}. The gradient takes {@code u} and {@code v} for constants: that of {@code spectralNorm} is
 * {@code v u'}. <b>Source</b>: Miyato et al., Spectral Normalization for Generative Adversarial
 * Networks, 2018, section 2.1 and algorithm 1; the last axis plays the part of the output there,
 * and {@code u} and {@code v} have changed places.
 *
 * <p><b>Error</b>: {@code spectralNorm} never exceeds the largest singular value but for rounding,
 * and its relative error falls as {@code (s2 / s1)^(4 k - 2)} after {@code k} iterations in all,
 * where {@code s1} and {@code s2} are the two largest singular values. A weight of zeros stays one.
 *
 * <p>It sees no data. In a private optimizer {@code u} is a variable that is not trained, so name
 * those that are in {@code minimize(loss, variables)}, and run the update between two steps, in a
 * run of its own. Immutable and thread safe.
 *
 * @param iterations power iterations in each run, at least 1, which usually suffices as {@code u}
 *     is kept from run to run
 */
public record SpectralNormalization(int iterations) {
  private static final long SEED = 1;
  private static final int[] ALL = {0, 1};

  /** Checks the number of iterations. */
  public SpectralNormalization {
    Checks.atLeastOne("iterations", iterations);
  }

  /** Estimates with some power iterations in each run. */
  public static SpectralNormalization of(int iterations) {
    return new SpectralNormalization(iterations);
  }

  /**
   * A weight and its norm.
   *
   * @param weight the weight, divided by {@code spectralNorm}. <b>Shape</b>: that of the weight
   * @param spectralNorm the estimate of its largest singular value, after the iterations of this
   *     run. <b>Shape</b> {@code []}
   * @param update keeps {@code u} for the next run; to be run once in each training step
   * @param vector the variable that holds {@code u}, not to be trained. <b>Shape</b> {@code [last
   *     axis, 1]}
   */
  public record Normalized<T extends TFloating>(
      Output<T> weight, Output<T> spectralNorm, Op update, Variable<T> vector) {}

  /** Two matching singular vectors, as columns. */
  private record Vectors<T extends TFloating>(Operand<T> left, Operand<T> right) {}

  /**
   * Adds the normalization of a weight. Its variable is initialized by {@code
   * session.initialize()}, with a fixed direction, so runs can be repeated.
   *
   * @param weight a weight of two axes or more, all of static size
   * @throws IllegalArgumentException if it has another shape
   */
  public <T extends TFloating> Normalized<T> apply(Ops tf, Operand<T> weight) {
    Shape shape = requireMatrix(weight);
    long columns = shape.get(-1);
    Ops scope = tf.withSubScope("spectral_normalization");
    Operand<T> value = scope.identity(weight);
    Operand<T> matrix =
        scope.reshape(value, scope.constant(new long[] {shape.size() / columns, columns}));
    Variable<T> vector = vector(tf, initial(scope, weight.type(), columns));
    Vectors<T> vectors = iterate(scope, scope.stopGradient(matrix), vector);
    Operand<T> spectralNorm = spectralNorm(scope, matrix, vectors);
    Operand<T> one = Scalars.like(scope, 1, weight);
    Operand<T> divisor = scope.select(isZero(scope, spectralNorm), one, spectralNorm);
    return new Normalized<>(
        scope.math.div(value, divisor).asOutput(),
        spectralNorm.asOutput(),
        scope.assign(vector, vectors.right()),
        vector);
  }

  /** No name with a slash: the optimizers of tensorflow-framework cannot give it a slot. */
  private static <T extends TFloating> Variable<T> vector(Ops tf, Operand<T> initial) {
    return tf.withName("spectral_vector").variable(initial);
  }

  private <T extends TFloating> Vectors<T> iterate(Ops tf, Operand<T> matrix, Operand<T> kept) {
    Operand<T> left = null;
    Operand<T> right = tf.identity(kept);
    for (int i = 0; i < iterations; i++) {
      Operand<T> image = tf.linalg.matMul(matrix, right);
      left = unit(tf, image, image);
      right = unit(tf, tf.linalg.matMul(matrix, left, MatMul.transposeA(true)), right);
    }
    return new Vectors<>(tf.stopGradient(left), tf.stopGradient(right));
  }

  /** A vector scaled to norm one; of a vector of zeros, the vector given. */
  private static <T extends TFloating> Operand<T> unit(
      Ops tf, Operand<T> vector, Operand<T> ofZeros) {
    Operand<T> norm = tf.math.sqrt(tf.reduceSum(tf.math.square(vector), tf.constant(ALL)));
    return tf.select(isZero(tf, norm), ofZeros, tf.math.div(vector, norm));
  }

  private static <T extends TFloating> Operand<TBool> isZero(Ops tf, Operand<T> value) {
    return tf.math.equal(value, tf.zerosLike(value));
  }

  private static <T extends TFloating> Operand<T> spectralNorm(
      Ops tf, Operand<T> matrix, Vectors<T> vectors) {
    Operand<T> image = tf.linalg.matMul(matrix, vectors.right());
    return tf.reduceSum(tf.math.mul(vectors.left(), image), tf.constant(ALL));
  }

  /** A direction drawn from a fixed seed: it is not orthogonal to what a weight happens to be. */
  private static <T extends TFloating> Operand<T> initial(Ops tf, Class<T> type, long columns) {
    Random random = new Random(SEED);
    double[] values = new double[Math.toIntExact(columns)];
    Arrays.setAll(values, i -> random.nextGaussian());
    double norm = Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
    Arrays.setAll(values, i -> values[i] / norm);
    return tf.dtypes.cast(tf.constant(Shape.of(columns, 1), DataBuffers.of(values)), type);
  }

  private static Shape requireMatrix(Operand<?> weight) {
    Shape shape = weight.shape();
    if (shape.isUnknown() || shape.numDimensions() < 2 || shape.hasUnknownDimension()) {
      throw new IllegalArgumentException(
          "weight must have two axes or more of static size, but '"
              + weight.op().name()
              + "' has shape "
              + shape
              + "; reshape it first");
    }
    return shape;
  }
}
