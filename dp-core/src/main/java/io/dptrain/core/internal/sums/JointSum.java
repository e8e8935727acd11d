package io.dptrain.core.internal.sums;

import io.dptrain.core.clip.Statistic;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.Scalars;
import io.dptrain.core.internal.seam.ScheduledRelease;
import io.dptrain.core.internal.seam.SumDeclaration;
import io.dptrain.core.noise.SumForm;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The clipped gradients and the statistics of a step as one sum, scaled so that noise of one size
 * on all of it gives each the noise that it asks for.
 *
 * <p><b>Formula</b>: gradients of l2 bound {@code S} get noise {@code z S}. A statistic of bound
 * {@code r} and noise multiplier {@code nu} is multiplied with {@code w = z S / (nu r)}, so noise
 * {@code z S} on it is noise {@code nu r} on what it was. All together have the l2 bound {@code S
 * sqrt(1 + sum (z / nu)^2)}, and the noise multiplier that {@code Release.together} says. Where
 * noise changes from step to step, {@code z} is the largest, and a step scales the statistics to
 * its own.
 *
 * @param sums gradients first, then statistics
 * @param declared what the noise is made from
 */
public record JointSum<T extends TFloating>(List<Output<T>> sums, SumDeclaration<T> declared) {
  /** More than one example's share of a statistic can be off by rounding in single precision. */
  private static final double SINGLE_ROUNDING = 0x1p-18;

  /** Weights between one over this and this, and their inverses, are exact enough as floats. */
  private static final double LARGEST_WEIGHT = 0x1p100;

  /**
   * Joins gradients and statistics.
   *
   * @param variables what the gradients are of
   * @param gradients the clipped sums
   * @param l2Bound the l2 bound of one example's share of all gradients together
   * @param release the noise on the gradients and on each statistic, of all steps
   * @param statistics with bounds in which the public constant in the gradients is multiplied, too
   * @param ofClipping how many of them the clipping learns from
   * @throws IllegalStateException if more or fewer statistics are released than declared
   * @throws IllegalArgumentException if a statistic and the gradients are of such different size
   *     that single precision does not carry both
   */
  public static <T extends TFloating> JointSum<T> of(
      Ops tf,
      List<Output<T>> variables,
      List<Output<T>> gradients,
      double l2Bound,
      ScheduledRelease release,
      List<Statistic<T>> statistics,
      int ofClipping) {
    requireDeclared(release, statistics);
    List<Output<T>> sums = new ArrayList<>(gradients);
    List<Double> weights = new ArrayList<>();
    for (int i = 0; i < statistics.size(); i++) {
      Statistic<T> statistic = statistics.get(i);
      double weight =
          release.loudest().ratio(i) * l2Bound / (statistic.l2Bound() * (1 + SINGLE_ROUNDING));
      for (long first : release.noise().levels().keySet()) {
        requireRepresentable(weight * release.statisticScale(first));
      }
      Operand<T> factor = Scalars.like(tf, weight, statistic.sum());
      sums.add(tf.math.mul(statistic.sum(), factor).asOutput());
      weights.add(weight);
    }
    SumForm<T> form =
        new SumForm<>(gradients.get(0).type(), sums.stream().map(Output::shape).toList());
    List<String> names = variables.stream().map(variable -> variable.op().name()).toList();
    return new JointSum<>(
        List.copyOf(sums),
        new SumDeclaration<>(names, form, l2Bound, release, weights, ofClipping));
  }

  /** What is not declared has no noise and is not charged. */
  private static void requireDeclared(
      ScheduledRelease release, List<? extends Statistic<?>> statistics) {
    Checks.state(
        statistics.size() == release.statistics().size(),
        "the clipping must declare all that it releases, but "
            + release.statistics().size()
            + " statistics are declared and "
            + statistics.size()
            + " are released; see Clipping.statisticNoiseMultipliers()");
  }

  /** A weight that overflows would replace statistic and noise with something else. */
  private static void requireRepresentable(double weight) {
    if (!(weight >= 1 / LARGEST_WEIGHT && weight <= LARGEST_WEIGHT)) {
      throw new IllegalArgumentException(
          "a statistic must be multiplied with "
              + 1 / LARGEST_WEIGHT
              + " to "
              + LARGEST_WEIGHT
              + " to be noised together with the gradients, but with "
              + weight
              + "; bring clip norm, range and noise multipliers closer to one");
    }
  }
}
