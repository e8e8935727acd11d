package io.dptrain.accountant.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JointGaussianTest {
  private static final MathContext DIGITS = new MathContext(60);
  private static final GaussianEvent THREE = new GaussianEvent(3);
  private static final GaussianEvent FOUR = new GaussianEvent(4);

  private static double noise(PrivacyEvent... events) {
    return JointGaussian.of(new ComposedEvent(List.of(events)), JointGaussianTest::refuse)
        .orElseThrow()
        .noiseMultiplier();
  }

  private static void refuse(PrivacyEvent part) {
    throw new IllegalArgumentException("refused " + part.describe());
  }

  /** By hand: {@code (1 / 9 + 1 / 16)^(-1/2) = 12 / 5}. */
  @Test
  void of_threeAndFour_isTwelveFifths() {
    assertThat(JointGaussian.of(List.of(THREE, FOUR)).noiseMultiplier())
        .isCloseTo(2.4, within(1e-13));
  }

  @Test
  void of_listOrComposition_isTheSame() {
    assertThat(noise(THREE, FOUR))
        .isEqualTo(JointGaussian.of(List.of(THREE, FOUR)).noiseMultiplier());
  }

  /** With 60 digits, squared: the exact value is never below, and above by no more than stated. */
  @Test
  void of_randomNoise_isTheExactValueRoundedTowardsPrivacy() {
    Random random = new Random(1);
    for (int trial = 0; trial < 1_000; trial++) {
      List<GaussianEvent> events = new ArrayList<>();
      BigDecimal precision = BigDecimal.ZERO;
      for (int i = 2 + random.nextInt(100); i > 0; i--) {
        GaussianEvent event = new GaussianEvent(Math.exp(8 * random.nextGaussian()));
        events.add(event);
        BigDecimal exact = new BigDecimal(event.noiseMultiplier());
        precision = precision.add(BigDecimal.ONE.divide(exact.multiply(exact), DIGITS));
      }
      BigDecimal found = new BigDecimal(JointGaussian.of(events).noiseMultiplier());
      assertThat(found.multiply(found).multiply(precision))
          .as("%s", events)
          .isLessThan(BigDecimal.ONE)
          .isGreaterThan(new BigDecimal(1 - 0x1p-44));
    }
  }

  @Test
  void of_otherOrder_isTheSameWithinTheError() {
    List<GaussianEvent> events = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      events.add(new GaussianEvent(0.1 * i));
    }
    double noise = JointGaussian.of(events).noiseMultiplier();
    Collections.shuffle(events, new Random(2));
    assertThat(JointGaussian.of(events).noiseMultiplier()).isCloseTo(noise, within(1e-13));
  }

  @Test
  void of_eventRepeated_isThatEventSoManyTimes() {
    assertThat(noise(new SelfComposedEvent(THREE, 9))).isCloseTo(1, within(1e-13));
    assertThat(noise(new SelfComposedEvent(new ComposedEvent(List.of(THREE, FOUR)), 2)))
        .isCloseTo(noise(THREE, FOUR, THREE, FOUR), within(1e-13));
    assertThat(noise(THREE, new SelfComposedEvent(FOUR, 0))).isCloseTo(3, within(1e-13));
  }

  @Test
  void of_oneGaussian_isThatGaussian() {
    for (double noise : new double[] {0, Double.MIN_VALUE, 1.1, Double.MAX_VALUE}) {
      GaussianEvent event = new GaussianEvent(noise);
      assertThat(JointGaussian.of(List.of(event))).isEqualTo(event);
      assertThat(JointGaussian.of(event, JointGaussianTest::refuse)).contains(event);
    }
  }

  @Test
  void of_onePartWithoutNoise_isZero() {
    assertThat(noise(THREE, new GaussianEvent(0))).isZero();
    assertThat(noise(THREE, new NonPrivateEvent())).isZero();
    assertThat(JointGaussian.of(List.of(new GaussianEvent(0), THREE)).noiseMultiplier()).isZero();
    assertThat(noise(THREE, new SelfComposedEvent(new NonPrivateEvent(), 0)))
        .isCloseTo(3, within(1e-13));
  }

  @Test
  void of_extremeNoise_isNoLargerThanTheSmallest() {
    assertThat(noise(new GaussianEvent(1e-200), THREE)).isBetween(0.0, 1e-200);
    assertThat(noise(new GaussianEvent(1e300), THREE)).isBetween(2.99999, 3.0);
    assertThat(noise(new GaussianEvent(1e300), new GaussianEvent(1e300))).isBetween(7e99, 1e100);
  }

  @Test
  void of_eventThatReleasesNothing_isEmpty() {
    NoOpEvent nothing = new NoOpEvent();
    assertThat(JointGaussian.of(nothing, JointGaussianTest::refuse)).isEmpty();
    assertThat(JointGaussian.of(new ComposedEvent(List.of(nothing)), JointGaussianTest::refuse))
        .isEmpty();
    assertThat(JointGaussian.of(new SelfComposedEvent(THREE, 0), JointGaussianTest::refuse))
        .isEmpty();
  }

  @Test
  void of_emptyList_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JointGaussian.of(List.of()))
        .withMessage("events must hold at least one Gaussian, but is empty");
  }

  @Test
  void of_partThatIsNoGaussian_isGivenToTheRefusal() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> noise(THREE, new LaplaceEvent(2)))
        .withMessage("refused Laplace(noiseMultiplier=2.0)");
  }

  @Test
  void of_partThatTheRefusalLetsPass_hidesNothing() {
    ComposedEvent event = new ComposedEvent(List.of(THREE, new LaplaceEvent(2)));
    assertThat(JointGaussian.of(event, part -> {})).contains(new GaussianEvent(0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void of_noiseOutOfDomain_cannotBeMade(double bad) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JointGaussian.of(List.of(THREE, new GaussianEvent(bad))))
        .withMessageContaining("noiseMultiplier must be 0 or more and finite");
  }
}
