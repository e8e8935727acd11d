package io.dptrain.accountant.pld;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static io.dptrain.accountant.event.NeighboringRelation.REPLACE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Percentage.withPercentage;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.NoOpEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.RandomAllocationEvent;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.testing.GoldenTable;
import io.dptrain.accountant.testing.GoldenTable.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bracket of random allocation contains the truth, is narrow and is below Poisson's. */
class RandomAllocationTest {
  /** Of a normal number: a mean of samples is hardly ever further away. */
  private static final double STANDARD_ERRORS = 5;

  private static final double NARROW = 1e-3;

  static Stream<Row> golden() {
    return GoldenTable.rows("random_allocation");
  }

  static Stream<Row> monteCarlo() {
    return GoldenTable.rows("random_allocation_monte_carlo");
  }

  /** Both directions share the sums. */
  private final RecentContours recent = new RecentContours();

  private static PldAccountant accountant() {
    return new PldAccountant(ADD_OR_REMOVE_ONE);
  }

  private static PldAccountant run(long steps, double noise, long epochs) {
    return accountant().compose(PrivacyEvent.randomlyAllocatedGaussian(steps, noise), epochs);
  }

  private DirectedLoss loss(long steps, double noise, long epochs, Direction direction) {
    LossStep epoch = new RandomAllocationGaussian(steps, noise);
    return new DirectedLoss(Map.of(epoch, epochs), direction, recent);
  }

  private DirectedLoss loss(Row row, Direction direction) {
    return loss(
        row.count("steps_per_epoch"),
        row.number("noise_multiplier"),
        row.count("epochs"),
        direction);
  }

  /** Half a unit of the last digit that is printed. */
  private static double digits(String printed) {
    return 0.5 * Math.pow(10, -(printed.length() - 1 - printed.indexOf('.')));
  }

  private static void assertContains(Interval bracket, String printed) {
    double value = Double.parseDouble(printed);
    assertThat(bracket.lower()).isLessThanOrEqualTo(value + digits(printed));
    assertThat(bracket.upper()).isGreaterThanOrEqualTo(value - 10 * digits(printed));
    assertThat(bracket.relativeWidth()).isLessThanOrEqualTo(NARROW);
  }

