package io.dptrain.core.stability.penalty;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.Scalars;
import io.dptrain.core.internal.graph.OneGraph;
import io.dptrain.core.internal.graph.backward.GradientFaults;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;

/**
 * Penalizes the norm of the gradient of a score with respect to the input that it is the score of,
 * which keeps the critic of a Wasserstein GAN Lipschitz, or a discriminator flat.
 *
 * <pre>{@code
 * Operand<TFloat32> points = GradientPenalty.interpolate(tf, real, generated, uniform);
 * Operand<TFloat32> penalty = GradientPenalty.of(10).penalty(tf, critic.apply(points), points);
 * }</pre>
 *
 * <p><b>Formula</b>: {@code weight * (|g_i| - norm)^2} for each example {@code i}, with {@code g_i
 * = d score_i / d input_i} and the l2 norm over all that belongs to the example; one-sided, {@code
 * weight * max(0, |g_i| - norm)^2}. With norm zero both are {@code weight * |g_i|^2}.
 * <b>Source</b>: Gulrajani et al., Improved Training of Wasserstein GANs, 2017, section 4 (weight
 * 10, norm 1); one side alone there, and in Petzka et al., On the Regularization of Wasserstein
 * GANs, 2018, section 5; zero-centered, Mescheder et al., Which Training Methods for GANs do
 * actually Converge?, 2018, section 4.1.
 *
 * <p><b>Error</b>: where {@code g_i} is zero, its norm has no gradient; zero is taken, the element
 * of the subdifferential of least norm. The square root is taken of one instead there, and its
 * result replaced, so that no infinity is multiplied with zero. Nothing is added to the square, so
 * the value is exact to rounding elsewhere. Squares that underflow count as zero; NaN stays NaN.
 *
 * <p>Immutable and thread safe.
 */
public final class GradientPenalty {
  private final double weight;
  private final double norm;
  private final boolean isOneSided;

  private GradientPenalty(double weight, double norm, boolean isOneSided) {
    this.weight = Checks.positiveFinite("weight", weight);
    this.norm = Checks.nonNegativeFinite("norm", norm);
    this.isOneSided = isOneSided;
  }

  /**
   * Draws the norm towards one, from both sides.
   *
   * @param weight what the squared distance is multiplied with; positive and finite
   */
  public static GradientPenalty of(double weight) {
    return new GradientPenalty(weight, 1, false);
  }

  /**
   * Draws the norm towards zero. At real examples this is R1, at generated ones R2.
   *
   * <p><b>Formula</b>: {@code gamma / 2 * |g_i|^2}. <b>Source</b>: Mescheder et al., 2018, equation
   * 9.
   *
   * @param gamma positive and finite
   */
  public static GradientPenalty zeroCentered(double gamma) {
    return new GradientPenalty(Checks.positiveFinite("gamma", gamma) / 2, 0, false);
  }

  /** The same penalty around another norm, zero or positive and finite. */
  public GradientPenalty towards(double norm) {
    return new GradientPenalty(weight, norm, isOneSided);
  }

  /** The same penalty for norms that are too large alone. */
  public GradientPenalty oneSided() {
    return new GradientPenalty(weight, norm, true);
  }

  /**
   * The penalty of each example, to be averaged and added to a loss. Adds a backward pass to the
   * graph, and registers {@link SecondOrderGradients}.
   *
   * @param score computed from the input, without mixing examples: no batch normalization.
   *     <b>Shape</b> {@code [batch]}, or {@code [batch, ...]}, the sum of which counts
   * @param input what is fed, or {@link #interpolate interpolated}. <b>Shape</b> {@code [batch,
   *     ...]} of a known rank
   * @return <b>Shape</b> {@code [batch]}
   * @throws IllegalArgumentException if the score is not computed from the input, or one of the two
   *     has no axis of examples
   */
  public <T extends TFloating> Operand<T> penalty(Ops tf, Operand<T> score, Operand<T> input) {
    OneGraph.require(tf, "score or input", score, input);
    requireExamples("score", score);
    requireExamples("input", input);
    SecondOrderGradients.register();
    Ops scope = tf.withSubScope("gradient_penalty");
    Operand<T> gradient = gradient(scope, score.asOutput(), input.asOutput());
    Operand<T> squares =
        scope.reduceSum(scope.math.square(gradient), scope.constant(exampleAxes(input.shape())));
    Operand<T> distances = norm == 0 ? squares : squaredDistances(scope, squares);
    return scope.math.mul(distances, Scalars.like(scope, weight, distances));
  }

