package io.dptrain.core.optimizer;

import io.dptrain.core.internal.Checks;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the learning rate of a wrapped optimizer is multiplied with in each step: {@code
 * .learningRate(LearningRateSchedule.linearWarmUp(100))}.
 *
 * <p><b>Formula</b>: in step {@code t}, counted from zero, the optimizer runs with its own rate
 * times {@code factor(t)}, as if it had been built with that rate. A {@code DecoupledWeightDecay}
 * decays by as much more or less.
 *
 * <p>The factor depends on the number of the step alone, must not look at private data, and is
 * public. The rate is applied to noised gradients, so a schedule costs no privacy.
 */
@FunctionalInterface
public interface LearningRateSchedule {

  /**
   * The factor of a step. It is asked before the step is charged.
   *
   * @param step how many steps were charged before, 0 for the first
   * @return zero or positive and finite. At zero variables stand still, if not for momentum that an
   *     optimizer holds with its rate in it; {@code Ftrl} and {@code AdaGradDA} need a positive one
   */
  double factor(long step);

  /**
   * The same factor in each step.
   *
   * @param factor zero or positive and finite
   */
  static LearningRateSchedule constant(double factor) {
    Checks.nonNegativeFinite("factor", factor);
    return step -> factor;
  }

  /**
   * Rises from near zero to the full rate. <b>Formula</b>: {@code min(1, (t + 1) / steps)}.
   *
   * @param steps until the rate is full; at least 1
   */
  static LearningRateSchedule linearWarmUp(long steps) {
    Checks.atLeastOne("steps", steps);
    return step -> step >= steps ? 1 : (step + 1.0) / steps;
  }

  /**
   * Falls along half a wave. <b>Formula</b>: {@code last + (1 - last) (1 + cos(pi min(t / steps,
   * 1))) / 2}. <b>Source</b>: Loshchilov and Hutter, SGDR, 2017, equation 5, without restarts.
   *
   * @param steps until the last factor is reached; at least 1
   * @param last the factor from then on, in {@code [0, 1]}
   */
  static LearningRateSchedule cosineDecay(long steps, double last) {
    Checks.atLeastOne("steps", steps);
    if (!(last >= 0 && last <= 1)) {
      throw new IllegalArgumentException("last must be in [0, 1], but is " + last);
    }
    return step -> {
      double way = Math.min((double) step / steps, 1);
      return last + (1 - last) * (1 + Math.cos(Math.PI * way)) / 2;
    };
  }

  /**
   * Falls by the same share over each stretch of steps. <b>Formula</b>: {@code decay^(t / steps)}.
   *
   * @param decay the factor after each stretch; positive and at most 1
   * @param steps the length of a stretch; at least 1
   */
  static LearningRateSchedule exponentialDecay(double decay, long steps) {
    if (!(decay > 0 && decay <= 1)) {
      throw new IllegalArgumentException(
          "decay must be positive and at most 1, but is "
              + decay
              + "; it is what the rate is"
              + " multiplied with every "
              + steps
              + " steps");
    }
    Checks.atLeastOne("steps", steps);
    return step -> Math.pow(decay, (double) step / steps);
  }

  /**
   * Stays as it is between given steps. <b>Formula</b>: the factor of the largest key that is at
   * most {@code t}, and 1 before the first.
   *
   * @param factors from the step at which a factor begins, 0 or more, to the factor, zero or
   *     positive and finite; at least one
   */
  static LearningRateSchedule stepwise(Map<Long, Double> factors) {
    Checks.atLeastOne("number of factors", factors.size());
    TreeMap<Long, Double> byFirst = new TreeMap<>(factors);
    byFirst.forEach(
        (first, factor) -> {
          Checks.nonNegative("first step of a factor", first);
          Checks.nonNegativeFinite("factor from step " + first + " on", factor);
        });
    return step -> {
      Map.Entry<Long, Double> current = byFirst.floorEntry(step);
      return current == null ? 1 : current.getValue();
    };
  }

  /** The product with another schedule, such as a warm-up with a decay. */
  default LearningRateSchedule times(LearningRateSchedule other) {
    return step -> factor(step) * other.factor(step);
  }
}