  @ParameterizedTest
  @MethodSource("golden")
  void epsilon_goldenRows_areInANarrowBracketInBothDirections(Row row) {
    assertContains(
        loss(row, Direction.REMOVE).epsilon(row.number("delta")), row.text("epsilon_remove"));
    assertContains(loss(row, Direction.ADD).epsilon(row.number("delta")), row.text("epsilon_add"));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void guarantee_goldenRows_isTheWorseDirectionAndBelowPoisson(Row row) {
    EpsilonBracket bracket =
        run(row.count("steps_per_epoch"), row.number("noise_multiplier"), row.count("epochs"))
            .guarantee(row.number("delta"));

    assertThat(bracket.direction()).isEqualTo(Direction.REMOVE);
    assertThat(bracket.upper())
        .isEqualTo(loss(row, Direction.REMOVE).epsilon(row.number("delta")).upper())
        .isLessThan(row.number("epsilon_poisson"));
  }

  @ParameterizedTest
  @MethodSource("monteCarlo")
  void delta_tenMillionSamples_areWithinTheirError(Row row) {
    Direction direction = Direction.valueOf(row.text("direction").toUpperCase(Locale.ROOT));
    double allowed = STANDARD_ERRORS * row.number("delta_standard_error");

    Interval delta = loss(row, direction).delta(row.number("epsilon"));

    assertThat(delta.lower()).isLessThanOrEqualTo(row.number("delta_mean") + allowed);
    assertThat(delta.upper()).isGreaterThanOrEqualTo(row.number("delta_mean") - allowed);
    assertThat(delta.upper() - delta.lower()).isLessThanOrEqualTo(0.02 * delta.upper());
  }

  /**
   * Values by a reference that shares nothing with this: sums on a linear grid by a transform, or
   * option prices by recursion. Where many steps make grids begin elsewhere and grow coarse, and
   * deep in the tail.
   */
  @ParameterizedTest
  @CsvSource({
    "1.0, 50000, 30, 1e-8, 0.1503700, 0.1499200, 1e-5",
    "3.0, 20000, 50, 1e-8, 0.0778769, 0.0778719, 1e-5",
    "10, 2345, 100, 1e-8, 0.0948806, 0.0948803, 1e-5",
    "0.6, 3000, 5, 1e-10, 4.05976, 0.79053, 1e-4",
    "0.5, 20000, 1, 1e-8, 2.90224, NaN, 1e-4",
    "0.5, 3, 1, 1e-12, 14.542514, 9.447742, 1e-7",
    "0.4, 5, 7, 1e-12, 56.48702, 34.84481, 1e-6"
  })
  void epsilon_byAnotherReference_isInTheBracket(
      double noise,
      long steps,
      long epochs,
      double delta,
      double removed,
      double added,
      double error) {
    assertContains(loss(steps, noise, epochs, Direction.REMOVE).epsilon(delta), removed, error);
    if (!Double.isNaN(added)) {
      assertContains(loss(steps, noise, epochs, Direction.ADD).epsilon(delta), added, error);
    }
  }

  private static void assertContains(Interval bracket, double value, double error) {
    assertThat(bracket.lower()).isLessThanOrEqualTo(value * (1 + error));
    assertThat(bracket.upper()).isGreaterThanOrEqualTo(value * (1 - error));
    assertThat(bracket.relativeWidth()).isLessThanOrEqualTo(NARROW);
  }

  /** For two steps, delta is a plain integral of option prices. */
  @ParameterizedTest
  @CsvSource({
    "0.3, 0, 1, 5, 15, 30",
    "0.7, 0, 0.5, 2, 5, 8",
    "1.5, 0, 0.2, 1, 2, 3",
    "8, 0, 0.05, 0.2, 0.4, 0.6"
  })
  void delta_twoSteps_containsTheIntegral(
      double noise, double first, double second, double third, double fourth, double fifth) {
    for (double epsilon : new double[] {first, second, third, fourth, fifth}) {
      for (Direction direction : Direction.values()) {
        double exact = TwoSteps.delta(noise, epsilon, direction);

        Interval delta = loss(2, noise, 1, direction).delta(epsilon);

        assertThat(delta.lower()).isLessThanOrEqualTo(exact * (1 + 1e-8) + 1e-30);
        assertThat(delta.upper()).isGreaterThanOrEqualTo(exact * (1 - 1e-8) - 1e-30);
        assertThat(delta.upper()).isLessThanOrEqualTo(exact * 1.01 + 1e-25);
      }
    }
  }

  /** The same with a plain Gaussian release beside: an integral more. */
  @ParameterizedTest
  @ValueSource(doubles = {0.7, 2})
  void delta_twoStepsAndAGaussian_containsTheIntegral(double noise) {
    PldAccountant composed = run(2, noise, 1).compose(new GaussianEvent(1.5));
    for (double epsilon : new double[] {0, 1, 3}) {
      double exact =
          Math.max(
              TwoSteps.deltaWithGaussian(noise, 1.5, epsilon, Direction.REMOVE),
              TwoSteps.deltaWithGaussian(noise, 1.5, epsilon, Direction.ADD));

      DeltaBracket bracket = composed.deltaBracket(epsilon);

      assertThat(bracket.lower()).isLessThanOrEqualTo(exact * (1 + 1e-6));
      assertThat(bracket.upper()).isGreaterThanOrEqualTo(exact * (1 - 1e-6));
      assertThat(bracket.width()).isLessThanOrEqualTo(0.01 * exact);
    }
  }

  /** Settings as in training. Where delta is above 0.01, Poisson sampling can hide more. */
  static Stream<List<Double>> settings() {
    return LongStream.range(0, 12)
        .mapToObj(SplittableRandom::new)
        .map(
            random ->
                List.of(
                    between(random, 2, 5000),
                    between(random, 0.3, 10),
                    between(random, 1, 300),
                    between(random, 1e-10, 1e-3)))
        .map(
            setting ->
                List.of(
                    Math.rint(setting.get(0)),
                    setting.get(1),
                    Math.rint(setting.get(2)),
                    setting.get(3)));
  }

  private static double between(SplittableRandom random, double from, double to) {
    return from * Math.pow(to / from, random.nextDouble());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void guarantee_randomSettings_isNarrowAndNotAbovePoisson(List<Double> setting) {
    long steps = setting.get(0).longValue();
    double noise = setting.get(1);
    long epochs = setting.get(2).longValue();
    PrivacyEvent poisson = PrivacyEvent.poissonSampledGaussian(1.0 / steps, noise);
    double ofPoisson = accountant().compose(poisson, steps * epochs).epsilon(setting.get(3));

    EpsilonBracket bracket = run(steps, noise, epochs).guarantee(setting.get(3));

    if (ofPoisson <= 20) {
      assertThat(bracket.upper()).isLessThanOrEqualTo(ofPoisson);
    }
    if (bracket.upper() >= 0.1 && bracket.upper() <= 20) {
      assertThat(bracket.upper()).isLessThanOrEqualTo(bracket.lower() * (1 + NARROW));
    }
  }

  /** At a delta of some percents both cost about the same, and random allocation can cost more. */
  @Test
  void guarantee_largeDelta_isAbovePoissonAndSaysSo() {
    double ofPoisson =
        accountant()
            .compose(PrivacyEvent.poissonSampledGaussian(1 / 8.0, 2.6787), 8 * 868)
            .epsilon(0.0713);

    assertThat(run(8, 2.6787, 868).guarantee(0.0713).lower()).isGreaterThan(ofPoisson);
  }

  @Test
  void epsilon_moreStepsInAnEpoch_neverCostMore() {
    double before = Double.POSITIVE_INFINITY;
    for (long steps : new long[] {1, 2, 3, 10, 100, 1000, 30_000}) {
      double epsilon = run(steps, 0.8, 3).epsilon(1e-6);
      assertThat(epsilon).isLessThanOrEqualTo(before);
      before = epsilon;
    }
  }

  @Test
  void compose_oneStepOrNoNoise_isNoSampling() {
    assertThat(run(1, 1.3, 5).guarantee(1e-6))
        .isEqualTo(accountant().compose(new GaussianEvent(1.3), 5).guarantee(1e-6));
    assertThat(run(100, 0, 1).guarantee(1e-6).lower()).isInfinite();
    PrivacyEvent nothing = new RandomAllocationEvent(100, new NoOpEvent());
    assertThat(accountant().compose(nothing).epsilon(1e-6)).isZero();
    PrivacyEvent all = new RandomAllocationEvent(100, new NonPrivateEvent());
    assertThat(accountant().compose(all).epsilon(1e-6)).isInfinite();
  }

  @Test
  void compose_severalReleasesOfABatch_areOneGaussian() {
    PrivacyEvent both = new ComposedEvent(List.of(new GaussianEvent(1.2), new GaussianEvent(1.6)));
    PldAccountant joint = accountant().compose(new RandomAllocationEvent(50, both), 4);

    // 1.2^-2 + 1.6^-2 = 0.96^-2
    assertThat(joint.epsilon(1e-6)).isCloseTo(run(50, 0.96, 4).epsilon(1e-6), withPercentage(1e-7));
  }

  /** So little noise, so many steps or so much noise that the answer is wide: it holds still. */
  @ParameterizedTest
  @CsvSource({
    "100, 0.04, 2",
    "100, 1e-3, 2",
    "100, 2e-4, 2",
    "3, 0.06, 1",
    "9007199254740992, 1, 1",
    "1000000000, 2, 100",
    "10, 1e8, 5",
    "100000, 1e5, 5",
    "2, 1e100, 3"
  })
  void guarantee_extremes_isBetweenNothingAndNoSampling(long steps, double noise, long epochs) {
    double unsampled = accountant().compose(new GaussianEvent(noise), epochs).epsilon(1e-6);

    EpsilonBracket bracket = run(steps, noise, epochs).guarantee(1e-6);

    assertThat(bracket.lower()).isNotNegative().isLessThanOrEqualTo(bracket.upper());
    assertThat(bracket.lower()).isLessThanOrEqualTo(unsampled * (1 + 1e-3));
    assertThat(bracket.upper()).isLessThanOrEqualTo(unsampled * (1 + 0.02) + 1e-9);
  }

  @Test
  void compose_whatIsNotCovered_isRefusedByName() {
    PrivacyEvent epoch = PrivacyEvent.randomlyAllocatedGaussian(10, 1);
    String once =
        "random allocation is covered for one record that is added or removed; GroupPrivacy makes"
            + " of that a guarantee for several, of which two replace one by another";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PldAccountant(REPLACE_ONE).compose(epoch))
        .withMessage(
            "PldAccountant does not cover RandomAllocation(steps=10, Gaussian(noiseMultiplier=1.0))"
                + " under REPLACE_ONE: "
                + once);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PldAccountant.forGroup(2).compose(epoch))
        .withMessageEndingWith("under ADD_OR_REMOVE_ONE for groups of 2: " + once);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> accountant().compose(new RandomAllocationEvent(10, new LaplaceEvent(1))))
        .withMessageContaining("inside a sample");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> accountant().compose(new RandomAllocationEvent(10, epoch)))
        .withMessageContaining("inside a sample");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RdpAccountant(ADD_OR_REMOVE_ONE).compose(epoch))
        .withMessageEndingWith(
            "no RDP bound of random allocation is known here; PldAccountant has one");
  }

  @Test
  void holdsAtEverySize_isTrue_asNoSizeIsInIt() {
    assertThat(run(10, 1, 3).holdsAtEverySize()).isTrue();
  }
}
