package io.dptrain.accountant.pld;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmoothingTest {
  /** For one likelihood ratio m: at every order a, and so for any mixture of them. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 0.01, 0.1, 0.3, 0.6, 1, 1.2})
  void removed_hockeySticks_areNeverAboveThem(double deviation) {
    for (double logRatio = -12; logRatio <= 12; logRatio += 0.01) {
      double m = Math.exp(deviation * logRatio);
      double least = smoothed(m, deviation);
      double most = smoothed(m, 2 * deviation);

      double removed = Smoothing.removed(deviation * deviation, least, most);

      assertThat(removed).isLessThanOrEqualTo(Math.max(0, m - 1) + 1e-14 * m);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 0.01, 0.1})
  void removed_smoothMixture_losesTheSquareOfTheDeviation(double deviation) {
    // A lognormal mixture of hockey sticks is itself an option price.
    double exact = smoothed(1.5, 1);
    double least = smoothed(1.5, Math.hypot(1, deviation));
    double most = smoothed(1.5, Math.hypot(1, 2 * deviation));

    double removed = Smoothing.removed(deviation * deviation, least, most);

    assertThat(exact - removed).isBetween(0.0, deviation * deviation * exact);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.9, 100, 1e300})
  void removed_tooMuchOfIt_saysNothing(double precision) {
    assertThat(Smoothing.removed(precision, 0.5, 0.5)).isZero();
  }

  /** E[(m R - 1)_+], R lognormal of mean 1. */
  private static double smoothed(double m, double deviation) {
    double d = Math.log(m) / deviation;
    return m * below(d + deviation / 2) - below(d - deviation / 2);
  }

  private static double below(double x) {
    return Erf.erfc(-x / Math.sqrt(2)) / 2;
  }
}
