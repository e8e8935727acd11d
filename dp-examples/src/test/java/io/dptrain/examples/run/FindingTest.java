package io.dptrain.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;

class FindingTest {
  @Test
  void number_twice_isRefused() {
    Finding finding = new Finding().number("loss", 1);
    assertThatThrownBy(() -> finding.number("loss", 2)).hasMessageContaining("'loss' twice");
    assertThatThrownBy(() -> finding.number("norm")).hasMessageContaining("'norm' among [loss]");
  }

  @Test
  void curve_pointsStayInTheirOrder() {
    Finding finding = new Finding().point("path", 2, 1).point("path", 1, 5);
    assertThat(finding.curve("path")).isEqualTo(new Curve(List.of(2.0, 1.0), List.of(1.0, 5.0)));
    assertThat(finding.curve("other").x()).isEmpty();
  }

  @Test
  void seed_ofVariants_comparesThem() {
    Seed seed =
        new Seed(1, Map.of("a", new Finding().number("n", 6), "b", new Finding().number("n", 3)));
    assertThat(seed.ratio("a", "b", "n")).isEqualTo(2);
    assertThatThrownBy(() -> seed.of("c")).hasMessageContaining("no variant 'c'");
  }

  @Test
  void isMet_numbersAtAndBeyondTheLimits_includesTheLimitsAndNoNaN() {
    Expectation between = Expectation.that("x", seed -> 0).isBetween(1, 2);
    assertThat(List.of(1.0, 1.5, 2.0)).allMatch(between::isMet);
    assertThat(List.of(0.999, 2.001, Double.NaN, Double.POSITIVE_INFINITY))
        .noneMatch(between::isMet);
    assertThat(Expectation.that("x", seed -> 0).isAtLeast(1).isMet(Double.POSITIVE_INFINITY))
        .isTrue();
    assertThat(Expectation.that("x", seed -> 0).isAtMost(1).isMet(Double.NaN)).isFalse();
  }

  @Test
  void judgement_mostSeeds_decide() {
    Expectation atMost = Expectation.that("x", seed -> 0).isAtMost(1);
    Judgement judgement = new Judgement(atMost, List.of(9.0, 1.0, 0.5));
    assertThat(judgement.holds()).isTrue();
    assertThat(judgement.met()).isEqualTo(2);
    assertThat(new Judgement(atMost, List.of(Double.NaN, 1.0, Double.NaN)).holds()).isFalse();
  }

  @Test
  void random_partsOfATrial_areTheSameForAllVariantsAndDifferFromEachOther() {
    Trial trial = new Trial(3, false);
    assertThat(trial.random().nextLong()).isEqualTo(new Trial(3, true).random().nextLong());
    assertThat(trial.random("data").nextLong()).isNotEqualTo(trial.random("weights").nextLong());
    assertThat(trial.random().nextLong()).isNotEqualTo(new Trial(4, false).random().nextLong());
    assertThat(trial.size(10, 2)).isEqualTo(10);
    assertThat(new Trial(3, true).size(10, 2)).isEqualTo(2);
  }

  @Test
  void across_curvesOfUnequalLength_endedOnesKeepTheirLastValueAndNaNIsInfinite() {
    Finding one = new Finding().point("a", 1, 2).point("a", 2, 4).point("b", 1, 1);
    Finding other = new Finding().point("a", 1, 6);
    Finding mean = Finding.across(List.of(one, other), StatUtils::mean);
    assertThat(mean.curve("a")).isEqualTo(new Curve(List.of(1.0, 2.0), List.of(4.0, 5.0)));
    assertThat(mean.curve("b")).isEqualTo(one.curve("b"));
    other.point("a", 2, Double.NaN);
    assertThat(Finding.across(List.of(one, other), StatUtils::max).curve("a").last()).isInfinite();
  }

  @Test
  void fact_oneOfAType_isFoundByItsTypeAlone() {
    Finding finding = new Finding().fact("private");
    assertThat(finding.fact(String.class)).contains("private");
    assertThat(finding.fact(Integer.class)).isEmpty();
  }

  @Test
  void drawn_panelWithLimits_endsAreWhereTheRestIsDrawn() {
    Panel free = Panel.lines("loss", "", "", "");
    assertThat(free.drawn(Double.POSITIVE_INFINITY)).isInfinite();
    Panel within = free.logarithmicY().within(1, 10);
    assertThat(List.of(0.5, 3.0, 11.0, Double.NaN, Double.POSITIVE_INFINITY))
        .map(within::drawn)
        .containsExactly(1.0, 3.0, 10.0, 10.0, 10.0);
    assertThat(within.isLogarithmicY()).isTrue();
  }
}
