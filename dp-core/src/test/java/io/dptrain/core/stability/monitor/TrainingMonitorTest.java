package io.dptrain.core.stability.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.stability.monitor.StabilityEvent.GradientGrowth;
import io.dptrain.core.stability.monitor.StabilityEvent.LossSpike;
import io.dptrain.core.stability.monitor.StabilityEvent.NonFinite;
import io.dptrain.core.stability.monitor.StabilityEvent.ParameterInflation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrainingMonitorTest {
  private final Random random = new Random(1);
  private long step;

  @Test
  void observe_noiseOfMinibatches_raisesNothing() {
    TrainingMonitor monitor = TrainingMonitor.create();
    for (int i = 0; i < 5000; i++) {
      double level = 0.1 + Math.exp(-i / 300.0);
      assertThat(monitor.observe(seen(level * noise(), noise(), 1)).good()).isTrue();
    }
  }

  @Test
  void observe_spikeOfTheLoss_raisesValueAndThreshold() {
    TrainingMonitor monitor = afterGoodSteps(TrainingMonitor.builder(), 60);
    Verdict verdict = monitor.observe(seen(20, 1, 1));
    assertThat(verdict.reaction()).isEqualTo(Reaction.REPORT);
    assertThat(verdict.events()).singleElement().isInstanceOf(LossSpike.class);
    StabilityEvent event = verdict.events().get(0);
    assertThat(event.step()).isEqualTo(60);
    assertThat(event.value().value()).isEqualTo(20);
    assertThat(event.threshold()).isBetween(3.0, 15.0);
    assertThat(event.toString()).contains("NOT PRIVATE");
  }

  @Test
  void observe_spikeWithinTheFirstSteps_waitsForTheNoiseToBeKnown() {
    TrainingMonitor monitor = afterGoodSteps(TrainingMonitor.builder(), 9);
    assertThat(monitor.observe(seen(20, 1, 1)).good()).isTrue();
  }

  @Test
  void observe_gradientGrowsWhileTheLossFalls_raisesNothing() {
    TrainingMonitor monitor = TrainingMonitor.create();
    for (int i = 0; i < 100; i++) {
      double loss = i < 60 ? 1 + 0.1 * random.nextGaussian() : 0.5;
      assertThat(monitor.observe(seen(loss, 1e-4 * Math.pow(1.15, i), 1)).good()).isTrue();
    }
  }

  @Test
  void observe_gradientStaysLargeWhileTheLossIsWorse_raisesItsVariable() {
    TrainingMonitor monitor = afterGoodSteps(TrainingMonitor.builder(), 30);
    StabilityEvent first = null;
    for (int i = 0; first == null && i < 30; i++) {
      Verdict verdict = monitor.observe(seen(3, 30, 1));
      first = verdict.good() ? null : verdict.events().get(0);
    }
    assertThat(first).isInstanceOf(GradientGrowth.class);
    assertThat(first.step()).isEqualTo(39);
    assertThat(first.variables()).containsExactly("w");
  }

  @Test
  void observe_gradientBurst_raisesAtOnce() {
    TrainingMonitor monitor = afterGoodSteps(TrainingMonitor.builder(), 2);
    assertThat(monitor.observe(seen(1, 500, 1)).events())
        .singleElement()
        .isInstanceOf(GradientGrowth.class);
  }

  @Test
  void observe_inflatedParameters_raisesTheirVariable() {
    TrainingMonitor monitor = afterGoodSteps(TrainingMonitor.builder(), 20);
    StabilityEvent event = monitor.observe(seen(1, 1, 200)).events().get(0);
    assertThat(event).isInstanceOf(ParameterInflation.class);
    assertThat(event.variables()).containsExactly("w");
  }

  @Test
  void observe_parametersThatStartAtZero_mayGrow() {
    TrainingMonitor monitor = TrainingMonitor.create();
    for (int i = 0; i < 200; i++) {
      Observation seen = Observation.ofParameters(i, Map.of("w", 0.1 * i), Privacy.PUBLIC);
      assertThat(monitor.observe(seen).good()).isTrue();
    }
  }

  @Test
  void observe_notANumber_stopsAndNamesTheVariable() {
    TrainingMonitor monitor = afterGoodSteps(TrainingMonitor.builder(), 1);
    Verdict verdict = monitor.observe(seen(1, Double.NaN, 1));
    assertThat(verdict.stop()).isTrue();
    assertThat(verdict.events()).singleElement().isInstanceOf(NonFinite.class);
    assertThat(verdict.events().get(0).variables()).containsExactly("w");
  }

  /**
   * Whether public norms count as inflated depends on losses, so the event is as private as they.
   */
  @Test
  void observe_publicNormsAfterRawLosses_raiseEventsThatAreNotPrivate() {
    TrainingMonitor monitor = afterGoodSteps(TrainingMonitor.builder(), 60);
    Observation norms = Observation.ofParameters(61, Map.of("w", 1e9), Privacy.PUBLIC);
    assertThat(monitor.observe(norms).events())
        .singleElement()
        .satisfies(event -> assertThat(event.value().privacy()).isEqualTo(Privacy.NOT_PRIVATE));
  }

  @Test
  void suggestedClipNorm_noisedNormsBesideRawLosses_isNotPrivate() {
    TrainingMonitor monitor = TrainingMonitor.create();
    monitor.observe(
        new Observation(
            0,
            Optional.of(new Measured("loss", 1, Privacy.NOT_PRIVATE)),
            List.of(new Measured("w", 1, Privacy.NOISED)),
            List.of()));
    assertThat(monitor.suggestedClipNorm(50).privacy()).isEqualTo(Privacy.NOT_PRIVATE);
  }

  @Test
  void observe_publicNormsAlone_raisePublicEvents() {
    TrainingMonitor monitor = TrainingMonitor.create();
    for (int i = 0; i < 60; i++) {
      monitor.observe(Observation.ofParameters(i, Map.of("w", 1.0), Privacy.PUBLIC));
    }
    Observation norms = Observation.ofParameters(61, Map.of("w", 1e9), Privacy.PUBLIC);
    assertThat(monitor.observe(norms).events())
        .singleElement()
        .satisfies(event -> assertThat(event.value().privacy()).isEqualTo(Privacy.PUBLIC));
  }

  @Test
  void observe_ignoredEvent_isNotRaised() {
    TrainingMonitor monitor =
        afterGoodSteps(TrainingMonitor.builder().on(LossSpike.class, Reaction.IGNORE), 60);
    assertThat(monitor.observe(seen(20, 1, 1)).good()).isTrue();
  }

  @Test
  void limits_reactionSkips_agreeWithTheVerdict() {
    TrainingMonitor monitor =
        afterGoodSteps(TrainingMonitor.builder().on(LossSpike.class, Reaction.SKIP_UPDATE), 60);
    UpdateLimits limits = monitor.limits();
    assertThat(limits.finite()).isTrue();
    assertThat(limits.gradientNorm()).isInfinite();
    assertThat(monitor.observe(seen(limits.loss() * 1.01, 1, 1)).skipped()).isTrue();
    assertThat(monitor.limits()).isEqualTo(limits);
    assertThat(monitor.observe(seen(limits.loss() * 0.99, 1, 1)).good()).isTrue();
  }

  @Test
  void observe_everyUpdateSkipped_stopsInTheEnd() {
    TrainingMonitor monitor =
        afterGoodSteps(
            TrainingMonitor.builder().on(LossSpike.class, Reaction.SKIP_UPDATE).skipsInARow(3), 60);
    for (int i = 0; i < 3; i++) {
      assertThat(monitor.observe(seen(20, 1, 1)).reaction()).isEqualTo(Reaction.SKIP_UPDATE);
    }
    assertThat(monitor.observe(seen(20, 1, 1)).stop()).isTrue();
  }

  @Test
  void on_inflatedParametersAndSkip_isRefused() {
    TrainingMonitorBuilder builder = TrainingMonitor.builder();
    assertThatThrownBy(() -> builder.on(ParameterInflation.class, Reaction.SKIP_UPDATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use ROLL_BACK");
  }

  @Test
  void build_rollBackWithoutStates_isRefused() {
    TrainingMonitorBuilder builder =
        TrainingMonitor.builder().on(LossSpike.class, Reaction.ROLL_BACK);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("call rollBack(...)");
  }

  @Test
  void suggestedClipNorm_normsOfSteps_givesThePercentileAndSaysWhatItCosts() {
    TrainingMonitor monitor = TrainingMonitor.builder().warmUpSteps(10).build();
    for (int i = 1; i <= 20; i++) {
      monitor.observe(seen(1, i, 1));
    }
    ClipNormSuggestion suggestion = monitor.suggestedClipNorm(50);
    assertThat(suggestion.l2ClipNorm()).isEqualTo(5);
    assertThat(suggestion.privacy()).isEqualTo(Privacy.NOT_PRIVATE);
    assertThat(suggestion.toString()).contains("costs privacy").contains("adaptiveQuantile");
  }

  @Test
  void suggestedClipNorm_normsOfExamples_prefersThem() {
    TrainingMonitor monitor = afterGoodSteps(TrainingMonitor.builder(), 5);
    monitor.observeExampleNorms(Privacy.PUBLIC, 4, 2, 3, Float.NaN, 1);
    ClipNormSuggestion suggestion = monitor.suggestedClipNorm(75);
    assertThat(suggestion).isEqualTo(new ClipNormSuggestion(3, 75, 4, true, Privacy.PUBLIC));
    assertThat(suggestion.toString()).doesNotContain("costs privacy");
  }

  @Test
  void suggestedClipNorm_withoutNormsOrPercentile_isRefused() {
    TrainingMonitor monitor = TrainingMonitor.create();
    assertThatThrownBy(() -> monitor.suggestedClipNorm(50))
        .isInstanceOf(IllegalStateException.class);
    for (double percentile : List.of(0.0, 100.0, Double.NaN)) {
      assertThatThrownBy(() -> monitor.suggestedClipNorm(percentile))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(percentile));
    }
  }

  @Test
  void statistic_ofMixedNorms_isAsPrivateAsTheLeastPrivate() {
    List<Measured> norms =
        List.of(new Measured("a", 3, Privacy.PUBLIC), new Measured("b", 4, Privacy.NOISED));
    Observation seen = new Observation(0, Optional.empty(), norms, List.of());
    assertThat(seen.gradientNorm()).contains(new Measured("gradient norm", 5, Privacy.NOISED));
    assertThat(Privacy.NOISED.with(Privacy.NOT_PRIVATE)).isEqualTo(Privacy.NOT_PRIVATE);
  }

  /** Step by step: loss and norms of a variable w; a second variable b stays as it is. */
  private Observation seen(double loss, double gradient, double parameter) {
    return Observation.of(
        step++,
        loss,
        Map.of("w", gradient, "b", 0.0),
        Map.of("w", parameter, "b", 0.0),
        Privacy.NOT_PRIVATE);
  }

  private TrainingMonitor afterGoodSteps(TrainingMonitorBuilder builder, int steps) {
    TrainingMonitor monitor = builder.build();
    for (int i = 0; i < steps; i++) {
      assertThat(monitor.observe(seen(noise(), noise(), 1)).good()).isTrue();
    }
    return monitor;
  }

  /** The mean squared error of eight examples. */
  private double noise() {
    double sum = 0;
    for (int i = 0; i < 8; i++) {
      sum += Math.pow(random.nextGaussian(), 2);
    }
    return sum / 8;
  }
}
