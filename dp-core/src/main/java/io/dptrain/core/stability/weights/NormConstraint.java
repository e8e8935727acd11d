package io.dptrain.core.stability.weights;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.Scalars;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.family.TFloating;

/**
 * Bounds or fixes the l2 norm of each unit of a weight. A unit is what lies along some axes: axis 0
 * for the columns of a dense weight {@code [in, out]}, axes 0, 1, 2 for the filters of a
 * convolution {@code [height, width, in, out]}.
 *
 * <p><b>Formula</b>: a unit {@code w} becomes {@code w min(1, c / |w|)} ({@link #maxNorm}) or
 * {@code w / |w|} ({@link #unitNorm}), its projection onto the ball of radius {@code c} or onto the
 * unit sphere. A unit of zeros has no direction and stays as it is. <b>Source</b>: Srivastava et
 * al., Dropout, 2014, section 5.1, for the ball; Salimans and Kingma, Weight Normalization, 2016,
 * section 2, for units of fixed norm.
 *
 * <p><b>Error</b>: the norm is that of the type of the weight; units whose squares underflow count
 * as zero. NaN stays NaN. Immutable and thread safe.
 */
public final class NormConstraint implements WeightConstraint {
  private final double norm;
  private final boolean isBound;
  private final int[] axes;

  private NormConstraint(double norm, boolean isBound, int[] axes) {
    this.norm = Checks.positiveFinite("l2", norm);
    this.isBound = isBound;
    this.axes = axes.clone();
    if (axes.length == 0 || Arrays.stream(axes).distinct().count() != axes.length) {
      throw new IllegalArgumentException(
          "axes must name each axis of a unit once, but are "
              + Arrays.toString(axes)
              + "; axis 0 is that of the columns of a dense weight");
    }
    for (int axis : axes) {
      Checks.nonNegativeFinite("axis", axis);
    }
  }

  /**
   * Shrinks each unit whose norm is larger to the norm given.
   *
   * @param l2 {@code c}, the largest norm of a unit; positive and finite
   * @param axes the axes that make up one unit
   */
  public static NormConstraint maxNorm(double l2, int... axes) {
    return new NormConstraint(l2, true, axes);
  }

  /**
   * Scales each unit to norm one.
   *
   * @param axes the axes that make up one unit
   */
  public static NormConstraint unitNorm(int... axes) {
    return new NormConstraint(1, false, axes);
  }

  @Override
  public <T extends TFloating> Operand<T> project(Ops tf, Operand<T> weight) {
    requireAxes(weight);
    Operand<T> squares =
        tf.reduceSum(tf.math.square(weight), tf.constant(axes), ReduceSum.keepDims(true));
    Operand<T> norms = tf.math.sqrt(squares);
    Operand<T> target = Scalars.like(tf, norm, weight);
    Operand<T> one = tf.onesLike(norms);
    Operand<T> limit = isBound ? target : tf.zerosLike(norms);
    Operand<T> factors =
        tf.select(tf.math.lessEqual(norms, limit), one, tf.math.div(target, norms));
    return tf.math.mul(weight, factors);
  }

  private void requireAxes(Operand<?> weight) {
    Shape shape = weight.shape();
    if (shape.isUnknown() || Arrays.stream(axes).anyMatch(axis -> axis >= shape.numDimensions())) {
      throw new IllegalArgumentException(
          "axes must be axes of the weight, but are "
              + Arrays.toString(axes)
              + " for '"
              + weight.op().name()
              + "' of shape "
              + shape
              + "; name the variables that the constraint is for");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NormConstraint that
        && norm == that.norm
        && isBound == that.isBound
        && Arrays.equals(axes, that.axes);
  }

  @Override
  public int hashCode() {
    return List.of(norm, isBound, Arrays.hashCode(axes)).hashCode();
  }

  @Override
  public String toString() {
    return (isBound ? "maximal norm " : "norm ") + norm + " over axes " + Arrays.toString(axes);
  }
}
