package io.dptrain.core.internal.seam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JointNoiseTest {

  /** By hand: {@code (1 / 9 + 1 / 16)^(-1/2) = 12 / 5}. */
  @Test
  void together_threeAndFour_isTwelveFifths() {
    assertThat(JointNoise.together(3, List.of(4.0))).isCloseTo(2.4, within(1e-13)).isLessThan(2.4);
    assertThat(JointNoise.ofFirst(2.4, List.of(4.0))).isCloseTo(3, within(1e-12));
  }

  @Test
  void ofFirst_randomNoise_isTheInverseRoundedUpwards() {
    Random random = new Random(8);
    for (int trial = 0; trial < 1_000; trial++) {
      double wanted = Math.exp(random.nextGaussian());
      List<Double> others = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        others.add(wanted * (3 + 10 * random.nextDouble()));
      }
      double first = JointNoise.ofFirst(wanted, others);
      assertThat(JointNoise.together(first, others))
          .as("%s beside %s", wanted, others)
          .isGreaterThanOrEqualTo(wanted)
          .isCloseTo(wanted, Percentage.withPercentage(1e-10));
    }
  }

  /** There the noise on the first is found with few digits, and must be enough all the same. */
  @Test
  void ofFirst_othersThatRevealAlmostAll_isStillEnough() {
    Random random = new Random(9);
    for (int trial = 0; trial < 1_000; trial++) {
      double wanted = Math.exp(random.nextGaussian());
      double left = Math.pow(10, -1 - 10 * random.nextDouble());
      List<Double> others = List.of(wanted / Math.sqrt(1 - left));
      assertThat(JointNoise.together(JointNoise.ofFirst(wanted, others), others))
          .as("%s beside %s", wanted, others)
          .isGreaterThanOrEqualTo(wanted)
          .isCloseTo(wanted, Percentage.withPercentage(1e-10));
    }
  }

  @Test
  void together_moreSums_isLessNoise() {
    double one = JointNoise.together(1, List.of(5.0));
    assertThat(one).isLessThan(1);
    assertThat(JointNoise.together(1, List.of(5.0, 5.0))).isLessThan(one);
    assertThat(JointNoise.together(1, List.of())).isEqualTo(1);
  }

  @Test
  void anyDirection_zero_isZero() {
    assertThat(JointNoise.together(0, List.of(2.0))).isZero();
    assertThat(JointNoise.ofFirst(0, List.of(2.0))).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void anyDirection_noiseOutOfDomain_isRefusedWithTheValue(double bad) {
    List<Runnable> attempts =
        List.of(
            () -> JointNoise.together(bad, List.of(2.0)),
            () -> JointNoise.together(1, List.of(bad)),
            () -> JointNoise.ofFirst(bad, List.of(2.0)),
            () -> JointNoise.ofFirst(bad, List.of()),
            () -> JointNoise.ofFirst(1, List.of(bad)));
    for (Runnable attempt : attempts) {
      assertThatThrownBy(attempt::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("noiseMultiplier must be")
          .hasMessageContaining(Double.toString(bad));
    }
  }
}
