package io.dptrain.accountant.filter;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.analytic.AnalyticGaussian;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.pld.PldAccountant;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Somebody releases a sum with Gaussian noise, looks at it, and releases a second one with Gaussian
 * or with Laplace noise, whichever now gives the better chance to tell who is in the data. Each of
 * the two sequences alone is within the budget.
 */
class AdaptiveSpendingTest {
  private static final double EPSILON = 2;
  private static final double DELTA = 1e-6;
  private static final double REACH = 9;
  private static final int POINTS = 4000;
  private static final double CLOSE = 1e-3;

  /** By how many standard deviations the first sum moves. */
  private static final double FIRST = 0.2;

  @Test
  void choice_withinWhatEachSequenceAloneMaySpend_nearlyDoublesDelta() {
    double gaussian = largest(second -> sequence(EventShift.GAUSSIAN, second), 0.01, 2);
    double laplace = largest(second -> sequence(EventShift.LAPLACE, second), 0.01, 2);
    assertThat(epsilonOf(new GaussianEvent(1 / gaussian)))
        .as("by the privacy loss distribution, as if the sequence had been fixed")
        .isLessThanOrEqualTo(EPSILON * (1 + CLOSE));
    assertThat(epsilonOf(new LaplaceEvent(1 / laplace))).isLessThanOrEqualTo(EPSILON * (1 + CLOSE));
    assertThat(chosen(gaussian, laplace)).isGreaterThan(1.9 * DELTA);
  }

  @Test
  void choice_withinWhatTheFilterAllows_staysWithinTheBudget() {
    BudgetFilter filter = BudgetFilter.of(new PrivacyBudget(EPSILON, DELTA), ADD_OR_REMOVE_ONE);
    double left = 1 - filter.share(PrivacyCost.of(new GaussianEvent(1 / FIRST)));
    double gaussian =
        largest(
            second -> filter.share(PrivacyCost.of(new GaussianEvent(1 / second))) <= left, 0.01, 2);
    double laplace =
        largest(
            second -> filter.share(PrivacyCost.of(new LaplaceEvent(1 / second))) <= left, 0.01, 2);
    assertThat(chosen(gaussian, laplace)).isBetween(0.4 * DELTA, DELTA);
  }

  private enum EventShift {
    GAUSSIAN,
    LAPLACE
  }

  private static boolean sequence(EventShift kind, double second) {
    return after(epsilon -> hockeyStick(kind, second, epsilon)) <= DELTA;
  }

  private static double epsilonOf(io.dptrain.accountant.event.PrivacyEvent second) {
    return new PldAccountant(ADD_OR_REMOVE_ONE)
        .compose(new GaussianEvent(1 / FIRST))
        .compose(second)
        .epsilon(DELTA);
  }

  /** Delta at epsilon if the worse of the two is chosen after the first loss is known. */
  private static double chosen(double gaussian, double laplace) {
    return after(
        epsilon ->
            Math.max(
                hockeyStick(EventShift.GAUSSIAN, gaussian, epsilon),
                hockeyStick(EventShift.LAPLACE, laplace, epsilon)));
  }

  /** The mean over the loss of the first sum of what the second has left to do. */
  private static double after(DoubleUnaryOperator second) {
    double sum = 0;
    double width = 2 * REACH / POINTS;
    for (int i = 0; i < POINTS; i++) {
      double z = -REACH + (i + 0.5) * width;
      double loss = FIRST * FIRST / 2 + FIRST * z;
      double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
      sum += density * width * second.applyAsDouble(EPSILON - loss);
    }
    return sum;
  }

  /** Both are symmetric: below 0 the other direction is asked. */
  private static double hockeyStick(EventShift kind, double second, double epsilon) {
    return epsilon >= 0
        ? delta(kind, second, epsilon)
        : -Math.expm1(epsilon) + Math.exp(epsilon) * delta(kind, second, -epsilon);
  }

  private static double delta(EventShift kind, double second, double epsilon) {
    if (kind == EventShift.GAUSSIAN) {
      return new AnalyticGaussian(ADD_OR_REMOVE_ONE, 1 / second, 1).delta(epsilon);
    }
    return epsilon >= second ? 0 : -Math.expm1((epsilon - second) / 2);
  }

  private static double largest(java.util.function.DoublePredicate fits, double low, double high) {
    double fitting = low;
    double tooLarge = high;
    while (tooLarge > fitting * (1 + CLOSE)) {
      double middle = Math.sqrt(fitting * tooLarge);
      if (fits.test(middle)) {
        fitting = middle;
      } else {
        tooLarge = middle;
      }
    }
    return fitting;
  }
}
