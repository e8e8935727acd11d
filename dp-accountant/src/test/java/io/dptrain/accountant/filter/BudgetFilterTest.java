package io.dptrain.accountant.filter;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static io.dptrain.accountant.event.NeighboringRelation.REPLACE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.analytic.AnalyticGaussian;
import io.dptrain.accountant.attack.TradeOff;
import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.NoOpEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.event.TruncatedPoissonSampledEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.tuning.RepeatedRuns;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetFilterTest {
  private static final PrivacyBudget BUDGET = new PrivacyBudget(2, 1e-6);
  private static final BudgetFilter FILTER = BudgetFilter.of(BUDGET, ADD_OR_REMOVE_ONE);
  private static final PrivacyEvent STEP = PrivacyEvent.poissonSampledGaussian(0.01, 1.0);

  /** A cost under a relation that it is covered for. */
  private record Case(PrivacyCost cost, NeighboringRelation relation) {}

  static Stream<Case> costs() {
    PrivacyEvent gaussian = new GaussianEvent(10);
    return Stream.of(
        new Case(PrivacyCost.of(gaussian), ADD_OR_REMOVE_ONE),
        new Case(PrivacyCost.of(gaussian, 3), REPLACE_ONE),
        new Case(PrivacyCost.of(new LaplaceEvent(5)), ADD_OR_REMOVE_ONE),
        new Case(PrivacyCost.of(new LaplaceEvent(20), 3), REPLACE_ONE),
        new Case(PrivacyCost.of(STEP, 1), ADD_OR_REMOVE_ONE),
        new Case(PrivacyCost.of(STEP, 400), ADD_OR_REMOVE_ONE),
        new Case(PrivacyCost.of(STEP, 100), REPLACE_ONE),
        new Case(
            PrivacyCost.of(
                new ComposedEvent(List.of(new LaplaceEvent(9), new SelfComposedEvent(STEP, 50)))),
            ADD_OR_REMOVE_ONE),
        new Case(
            PrivacyCost.of(new FixedSizeSampledEvent(10_000, 50, new GaussianEvent(2)), 20),
            REPLACE_ONE),
        new Case(
            PrivacyCost.of(
                new TruncatedPoissonSampledEvent(200, 0.05, 30, new GaussianEvent(9)), 20),
            ADD_OR_REMOVE_ONE),
        new Case(PrivacyCost.stated(0.3, 1e-9), ADD_OR_REMOVE_ONE),
        new Case(PrivacyCost.stated(1e-300, 0), REPLACE_ONE));
  }

  /** What the proof asks of a share, at points between those that the search looked at. */
  @ParameterizedTest
  @MethodSource("costs")
  void share_allowsAtLeastTheDeltaOfTheCost(Case tried) {
    double share = BudgetFilter.of(BUDGET, tried.relation).share(tried.cost);
    assertThat(share).isBetween(BudgetFilter.SMALLEST_SHARE, 1.0);
    double shift = Math.sqrt(share) * shiftOfBudget();
    double rest = share * 0.3e-6;
    for (double epsilon = 0; epsilon < 4; epsilon += 0.137) {
      double allowed =
          rest + (1 - rest) * new AnalyticGaussian(ADD_OR_REMOVE_ONE, 1 / shift, 1).delta(epsilon);
      assertThat(tried.cost.delta(tried.relation).applyAsDouble(epsilon))
          .as("delta at epsilon %s", epsilon)
          .isLessThanOrEqualTo(allowed * (1 + 1e-9));
    }
  }

  private static double shiftOfBudget() {
    PrivacyBudget gaussian = new PrivacyBudget(2, 0.7e-6);
    return 1 / AnalyticGaussian.noiseMultiplier(ADD_OR_REMOVE_ONE, gaussian, 1);
  }

  /** The whole budget and nothing else: within it, and little of it is lost. */
  @ParameterizedTest
  @ValueSource(longs = {100, 1000, 10_000})
  void share_planThatTakesAll_losesLittle(long steps) {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(0.01, 2);
    double alone = new PldAccountant(ADD_OR_REMOVE_ONE).compose(step, steps).epsilon(1e-6);
    PrivacyCost cost = PrivacyCost.of(step, steps);
    assertThat(share(alone * 1.06, cost)).isLessThanOrEqualTo(1);
    assertThat(share(alone * 0.999, cost)).isGreaterThan(1);
  }

  private static double share(double epsilon, PrivacyCost cost) {
    return BudgetFilter.of(new PrivacyBudget(epsilon, 1e-6), ADD_OR_REMOVE_ONE).share(cost);
  }

  @Test
  void share_gaussianNoise_addsUpExactly() {
    double one = FILTER.share(PrivacyCost.of(new GaussianEvent(30)));
    assertThat(FILTER.share(PrivacyCost.of(new GaussianEvent(30), 5)))
        .isCloseTo(5 * one, within(1e-12 * one));
    assertThat(FILTER.share(PrivacyCost.of(new GaussianEvent(15))))
        .isCloseTo(4 * one, within(1e-12 * one));
  }

  @Test
  void share_moreOfTheSame_isMore() {
    double last = 0;
    for (long steps : new long[] {1, 2, 10, 50, 200, 1000}) {
      double share = FILTER.share(PrivacyCost.of(STEP, steps));
      assertThat(share).isGreaterThan(last);
      last = share;
    }
  }

  /** Declared as a whole, a run costs less than in parts: its rare losses are seldom alone. */
  @Test
  void share_partsOfARun_areTogetherMoreThanTheRun() {
    assertThat(4 * FILTER.share(PrivacyCost.of(STEP, 250)))
        .isGreaterThan(FILTER.share(PrivacyCost.of(STEP, 1000)));
  }

  /** Never dearer than to publish each run, were there the most that are likely. */
  @Test
  void share_ofASearch_liesBetweenOneRunAndAllOfThem() {
    PrivacyEvent run = new GaussianEvent(20);
    for (RepeatedRuns search :
        List.of(
            RepeatedRuns.poisson(5),
            RepeatedRuns.truncatedNegativeBinomial(1, 0.2),
            RepeatedRuns.truncatedNegativeBinomial(0, 0.1))) {
      double share = FILTER.share(PrivacyCost.ofSearch(search, run));
      assertThat(share).isGreaterThan(FILTER.share(PrivacyCost.of(run, 2)));
      assertThat(share).isLessThan(FILTER.share(PrivacyCost.of(run, 64)));
    }
  }

  @Test
  void fromJson_ofASearch_isTheSame() {
    PrivacyCost search =
        PrivacyCost.ofSearch(RepeatedRuns.truncatedNegativeBinomial(0.5, 0.1), STEP);
    assertThat(PrivacyCost.fromJson(search.toJson())).isEqualTo(search);
    assertThat(search.describe())
        .startsWith("the best of a truncated negative binomial number of runs of shape 0.5, 6.58");
  }

  /** Where delta is not tiny beside epsilon, it is delta that decides. */
  @Test
  void share_statedDelta_takesItsPartOfWhatIsSetAside() {
    assertThat(FILTER.share(PrivacyCost.stated(0.1, 2.5e-8))).isBetween(0.0833, 0.0836);
    assertThat(FILTER.share(PrivacyCost.stated(0.2, 2.5e-8))).isBetween(0.31, 0.33);
    assertThat(FILTER.share(PrivacyCost.stated(0.01, 1e-9))).isBetween(0.00333, 0.00335);
  }

  /** At its largest loss the accountant's delta is loose: no share may hang on that point. */
  @ParameterizedTest
  @ValueSource(doubles = {4, 8, 16, 32})
  void share_laplaceNoise_isNotAboveThatOfItsEpsilon(double noise) {
    assertThat(FILTER.share(PrivacyCost.of(new LaplaceEvent(noise))))
        .isLessThanOrEqualTo(FILTER.share(PrivacyCost.stated(1 / noise, 0)) * 1.002);
  }

  @Test
  void delta_ofASearchThatRdpDoesNotCover_isThatOfAllItsRuns() {
    PrivacyEvent run = new TruncatedPoissonSampledEvent(200, 0.05, 30, new GaussianEvent(9));
    PrivacyCost search = PrivacyCost.ofSearch(RepeatedRuns.poisson(3), run);
    assertThat(search.delta(ADD_OR_REMOVE_ONE).applyAsDouble(0.1))
        .isGreaterThan(PrivacyCost.of(run).delta(ADD_OR_REMOVE_ONE).applyAsDouble(0.1))
        .isLessThan(1e-3);
  }

  static Stream<PrivacyCost> tooMuch() {
    return Stream.of(
        PrivacyCost.of(new NonPrivateEvent()),
        PrivacyCost.of(new GaussianEvent(0)),
        PrivacyCost.of(new LaplaceEvent(0)),
        PrivacyCost.of(new GaussianEvent(1e-300)),
        PrivacyCost.of(new GaussianEvent(1), 1L << 53),
        PrivacyCost.of(PrivacyEvent.poissonSampledGaussian(0.5, 0.1), 1000),
        PrivacyCost.stated(1e300, 0),
        PrivacyCost.stated(0.1, 0.5));
  }

  @ParameterizedTest
  @MethodSource("tooMuch")
  void share_moreThanAThousandBudgets_isInfinite(PrivacyCost cost) {
    assertThat(FILTER.share(cost)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  static Stream<PrivacyCost> nearlyNothing() {
    return Stream.of(
        PrivacyCost.of(new NoOpEvent()),
        PrivacyCost.of(new GaussianEvent(1e300)),
        PrivacyCost.of(new GaussianEvent(Double.MAX_VALUE)),
        PrivacyCost.of(PrivacyEvent.poissonSampledGaussian(Double.MIN_VALUE, 1)),
        PrivacyCost.stated(Double.MIN_NORMAL, 0));
  }

  /** Free spends would never end: each takes something, and a sum of them grows. */
  @ParameterizedTest
  @MethodSource("nearlyNothing")
  void share_nearlyNothing_isNotFree(PrivacyCost cost) {
    assertThat(FILTER.share(cost)).isGreaterThanOrEqualTo(0x1p-40);
  }

  @Test
  void stated_numbersThatLostTheirDigits_areRefused() {
    for (double bad :
        new double[] {
          Double.MIN_VALUE,
          Double.MIN_NORMAL / 2,
          -1,
          -Double.MIN_VALUE,
          Double.NaN,
          Double.POSITIVE_INFINITY
        }) {
      assertThatThrownBy(() -> PrivacyCost.stated(bad, 1e-9))
          .hasMessageContaining("epsilon must be in [2^-1022, infinity), but is " + bad);
      assertThatThrownBy(() -> PrivacyCost.stated(1, bad))
          .hasMessageContaining("delta must be 0 or in [2^-1022, 1), but is " + bad);
    }
    assertThatThrownBy(() -> PrivacyCost.stated(0, 0)).hasMessageContaining("but is 0.0");
  }

  @Test
  void share_costThatNobodyCovers_isRefused() {
    PrivacyCost fixed = PrivacyCost.of(new FixedSizeSampledEvent(100, 5, new GaussianEvent(1)));
    assertThatThrownBy(() -> FILTER.share(fixed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("account under REPLACE_ONE");
  }

  @Test
  void epsilon_ofShares_endsAtTheBudget() {
    assertThat(FILTER.epsilon(0)).isZero();
    assertThat(FILTER.epsilon(1)).isCloseTo(2, within(1e-6));
    double last = 0;
    for (double share = 0.05; share <= 1; share += 0.05) {
      double epsilon = FILTER.epsilon(share);
      assertThat(epsilon).isGreaterThan(last).isLessThanOrEqualTo(2);
      last = epsilon;
    }
  }

  /** What a share says is never less than what the one plan in it costs. */
  @Test
  void epsilon_ofOnePlan_isAtLeastItsOwn() {
    for (long steps : new long[] {1, 30, 300}) {
      double own = new PldAccountant(ADD_OR_REMOVE_ONE).compose(STEP, steps).epsilon(1e-6);
      assertThat(FILTER.epsilon(FILTER.share(PrivacyCost.of(STEP, steps)))).isGreaterThan(own);
    }
  }

  @ParameterizedTest
  @MethodSource("costs")
  void fromJson_whatWasWritten_isTheSame(Case tried) {
    assertThat(PrivacyCost.fromJson(tried.cost.toJson())).isEqualTo(tried.cost);
  }

  /** Between what a release that fits in can reveal and what the budget allows. */
  @ParameterizedTest
  @ValueSource(
      doubles = {Double.MIN_VALUE, 1e-300, 1e-17, 1e-16, 1e-10, 1e-3, 0.01, 0.5, 0.99, 1 - 1e-12})
  void truePositiveRate_anyFalsePositiveRate_isAboveTheTruthAndWithinTheBudget(double rate) {
    for (PrivacyBudget budget : List.of(BUDGET, new PrivacyBudget(100, 1e-20))) {
      BudgetFilter filter = BudgetFilter.of(budget, ADD_OR_REMOVE_ONE);
      double bound = filter.truePositiveRate(rate);
      assertThat(bound)
          .isBetween(rate, 1.0)
          .isLessThanOrEqualTo(
              Math.min(1, (Math.exp(budget.epsilon()) * rate + budget.delta()) * (1 + 1e-8)));
      // A Gaussian release that takes all of the budget but a thousandth.
      double noise = Math.sqrt(filter.share(PrivacyCost.of(new GaussianEvent(1))) / 0.999);
      TradeOff release =
          new TradeOff(new PldAccountant(ADD_OR_REMOVE_ONE).compose(new GaussianEvent(noise)));
      assertThat(release.truePositiveRate(rate)).isLessThanOrEqualTo(bound);
    }
  }
}
