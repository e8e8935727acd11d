package io.dptrain.accountant.pld;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static io.dptrain.accountant.event.NeighboringRelation.REPLACE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.PrivacyEvent;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bracket contains the truth, for delta down to the smallest normal number: delta of the slow
 * reference is at least the given one at the lower end, and at most at the upper end.
 */
class BracketTruthTest {
  /** Of log delta; more than the reference errs by. */
  private static final double REFERENCE = 1e-6;

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  /** A setting drawn over many orders of magnitude. */
  private record Setting(double q, double noise, double delta) {
    static Setting of(long seed) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      double q = Math.pow(10, -7 * random.nextDouble());
      double noise = Math.pow(10, -2.5 + 3.2 * random.nextDouble());
      double lowest = random.nextInt(3) == 0 ? 12 : 307.5;
      return new Setting(q, noise, Math.pow(10, -1 - (lowest - 1) * random.nextDouble()));
    }

    PrivacyEvent step() {
      return PrivacyEvent.poissonSampledGaussian(q, noise);
    }
  }

  private static ToDoubleFunction<Double> worse(MixtureReference reference) {
    return epsilon ->
        Math.max(
            reference.logDelta(Direction.REMOVE, epsilon),
            reference.logDelta(Direction.ADD, epsilon));
  }

  private static ToDoubleFunction<Double> worseTwice(MixtureReference reference) {
    return epsilon ->
        Math.max(
            reference.logDeltaTwice(Direction.REMOVE, epsilon),
            reference.logDeltaTwice(Direction.ADD, epsilon));
  }

  private static void assertContains(
      PldAccountant accountant, double delta, ToDoubleFunction<Double> logDelta) {
    EpsilonBracket bracket = accountant.guarantee(delta);
    if (bracket.lower() > 0) {
      assertThat(logDelta.applyAsDouble(bracket.lower()))
          .as("%s, lower end", bracket)
          .isGreaterThanOrEqualTo(Math.log(delta) - REFERENCE);
    }
    if (bracket.upper() < Double.POSITIVE_INFINITY) {
      assertThat(logDelta.applyAsDouble(bracket.upper()))
          .as("%s, upper end", bracket)
          .isLessThanOrEqualTo(Math.log(delta) + REFERENCE);
      double middle = (bracket.lower() + bracket.upper()) / 2;
      DeltaBracket deltas = accountant.deltaBracket(middle);
      assertThat(Math.log(deltas.lower()) - REFERENCE)
          .as("%s", deltas)
          .isLessThanOrEqualTo(logDelta.applyAsDouble(middle));
      assertThat(Math.log(Math.max(deltas.upper(), Double.MIN_NORMAL)) + REFERENCE)
          .as("%s", deltas)
          .isGreaterThanOrEqualTo(logDelta.applyAsDouble(middle));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void guarantee_oneSampledStep_containsTheTruth(long seed) {
    Setting setting = Setting.of(seed);

    assertContains(
        new PldAccountant(ADD_OR_REMOVE_ONE).compose(setting.step()),
        setting.delta(),
        worse(MixtureReference.sampled(setting.q(), setting.noise())));
  }

  /** Where a factor underflows and the term does not; where one overflows; ordinary deltas. */
  @ParameterizedTest
  @CsvSource({
    "9.28e-6, 0.132, 1e-240, 264.36",
    "3.4471644025296315e-6, 0.0282956569916698, 4.9019291184462524e-11, 758.9",
    "0.001, 0.02, 1e-5, 1351.0",
    "0.3, 0.05, 1e-120, 663.8",
    "0.5, 1, 2.3e-308, 36.9"
  })
  void guarantee_oneStepInTheTails_isNarrowAroundTheTruth(
      double q, double noise, double delta, double about) {
    PldAccountant accountant =
        new PldAccountant(ADD_OR_REMOVE_ONE).compose(PrivacyEvent.poissonSampledGaussian(q, noise));

    assertContains(accountant, delta, worse(MixtureReference.sampled(q, noise)));
    assertThat(accountant.guarantee(delta).lower()).isCloseTo(about, within(0.05 * about));
    assertThat(accountant.guarantee(delta).width()).isLessThan(0.01 * about);
  }

  @ParameterizedTest
  @CsvSource({"9.28e-6, 0.132, 1e-240", "0.001, 0.517, 1e-7", "0.003, 1.23, 1e-77"})
  void guarantee_twoSampledSteps_containsTheTruth(double q, double noise, double delta) {
    assertContains(
        new PldAccountant(ADD_OR_REMOVE_ONE)
            .compose(PrivacyEvent.poissonSampledGaussian(q, noise), 2),
        delta,
        worseTwice(MixtureReference.sampled(q, noise)));
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 5, 8, 13, 21, 34, 55})
  void guarantee_oneReplacedRecord_containsTheTruth(long seed) {
    Setting setting = Setting.of(seed + 1000);

    assertContains(
        new PldAccountant(REPLACE_ONE).compose(setting.step()),
        setting.delta(),
        worse(MixtureReference.replaced(setting.q(), setting.noise())));
  }

  /** Both records of a group of two are followed together. */
  @ParameterizedTest
  @ValueSource(longs = {1, 4, 7})
  void guarantee_groupOfTwo_containsTheTruth(long seed) {
    Setting setting = Setting.of(seed + 2000);

    assertContains(
        PldAccountant.forGroup(2).compose(setting.step()),
        setting.delta(),
        worse(MixtureReference.pair(setting.q(), setting.noise())));
  }
}
