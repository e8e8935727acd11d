package io.dptrain.core.internal.seam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseTest {

  private static double together(double first, List<Double> others) {
    return new Release(first, others).together();
  }

  /** The inverse. */
  private static double ofFirst(double together, List<Double> others) {
    return Release.ofTogether(together, Clipping.flat(1), others).noiseMultiplier();
  }

  /** By hand: {@code (1 / 9 + 1 / 16)^(-1/2) = 12 / 5}. */
  @Test
  void together_threeAndFour_isTwelveFifths() {
    assertThat(together(3, List.of(4.0))).isCloseTo(2.4, within(1e-13)).isLessThan(2.4);
    assertThat(ofFirst(2.4, List.of(4.0))).isCloseTo(3, within(1e-12));
  }

  @Test
  void ofTogether_randomNoise_isTheInverseRoundedUpwards() {
    Random random = new Random(8);
    for (int trial = 0; trial < 1_000; trial++) {
      double wanted = Math.exp(random.nextGaussian());
      List<Double> others = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        others.add(wanted * (3 + 10 * random.nextDouble()));
      }
      double first = ofFirst(wanted, others);
      assertThat(together(first, others))
          .as("%s beside %s", wanted, others)
          .isGreaterThanOrEqualTo(wanted)
          .isCloseTo(wanted, Percentage.withPercentage(1e-10));
    }
  }

  /** There the noise on the first is found with few digits, and must be enough all the same. */
  @Test
  void ofTogether_othersThatRevealAlmostAll_isStillEnough() {
    Random random = new Random(9);
    for (int trial = 0; trial < 1_000; trial++) {
      double wanted = Math.exp(random.nextGaussian());
      double left = Math.pow(10, -1 - 10 * random.nextDouble());
      List<Double> others = List.of(wanted / Math.sqrt(1 - left));
      assertThat(together(ofFirst(wanted, others), others))
          .as("%s beside %s", wanted, others)
          .isGreaterThanOrEqualTo(wanted)
          .isCloseTo(wanted, Percentage.withPercentage(1e-10));
    }
  }

  @Test
  void together_moreSums_isLessNoise() {
    double one = together(1, List.of(5.0));
    assertThat(one).isLessThan(1);
    assertThat(together(1, List.of(5.0, 5.0))).isLessThan(one);
    assertThat(together(1, List.of())).isEqualTo(1);
  }

  @Test
  void anyDirection_zero_isZero() {
    assertThat(together(0, List.of(2.0))).isZero();
    assertThat(ofFirst(0, List.of(2.0))).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void anyDirection_noiseOutOfDomain_isRefusedWithTheValue(double bad) {
    List<Runnable> attempts =
        List.of(
            () -> together(bad, List.of(2.0)),
            () -> together(1, List.of(bad)),
            () -> ofFirst(bad, List.of(2.0)),
            () -> ofFirst(bad, List.of()),
            () -> ofFirst(1, List.of(bad)));
    for (Runnable attempt : attempts) {
      assertThatThrownBy(attempt::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("noiseMultiplier")
          .hasMessageContaining(Double.toString(bad));
    }
  }

  /** Noise for all together is at least the noise that the first asks for. */
  @Test
  void jointBound_anyRelease_givesTheFirstItsNoise() {
    Random random = new Random(10);
    for (int trial = 0; trial < 1_000; trial++) {
      double noise = Math.exp(random.nextGaussian());
      Release release = new Release(noise, List.of(Math.exp(2 * random.nextGaussian()), 3.0));
      double bound = Math.exp(random.nextGaussian());
      assertThat(release.together() * release.jointBound(bound))
          .isGreaterThanOrEqualTo(noise * bound)
          .isCloseTo(noise * bound, Percentage.withPercentage(1e-10));
    }
  }

  @Test
  void jointBound_oneSum_isItsOwn() {
    assertThat(new Release(1, List.of()).jointBound(0.7)).isEqualTo(0.7);
  }

  @Test
  void jointBound_noNoise_countsEverySumAsTheFirst() {
    assertThat(new Release(0, List.of(2.0)).jointBound(1)).isCloseTo(Math.sqrt(2), within(1e-12));
  }
}
