package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.norm.GradientList;
import io.dptrain.core.internal.norm.GroupNorm;
import io.dptrain.core.internal.norm.TensorMath;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * Clips all gradients together to a percentile of the global l2 norms seen so far, so that no clip
 * norm need be chosen by hand.
 *
 * <p><b>Formula</b>: {@code g * min(1, C_t / |g|)}, where {@code C_t} is the percentile, linearly
 * interpolated between two norms, of the unclipped norms of the last {@code windowSize} updates
 * including this one. <b>Source</b>: Seetharaman, Wichern, Pardo and Le Roux, AutoClip: adaptive
 * gradient clipping for source separation networks, 2020; the paper keeps all norms. <b>Error</b>:
 * as {@link GlobalNormClipping}.
 *
 * <p>In the first {@code warmUpSteps} updates the norm is {@code warmUpL2ClipNorm}, or none if that
 * is empty. A skipped update is not remembered. The norms are kept in a variable of the graph:
 * {@code session.initialize()} forgets them, a checkpoint holds them. Every run that fetches the
 * clipped gradients, or a report of them, counts as an update.
 *
 * @param percentile in (0, 100]; the paper uses 10
 * @param windowSize how many norms are remembered; at least 1
 * @param warmUpSteps from 0 to {@code windowSize}
 * @param warmUpL2ClipNorm the l2 clip norm during warm-up; positive and finite if it is given
 */
record HistoryClipping(
    double percentile, int windowSize, int warmUpSteps, OptionalDouble warmUpL2ClipNorm)
    implements GradientClipping {

  /** Checks the numbers. */
  public HistoryClipping {
    if (!(percentile > 0 && percentile <= 100)) {
      throw new IllegalArgumentException("percentile must be in (0, 100], but is " + percentile);
    }
    Checks.atLeastOne("windowSize", windowSize);
    if (warmUpSteps < 0 || warmUpSteps > windowSize) {
      throw new IllegalArgumentException(
          "warmUpSteps must be from 0 to the windowSize of "
              + windowSize
              + ", but is "
              + warmUpSteps);
    }
    warmUpL2ClipNorm.ifPresent(norm -> Checks.positiveFinite("warmUpL2ClipNorm", norm));
  }

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    GradientList list = GradientList.of(gradients);
    GroupNorm norm = GroupNorm.of(tf, list.gradients());
    Operand<TFloat64> bound = bound(tf, remember(tf, norm.norm(tf)));
    return WholeGradient.clip(tf, list, norm, bound, norm.scaledNorm());
  }

  /** The norms with this one at the end. Infinity stands for a norm that was not seen yet. */
  private Operand<TFloat64> remember(Ops tf, Operand<TFloat64> norm) {
    double[] unseen = new double[windowSize];
    Arrays.fill(unseen, Double.POSITIVE_INFINITY);
    Variable<TFloat64> history = tf.withName("norms").variable(tf.constant(unseen));
    Operand<TFloat64> kept =
        tf.slice(history, tf.constant(new int[] {1}), tf.constant(new int[] {windowSize - 1}));
    Operand<TFloat64> longer =
        tf.concat(List.of(kept, tf.expandDims(norm, tf.constant(0))), tf.constant(0));
    return tf.assign(history, tf.select(tf.math.isFinite(norm), longer, history));
  }

  private Operand<TFloat64> bound(Ops tf, Operand<TFloat64> history) {
    Operand<TFloat64> seen =
        TensorMath.total(tf, TensorMath.indicator(tf, tf.math.isFinite(history)));
    Operand<TBool> warm = tf.math.lessEqual(seen, tf.constant((double) warmUpSteps));
    Operand<TFloat64> before = tf.constant(warmUpL2ClipNorm.orElse(Double.POSITIVE_INFINITY));
    return tf.select(warm, before, percentileOf(tf, history, seen));
  }

  private Operand<TFloat64> percentileOf(
      Ops tf, Operand<TFloat64> history, Operand<TFloat64> seen) {
    Operand<TFloat64> rising =
        tf.math.neg(
            tf.nn.topK(tf.math.neg(history), tf.constant(windowSize), TInt32.class).values());
    Operand<TFloat64> last = tf.math.maximum(tf.math.sub(seen, tf.constant(1.0)), tf.constant(0.0));
    Operand<TFloat64> place = tf.math.mul(tf.constant(percentile / 100), last);
    Operand<TFloat64> floor = tf.math.floor(place);
    Operand<TFloat64> low = entry(tf, rising, floor);
    Operand<TFloat64> high = entry(tf, rising, tf.math.ceil(place));
    return tf.math.add(low, tf.math.mul(tf.math.sub(place, floor), tf.math.sub(high, low)));
  }

  private static Operand<TFloat64> entry(
      Ops tf, Operand<TFloat64> entries, Operand<TFloat64> place) {
    return tf.gather(entries, tf.dtypes.cast(place, TInt32.class), tf.constant(0));
  }

  @Override
  public boolean keepsDirection() {
    return true;
  }

  @Override
  public String description() {
    String warmUp =
        warmUpL2ClipNorm.isPresent() ? "norm " + warmUpL2ClipNorm.getAsDouble() : "no clipping";
    return "global l2 norm of at most percentile "
        + percentile
        + " of the last "
        + windowSize
        + " norms, after "
        + warmUpSteps
        + " updates with "
        + warmUp;
  }
}
