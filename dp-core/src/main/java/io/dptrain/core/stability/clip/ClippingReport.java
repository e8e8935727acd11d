package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.norm.GradientList;
import io.dptrain.core.internal.norm.GroupNorm;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;

/**
 * What clipping did to the gradient of one update, as scalars to fetch in the run that trains. What
 * is not fetched costs nothing.
 *
 * @param normBefore the l2 norm over all variables before clipping; not finite if the update is
 *     skipped
 * @param normAfter the l2 norm over all variables after clipping
 * @param cosine the cosine of the angle between both; one if both are zero, and zero if the update
 *     is skipped
 * @param clippedFraction as in {@link ClippedGradients}
 */
public record ClippingReport(
    Output<TFloat64> normBefore,
    Output<TFloat64> normAfter,
    Output<TFloat64> cosine,
    Output<TFloat64> clippedFraction) {

  /** The numbers of one update. */
  public record Values(
      double normBefore, double normAfter, double cosine, double clippedFraction) {}

  /** Adds the comparison of gradients before and after clipping to the graph. */
  static ClippingReport of(
      Ops tf, List<GradAndVar<?>> before, List<GradAndVar<?>> after, Operand<TFloat64> fraction) {
    GroupNorm old = GroupNorm.of(tf, GradientList.of(before).gradients());
    GroupNorm clipped = GroupNorm.of(tf, GradientList.of(after).gradients());
    return new ClippingReport(
        old.norm(tf).asOutput(),
        clipped.norm(tf).asOutput(),
        cosine(tf, old, clipped).asOutput(),
        fraction.asOutput());
  }

  private static Operand<TFloat64> cosine(Ops tf, GroupNorm before, GroupNorm after) {
    Operand<TFloat64> norms = tf.math.mul(before.scaledNorm(), after.scaledNorm());
    Operand<TFloat64> cosine = tf.math.divNoNan(before.scaledDot(tf, after), norms);
    Operand<TBool> bothZero =
        tf.math.equal(tf.math.add(before.scaledNorm(), after.scaledNorm()), tf.constant(0.0));
    Operand<TBool> finite = tf.math.logicalAnd(before.isFinite(tf), after.isFinite(tf));
    Operand<TFloat64> known = tf.select(finite, cosine, tf.constant(0.0));
    return tf.select(bothZero, tf.constant(1.0), known);
  }

  /** All four, in the order of the record: what to fetch. */
  public List<Output<TFloat64>> outputs() {
    return List.of(normBefore, normAfter, cosine, clippedFraction);
  }

  /**
   * Reads what was fetched.
   *
   * @param first the place of the first of {@link #outputs()} in the result
   */
  public static Values read(Result result, int first) {
    return new Values(
        scalar(result, first),
        scalar(result, first + 1),
        scalar(result, first + 2),
        scalar(result, first + 3));
  }

  private static double scalar(Result result, int place) {
    return ((TFloat64) result.get(place)).getDouble();
  }
}