  /**
   * Points on the lines between real and generated examples, where WGAN-GP penalizes.
   *
   * <p><b>Formula</b>: {@code u_i real_i + (1 - u_i) generated_i}. <b>Source</b>: Gulrajani et al.,
   * 2017, algorithm 1.
   *
   * @param real <b>Shape</b> {@code [batch, ...]} of a known rank
   * @param generated <b>Shape</b>: that of {@code real}
   * @param uniform one number in {@code [0, 1)} for each example, such as {@code
   *     tf.random.randomUniform(...)}. <b>Shape</b> {@code [batch]}
   * @return <b>Shape</b>: that of {@code real}
   */
  public static <T extends TFloating> Operand<T> interpolate(
      Ops tf, Operand<T> real, Operand<T> generated, Operand<T> uniform) {
    OneGraph.require(tf, "real, generated or uniform", real, generated, uniform);
    requireExamples("real", real);
    int[] shape = new int[real.shape().numDimensions()];
    Arrays.fill(shape, 1);
    shape[0] = -1;
    Ops scope = tf.withSubScope("interpolation");
    Operand<T> shares = scope.reshape(uniform, scope.constant(shape));
    Operand<T> difference = scope.math.sub(real, generated);
    return scope.math.add(generated, scope.math.mul(shares, difference));
  }

  /** The gradient of the sum of scores; ones are given, as those of TensorFlow see the scores. */
  private static <T extends TFloating> Operand<T> gradient(
      Ops tf, Output<T> score, Output<T> input) {
    Output<?>[] scores = {score};
    Output<?>[] ones = {tf.stopGradient(tf.onesLike(score)).asOutput()};
    Graph graph = (Graph) tf.scope().env();
    String name = tf.scope().makeOpName("gradient");
    try {
      Output<?> gradient = graph.addGradients(name, scores, new Output<?>[] {input}, ones)[0];
      if (GradientFaults.isMissing(gradient)) {
        throw notComputedFrom(score, input, null);
      }
      @SuppressWarnings("unchecked") // a gradient has the type of what it is taken for
      Output<T> typed = (Output<T>) gradient;
      return typed;
    } catch (TFInvalidArgumentException e) {
      throw e.getMessage().contains("unreachable") ? notComputedFrom(score, input, e) : e;
    }
  }

  private static IllegalArgumentException notComputedFrom(
      Output<?> score, Output<?> input, Throwable cause) {
    return new IllegalArgumentException(
        "score must be computed from input in a differentiable way, but '"
            + score.op().name()
            + "' is not from '"
            + input.op().name()
            + "'; pass the very tensor that the network was applied to",
        cause);
  }

  private <T extends TFloating> Operand<T> squaredDistances(Ops tf, Operand<T> squares) {
    Operand<T> distances = tf.math.sub(norms(tf, squares), Scalars.like(tf, norm, squares));
    Operand<T> counted =
        isOneSided ? tf.math.maximum(distances, tf.zerosLike(distances)) : distances;
    return tf.math.square(counted);
  }

  private static <T extends TFloating> Operand<T> norms(Ops tf, Operand<T> squares) {
    Operand<T> zeros = tf.zerosLike(squares);
    Operand<TBool> isZero = tf.math.equal(squares, zeros);
    Operand<T> safe = tf.select(isZero, tf.onesLike(squares), squares);
    return tf.select(isZero, zeros, tf.math.sqrt(safe));
  }

  private static int[] exampleAxes(Shape input) {
    return IntStream.range(1, input.numDimensions()).toArray();
  }

  private static void requireExamples(String name, Operand<?> tensor) {
    Shape shape = tensor.shape();
    if (shape.isUnknown() || shape.numDimensions() == 0) {
      throw new IllegalArgumentException(
          name
              + " must have the shape [batch, ...] with a known rank, but '"
              + tensor.op().name()
              + "' has shape "
              + shape
              + "; penalize before the mean over the batch");
    }
  }

  @Override
  public String toString() {
    return weight + " * " + (isOneSided ? "max(0, |g| - " : "(|g| - ") + norm + ")^2";
  }
}
