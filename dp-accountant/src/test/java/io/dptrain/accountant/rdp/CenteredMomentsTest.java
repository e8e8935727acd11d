package io.dptrain.accountant.rdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.internal.LogSpace;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CenteredMomentsTest {
  /** The alternating sum of the definition, which cancels only a little for these. */
  @ParameterizedTest
  @CsvSource({"1, 4", "1.2, 4", "1.5, 6", "1.7, 8", "2, 10", "2.5, 14", "3, 20"})
  void log_againstTheAlternatingSum_isEqual(double noise, int order) {
    double sum = 0;
    for (int k = 0; k <= order; k++) {
      double power = Math.exp(k * (k - 1) / (2 * noise * noise));
      sum += (k % 2 == 0 ? 1 : -1) * CombinatoricsUtils.binomialCoefficientDouble(order, k) * power;
    }

    double moment = Math.exp(new CenteredMoments(noise).log(order));

    assertThat(moment / sum - 1).isBetween(-1e-9, 1e-9);
  }

  /** For much noise, (order - 1)!! / s^order: the moments of a normal distribution. */
  @ParameterizedTest
  @CsvSource({"2", "4", "16", "64", "256"})
  void log_muchNoise_isTheMomentOfANormal(int order) {
    double noise = 1e60;
    double expected = -order * Math.log(noise);
    for (int k = order - 1; k > 1; k -= 2) {
      expected += Math.log(k);
    }

    assertThat(new CenteredMoments(noise).log(order) - expected).isBetween(-1e-10, 1e-10);
  }

  /** Left out means infinite, which a minimum ignores; the other side must then be the smaller. */
  @Test
  void log_leftOut_isWhereTwiceThePlainMomentIsSmaller() {
    for (int order = 4; order <= 64; order += 2) {
      for (double noise = 0.3; noise < 8; noise *= 1.01) {
        if (new CenteredMoments(noise).log(order) == Double.POSITIVE_INFINITY) {
          int before = order - 2;
          double lost = before * Math.exp(-(before - 1) / noise / noise);
          double plain = before * (before - 1) / noise / noise / 2;
          double atLeast = plain + Math.log1p(-lost);
          assertThat(Math.log(4) + atLeast).isGreaterThan(Math.log(2) + plain);
        }
      }
    }
    assertThat(new CenteredMoments(100).log(258)).isInfinite();
  }

  @Test
  void log_secondMoment_isClosed() {
    assertThat(new CenteredMoments(0.5).log(2)).isEqualTo(LogSpace.logExpm1(4));
  }
}
