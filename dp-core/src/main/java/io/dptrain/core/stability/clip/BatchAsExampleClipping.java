package io.dptrain.core.stability.clip;

import io.dptrain.core.clip.ClipNorms;
import io.dptrain.core.clip.Clipped;
import io.dptrain.core.clip.Clipper;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.clip.QuantileClipping;
import io.dptrain.core.internal.norm.SingleGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * A private strategy in ordinary training: the gradient of the batch is clipped as that of one
 * example is. <b>Not private</b>.
 *
 * <p>In private training the optimizer feeds clip norms that change from step to step. An ordinary
 * one feeds nothing, so the graph keeps them: those of a schedule in a table, those that follow a
 * quantile in a variable.
 *
 * @param strategy the private strategy
 */
record BatchAsExampleClipping(Clipping strategy) implements GradientClipping {
  /** The clip norm of the last of so many scheduled steps holds after them. */
  private static final int SCHEDULED_STEPS = 1 << 16;

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    return clipped(tf, SingleGradient.of(tf, gradients));
  }

  private <T extends TFloating> ClippedGradients clipped(Ops tf, SingleGradient<T> gradient) {
    Clipper clipper = strategy.forVariables(gradient.variables());
    Optional<ClipNorms> clipNorms = clipper.clipNorms();
    if (clipNorms.isEmpty()) {
      return result(tf, gradient, gradient.clipped(tf, clipper, Optional.empty()), List.of());
    }
    if (strategy.statisticNoiseMultipliers().isEmpty()) { // they depend on the step alone
      Operand<T> used = scheduled(tf, gradient, clipNorms.get(), clipper.groupNames().size());
      Clipped<T> clipped = gradient.clipped(tf, clipper, Optional.of(used));
      return result(tf, gradient, clipped, clipper.scales(tf, used));
    }
    if (strategy instanceof QuantileClipping quantile) {
      return following(tf, gradient, clipper, quantile);
    }
    throw new IllegalArgumentException(
        "ordinary training takes private strategies whose clip norms stay, follow a schedule or a"
            + " quantile, but was given: "
            + strategy.description());
  }

  /** The clip norms of an update out of a table, in which updates are counted in a variable. */
  private static <T extends TFloating> Operand<T> scheduled(
      Ops tf, SingleGradient<T> gradient, ClipNorms clipNorms, int groups) {
    double[] table = new double[SCHEDULED_STEPS * groups];
    for (int step = 0; step < SCHEDULED_STEPS; step++) {
      double[] norms = clipNorms.of(step);
      if (norms.length != groups) {
        throw new IllegalArgumentException(
            "there must be a clip norm for each of "
                + groups
                + " groups in every step, but in step "
                + step
                + " there are "
                + norms.length);
      }
      System.arraycopy(norms, 0, table, step * groups, groups);
    }
    Operand<TFloat64> rows = tf.constant(Shape.of(SCHEDULED_STEPS, groups), DataBuffers.of(table));
    return tf.dtypes.cast(
        TabulatedClipping.ofUpdate(tf, rows, SCHEDULED_STEPS), gradient.variables().get(0).type());
  }

  /** The same formula without noise, where the share is that of a batch of one: 0 or 1. */
  private static <T extends TFloating> ClippedGradients following(
      Ops tf, SingleGradient<T> gradient, Clipper clipper, QuantileClipping quantile) {
    double[] initial = clipper.clipNorms().orElseThrow().of(0);
    Variable<TFloat64> norms = tf.withName("clip_norms").variable(tf.constant(initial));
    Operand<TFloat64> before = tf.identity(norms);
    Operand<T> used = tf.dtypes.cast(before, gradient.variables().get(0).type());
    Clipped<T> clipped = gradient.clipped(tf, clipper, Optional.of(used));
    Operand<TFloat64> centered = tf.dtypes.cast(clipped.statistics().get(0).sum(), TFloat64.class);
    Operand<TFloat64> error = tf.math.add(centered, tf.constant(0.5 - quantile.targetQuantile()));
    Operand<TFloat64> moved =
        tf.math.mul(before, tf.math.exp(tf.math.mul(error, tf.constant(-quantile.learningRate()))));
    Operand<TFloat64> bounded =
        tf.clipByValue(
            moved,
            tf.constant(Clipping.SMALLEST_CLIP_NORM),
            tf.constant(Clipping.LARGEST_CLIP_NORM));
    Op update = tf.assign(norms, bounded);
    return result(
        tf.withControlDependencies(List.of(update)), gradient, clipped, clipper.scales(tf, used));
  }

  /**
   * The clipped gradient in its own units, for an optimizer.
   *
   * @param scales what it is multiplied with for that; empty if it is in its own units
   */
  private static <T extends TFloating> ClippedGradients result(
      Ops tf, SingleGradient<T> gradient, Clipped<T> clipped, List<Operand<T>> scales) {
    List<GradAndVar<?>> pairs = new ArrayList<>();
    for (int v = 0; v < gradient.variables().size(); v++) {
      Output<T> sum = clipped.sums().get(v);
      if (!scales.isEmpty()) {
        sum = tf.math.mul(sum, scales.get(v)).asOutput();
      }
      pairs.add(new GradAndVar<>(sum, gradient.variables().get(v)));
    }
    Operand<TFloat64> fraction = tf.dtypes.cast(clipped.clipped(), TFloat64.class);
    return new ClippedGradients(pairs, tf.math.mean(fraction, tf.constant(0)));
  }

  @Override
  public boolean keepsDirection() {
    return strategy.keepsDirection();
  }

  @Override
  public String description() {
    return strategy.description();
  }
}
