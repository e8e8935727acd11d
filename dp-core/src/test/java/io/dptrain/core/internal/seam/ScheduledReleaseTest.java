package io.dptrain.core.internal.seam;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.NoiseSchedule;
import io.dptrain.core.random.RandomBits;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.sampling.Sampler;
import io.dptrain.core.sampling.TruncatedPoissonSampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a run costs whose noise changes from step to step. */
class ScheduledReleaseTest {
  private static final double DELTA = 1e-5;
  private static final double Q = 0.01;
  private static final PoissonSampling SAMPLING = PoissonSampling.of(10_000, 100);
  private static final NoiseSchedule NOISE =
      NoiseSchedule.stepwise(Map.of(0L, 2.0, 30L, 0.8, 40L, 1.1));

  static Stream<PrivacyAccountant> accountants() {
    return Stream.of(new PldAccountant(ADD_OR_REMOVE_ONE), new RdpAccountant(ADD_OR_REMOVE_ONE));
  }

  private static PrivacyEvent after(long steps) {
    return new ScheduledRelease(NOISE, List.of()).after(steps, SAMPLING, false);
  }

  private static PrivacyEvent step(double noise) {
    return new PoissonSampledEvent(Q, new GaussianEvent(noise));
  }

  /** Each step alone, one after the other. */
  @ParameterizedTest
  @MethodSource("accountants")
  void after_anySteps_costWhatTheyCostOneByOne(PrivacyAccountant byHand) {
    for (long step = 0; step < 60; step++) {
      byHand.compose(step(step < 30 ? 2.0 : step < 40 ? 0.8 : 1.1));
      double expected = byHand.epsilon(DELTA);
      double epsilon =
          (byHand instanceof PldAccountant
                  ? new PldAccountant(ADD_OR_REMOVE_ONE)
                  : new RdpAccountant(ADD_OR_REMOVE_ONE))
              .compose(after(step + 1))
              .epsilon(DELTA);
      assertThat(epsilon).as("after step %d", step).isCloseTo(expected, within(1e-6 * expected));
    }
  }

  @Test
  void after_eachStep_isTheEventOfTheLevelsUpToThere() {
    assertThat(after(0)).isEqualTo(new SelfComposedEvent(step(2), 0));
    assertThat(after(30)).isEqualTo(new SelfComposedEvent(step(2), 30));
    assertThat(after(31))
        .isEqualTo(
            new ComposedEvent(
                List.of(new SelfComposedEvent(step(2), 30), new SelfComposedEvent(step(0.8), 1))));
    assertThat(after(41))
        .isEqualTo(
            new ComposedEvent(
                List.of(
                    new SelfComposedEvent(step(2), 30),
                    new SelfComposedEvent(step(0.8), 10),
                    new SelfComposedEvent(step(1.1), 1))));
  }

  /** By hand: {@code 1 / z^2 = 1 / 2^2 + 1 / 3^2 + 1 / 6^2 = 14 / 36}, and with 1 in place of 2. */
  @Test
  void after_statistics_areInTheEventOfEachLevel() {
    NoiseSchedule noise = NoiseSchedule.stepwise(Map.of(0L, 2.0, 5L, 1.0));
    ScheduledRelease release = ScheduledRelease.of(noise, Clipping.flat(1), List.of(3.0, 6.0));
    ComposedEvent run = (ComposedEvent) release.after(7, SAMPLING, false);
    List<Double> together = new ArrayList<>();
    for (PrivacyEvent level : run.events()) {
      PoissonSampledEvent sampled = (PoissonSampledEvent) ((SelfComposedEvent) level).event();
      together.add(((GaussianEvent) sampled.event()).noiseMultiplier());
    }
    assertThat(together.get(0)).isCloseTo(6 / Math.sqrt(14), within(1e-12));
    assertThat(together.get(1)).isCloseTo(6 / Math.sqrt(41), within(1e-12));
  }

  @Test
  void after_countOfTheClipping_isInEachLevel() {
    NoiseSchedule noise = NoiseSchedule.stepwise(Map.of(0L, 2.0, 5L, 1.0));
    Clipping adaptive = Clipping.adaptiveQuantile(0.5, 1);
    ScheduledRelease release = ScheduledRelease.of(noise, adaptive, List.of());
    assertThat(release.statistics()).isEqualTo(adaptive.statisticNoiseMultipliers()).isNotEmpty();
    for (long step : new long[] {0, 7}) {
      assertThat(release.at(step).together())
          .isEqualTo(Release.of(noise.at(step), adaptive, List.of()).together())
          .isLessThan(noise.at(step));
    }
  }

