package io.dptrain.accountant.analytic;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.internal.Checks;
import java.util.Objects;
import java.util.function.DoublePredicate;

/**
 * Gaussian noise on a sum over all the data, {@code count} times.
 *
 * <p>Several Gaussian releases together are one with less noise, exactly, so no composition theorem
 * is needed. Immutable.
 *
 * @param relation decides whether the sum moves by one contribution or two
 * @param noiseMultiplier noise standard deviation / l2 bound of one unit's contribution, in [0,
 *     infinity)
 * @param count the number of releases, in [0, 2^53]
 */
public record AnalyticGaussian(NeighboringRelation relation, double noiseMultiplier, long count) {
  private static final double LARGEST_EPSILON = 0x1p1000;
  private static final double LARGEST_NOISE = 0x1p500;

  /** The searches stop where the two ends are this close. */
  private static final double TOLERANCE = 0x1p-50;

  public AnalyticGaussian {
    Objects.requireNonNull(relation, "relation");
    Checks.nonNegative("noiseMultiplier", noiseMultiplier);
    Checks.count("count", count);
  }

  /**
   * Returns the least delta at the given epsilon.
   *
   * <p><b>Formula:</b> Phi(m / 2 - epsilon / m) - exp(epsilon) Phi(-m / 2 - epsilon / m), m =
   * contributions sqrt(count) / noiseMultiplier.
   *
   * <p><b>Domain:</b> epsilon in [0, infinity). <b>Unit:</b> probability.
   *
   * <p><b>Error:</b> upward, by at most 1e-11 relative for epsilon up to 1e3 and delta above
   * 1e-300; beyond, more, but still upward. 0 if nothing was released, at most 1.
   *
   * <p><b>Source:</b> Balle, Wang 2018, arXiv:1805.06530, Theorem 8.
   */
  public double delta(double epsilon) {
    Checks.nonNegative("epsilon", epsilon);
    return count == 0 ? 0 : HockeyStick.delta(shift(), epsilon);
  }

  /**
   * Returns the least epsilon at the given delta.
   *
   * <p><b>Formula:</b> the solution of {@link #delta(double)} = delta, 0 if there is none.
   *
   * <p><b>Domain:</b> delta in (0, 1). <b>Unit:</b> natural logarithm.
   *
   * <p><b>Error:</b> upward: {@link #delta(double)} at the result is at most delta. By at most
   * 1e-10 relative for epsilon in [1e-4, 1e3]. Infinite if nothing is hidden or it exceeds 2^1000.
   *
   * <p><b>Source:</b> as {@link #delta(double)}; bisection.
   */
  public double epsilon(double delta) {
    Checks.delta("delta", delta);
    return smallest(epsilon -> delta(epsilon) <= delta, LARGEST_EPSILON);
  }

  /**
   * Returns the least noise multiplier that keeps {@code count} releases within the target.
   *
   * <p><b>Formula:</b> the solution of {@link #epsilon} = target epsilon at the target delta.
   *
   * <p><b>Domain:</b> count in [0, 2^53]. <b>Unit:</b> noise standard deviation / l2 bound of one
   * unit's contribution.
   *
   * <p><b>Error:</b> upward: {@link #epsilon} at the result is at most the target. By at most 1e-10
   * relative for epsilon in [1e-4, 1e3].
   *
   * <p><b>Source:</b> Balle, Wang 2018, arXiv:1805.06530, Algorithm 1; bisection.
   *
   * @throws IllegalArgumentException if no noise up to 2^500 reaches the target
   */
  public static double noiseMultiplier(
      NeighboringRelation relation, PrivacyBudget target, long count) {
    double noise =
        smallest(
            candidate ->
                new AnalyticGaussian(relation, candidate, count).epsilon(target.delta())
                    <= target.epsilon(),
            LARGEST_NOISE);
    Checks.require(
        noise < Double.POSITIVE_INFINITY,
        "epsilon and delta must be reachable, but no noise multiplier gives %s",
        target);
    return noise;
  }

  /** By how many noise standard deviations the releases move, all together. */
  private double shift() {
    return relation.contributions() * Math.sqrt((double) count) / noiseMultiplier;
  }

  /** Returns a value that was seen to be enough, next to one that was not; infinity if none is. */
  private static double smallest(DoublePredicate enough, double largest) {
    if (enough.test(0)) {
      return 0;
    }
    double high = 1;
    while (enough.test(high / 2) && high > 1 / largest) {
      high /= 2;
    }
    while (!enough.test(high)) {
      high *= 2;
      if (high > largest) {
        return Double.POSITIVE_INFINITY;
      }
    }
    return bisect(enough, high / 2, high);
  }

  private static double bisect(DoublePredicate enough, double tooLow, double found) {
    double low = tooLow;
    double high = found;
    while (high > low * (1 + TOLERANCE)) {
      double middle = low + (high - low) / 2;
      if (enough.test(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }
}
