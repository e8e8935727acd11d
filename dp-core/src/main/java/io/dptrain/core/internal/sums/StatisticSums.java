package io.dptrain.core.internal.sums;

import io.dptrain.core.clip.Clipped;
import io.dptrain.core.clip.Statistic;
import io.dptrain.core.internal.Scalars;
import io.dptrain.core.internal.graph.loss.UnitLosses;
import io.dptrain.core.plan.PrivateStatistics;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** The sums behind {@link PrivateStatistics}, before the noise. */
final class StatisticSums {
  private StatisticSums() {}

  /**
   * Adds the sums to the graph.
   *
   * @param weights what each example counts. <b>Shape</b> {@code [batch]}
   * @return one scalar for each, in the order of {@link PrivateStatistics#noiseMultipliers}
   */
  static <T extends TFloating> List<Statistic<T>> of(
      Ops tf,
      PrivateStatistics released,
      PrivateModel<T> model,
      Clipped<T> clipped,
      Operand<T> weights) {
    List<Statistic<T>> statistics = new ArrayList<>();
    released
        .loss()
        .ifPresent(
            loss -> {
              requireFollowed(model);
              Operand<T> losses = UnitLosses.of(tf, model.loss(), model.lossAxis(), model.scale());
              statistics.add(loss(tf, losses, loss, weights));
            });
    released
        .clipFraction()
        .ifPresent(noise -> statistics.add(clipFraction(tf, clipped.clipped(), weights)));
    return statistics;
  }

  /** Gradients are computed for each example alone there; a loss of the batch is not. */
  private static void requireFollowed(PrivateModel<?> model) {
    model
        .fallback()
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(
                  "withLoss(...) needs a model whose examples are followed, but this one is run on"
                      + " each example alone; leave withLoss(...) or watch(...) out, or change this: "
                      + reason.getMessage());
            });
  }

  /** Losses that are not finite count as the middle of the range. */
  private static <T extends TFloating> Statistic<T> loss(
      Ops tf, Operand<T> losses, PrivateStatistics.Loss released, Operand<T> weights) {
    double half = released.largest() / 2;
    Operand<T> middle = Scalars.like(tf, half, losses);
    Operand<T> centered =
        tf.math.sub(
            tf.clipByValue(losses, Scalars.like(tf, 0, losses), Scalars.like(tf, 2 * half, losses)),
            middle);
    Operand<T> kept = tf.select(tf.math.isFinite(losses), centered, tf.zerosLike(centered));
    return new Statistic<>(sum(tf, kept, weights), half);
  }

  private static <T extends TFloating> Statistic<T> clipFraction(
      Ops tf, Operand<TBool> clipped, Operand<T> weights) {
    Operand<T> ones = tf.dtypes.cast(clipped, weights.type());
    Operand<T> centered = tf.math.sub(ones, Scalars.like(tf, 0.5, weights));
    return new Statistic<>(sum(tf, centered, weights), 0.5);
  }

  /** In double precision, so that the sum is rounded once, however many examples there are. */
  private static <T extends TFloating> Output<T> sum(
      Ops tf, Operand<T> values, Operand<T> weights) {
    Operand<TFloat64> wide = tf.dtypes.cast(tf.math.mul(values, weights), TFloat64.class);
    return tf.dtypes.cast(tf.reduceSum(wide, tf.constant(0)), weights.type()).asOutput();
  }
}