  @ParameterizedTest
  @MethodSource("accountants")
  void after_levelWithoutNoise_isInfiniteFromItsFirstStepOn(PrivacyAccountant accountant) {
    ScheduledRelease release =
        new ScheduledRelease(
            NoiseSchedule.stepwise(Map.of(0L, 1.0, 5L, 0.0, 6L, 3.0)), List.of(9.0));
    double before = accountant.epsilonAfter(release.after(5, SAMPLING, false), 1, DELTA);
    assertThat(before).isFinite();
    for (long steps : new long[] {6, 7, 1000}) {
      assertThat(accountant.epsilonAfter(release.after(steps, SAMPLING, false), 1, DELTA))
          .isInfinite();
    }
  }

  @Test
  void after_reproducible_isNotPrivate() {
    assertThat(new ScheduledRelease(NOISE, List.of()).after(50, SAMPLING, true))
        .isEqualTo(new SelfComposedEvent(new NonPrivateEvent(), 50));
  }

  @Test
  void after_truncatedSamples_areComposedToo() {
    Sampler truncated = TruncatedPoissonSampling.of(10_000, 100, 140);
    PrivacyEvent some = new ScheduledRelease(NOISE, List.of()).after(35, truncated, false);
    double expected =
        new PldAccountant(ADD_OR_REMOVE_ONE)
            .compose(truncated.after(30, new GaussianEvent(2)))
            .compose(truncated.after(5, new GaussianEvent(0.8)))
            .epsilon(DELTA);
    assertThat(new PldAccountant(ADD_OR_REMOVE_ONE).compose(some).epsilon(DELTA))
        .isCloseTo(expected, within(1e-6 * expected));
  }

  /** Nobody knows what some of the steps of such a run cost: it is not taken for all of them. */
  @Test
  void after_samplerThatDoesNotSayThatStepsAreIndependent_isRefused() {
    ScheduledRelease release = new ScheduledRelease(NOISE, List.of());
    assertThatThrownBy(() -> release.after(1, new Unknown(), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a sampler whose steps are independent")
        .hasMessageContaining("a sampler of somebody else");
    ScheduledRelease constant = new ScheduledRelease(NoiseSchedule.constant(1), List.of());
    assertThat(constant.after(3, new Unknown(), false))
        .isEqualTo(new SelfComposedEvent(new GaussianEvent(1), 3));
  }

  /** Each statistic keeps its noise, and all together are as large as the event says. */
  @Test
  void statisticScale_anyStep_makesTheJointBoundThatOfTheEvent() {
    ScheduledRelease release = new ScheduledRelease(NOISE, List.of(3.0, 7.0));
    double l2Bound = 0.3;
    for (long step : new long[] {0, 30, 40}) {
      double z = NOISE.at(step);
      double squares = l2Bound * l2Bound;
      for (int i = 0; i < 2; i++) {
        double share = release.loudest().ratio(i) * release.statisticScale(step) * l2Bound;
        assertThat(z * l2Bound / share).isCloseTo(release.statistics().get(i), within(1e-12));
        squares += share * share;
      }
      double joint = release.at(step).jointBound(l2Bound);
      assertThat(joint).isCloseTo(Math.sqrt(squares), within(1e-12)).isPositive();
      assertThat(release.at(step).together() * joint)
          .isBetween(z * l2Bound, z * l2Bound * 1.000001);
    }
  }

  /** Its steps may depend on one another. */
  private record Unknown() implements Sampler {
    @Override
    public int datasetSize() {
      return 1;
    }

    @Override
    public double denominator() {
      return 1;
    }

    @Override
    public long largestBatch() {
      return 1;
    }

    @Override
    public List<int[]> draw(long step, RandomBits bits) {
      return List.of(new int[0]);
    }

    @Override
    public PrivacyEvent after(long steps, PrivacyEvent release) {
      return new SelfComposedEvent(release, steps);
    }

    @Override
    public String description() {
      return "a sampler of somebody else";
    }
  }
}
