package io.dptrain.examples.rnn.train;

import static io.dptrain.examples.rnn.train.AddingExperiment.LOSS;
import static io.dptrain.examples.rnn.train.AddingExperiment.NORM;
import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VariantTest {
  private static final AddingData DATA = AddingData.draw(64, 20, 10);
  private static final double DELTA = 1e-5;
  private static final RnnSettings SETTINGS = new RnnSettings(4, 6, 8, 0.001, 0.5, 0.9, 1);

  @ParameterizedTest
  @EnumSource(Variant.class)
  void run_everyVariant_changesTheLossAndSeesTheGradient(Variant variant) {
    Finding found = run(CellKind.RNN, variant, SETTINGS, steps -> {});

    assertThat(found.number("stalled")).isOne();
    assertThat(found.curve(LOSS).x()).hasSize(SETTINGS.steps() + 1);
    assertThat(found.number(LOSS)).isFinite().isNotEqualTo(found.curve(LOSS).y().get(0));
    assertThat(found.curve(NORM).y().get(0)).isPositive().isFinite();
    assertThat(found.curve(NORM).x()).hasSize(SETTINGS.steps()).startsWith(1.0);
  }

  @ParameterizedTest
  @EnumSource(CellKind.class)
  void run_everyCell_lowersTheLoss(CellKind cell) {
    RnnSettings more = new RnnSettings(4, 60, 8, 0.01, 0.5, 0.9, 1);
    Finding found = run(cell, Variant.L2, more, steps -> {});

    assertThat(found.number(LOSS)).isLessThan(found.curve(LOSS).y().get(0));
  }

  @Test
  void run_private_saysEpsilonOfAllPlannedSteps() {
    RnnSettings early = new RnnSettings(4, 500, 8, 1e6, 0.5, 0.9, 1);
    Finding secured = run(CellKind.RNN, Variant.PRIVATE, early, steps -> {});
    PrivacyFacts facts = secured.fact(PrivacyFacts.class).orElseThrow();
    PrivacyEvent planned =
        new SelfComposedEvent(new PoissonSampledEvent(0.5, new GaussianEvent(1)), 500);

    assertThat(secured.number(AddingExperiment.STEPS)).isLessThan(500);
    assertThat(facts.chargedSteps()).isEqualTo(500);
    assertThat(facts.epsilon())
        .isEqualTo(
            new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
                .compose(planned)
                .guarantee(DELTA)
                .upper());
    assertThat(run(CellKind.RNN, Variant.L2, SETTINGS, steps -> {}).fact(PrivacyFacts.class))
        .isEmpty();
  }

  @Test
  void run_hugeRateWithoutClipping_divergesAndEndsEarly() {
    RnnSettings wild = new RnnSettings(4, 500, 8, 1e6, 0.5, 0.9, 1);
    AtomicInteger done = new AtomicInteger();
    Finding found = run(CellKind.RNN, Variant.NONE, wild, done::addAndGet);

    assertThat(found.number("diverged")).isOne();
    assertThat(found.number("solved") + found.number("stalled")).isZero();
    assertThat(found.number(AddingExperiment.STEPS)).isLessThan(500).isEqualTo(done.get());
    assertThat(found.numbers()).doesNotContainKey(AddingExperiment.STEPS_TO_SOLVE);
  }

  @Test
  void run_sameSeed_isTheSameRun() {
    Finding first = run(CellKind.RNN, Variant.L2, SETTINGS, steps -> {});
    Finding second = run(CellKind.RNN, Variant.L2, SETTINGS, steps -> {});

    assertThat(first.curve(LOSS)).isEqualTo(second.curve(LOSS));
    assertThat(first.curve(NORM)).isEqualTo(second.curve(NORM));
  }

  @Test
  void ending_atAndAroundTheLimits_countsNaNAsDiverged() {
    assertThat(Ending.of(0.0199)).isEqualTo(Ending.SOLVED);
    assertThat(Ending.of(0.02)).isEqualTo(Ending.STALLED);
    assertThat(Ending.of(1)).isEqualTo(Ending.STALLED);
    assertThat(Ending.of(1.0001)).isEqualTo(Ending.DIVERGED);
    assertThat(Ending.of(Double.NaN)).isEqualTo(Ending.DIVERGED);
    assertThat(Ending.of(Double.POSITIVE_INFINITY)).isEqualTo(Ending.DIVERGED);
  }

  private static Finding run(
      CellKind cell, Variant variant, RnnSettings settings, IntConsumer progress) {
    return new AddingExperiment(cell, List.of(variant), settings, DATA, DELTA)
        .run(variant.label(), new Trial(1, false, progress));
  }
}
