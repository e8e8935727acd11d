package io.dptrain.examples.rnn.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.rnn.model.CellKind;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VariantTest {
  private static final AddingData DATA = AddingData.draw(64, 20, 10);
  private static final RnnSettings SETTINGS = new RnnSettings(4, 6, 8, 0.001, 0.5, 0.9, 1);

  @ParameterizedTest
  @EnumSource(Variant.class)
  void train_everyVariant_changesTheLossAndSeesTheGradient(Variant variant) {
    Outcome outcome = run(CellKind.RNN, variant, SETTINGS).train(steps -> {});

    assertThat(outcome.ending()).isEqualTo(Ending.STALLED);
    assertThat(outcome.curve()).hasSize(SETTINGS.steps() + 1);
    assertThat(outcome.testLoss()).isFinite().isNotEqualTo(outcome.curve().get(0).testLoss());
    assertThat(outcome.curve().get(1).gradientNorm()).isPositive().isFinite();
  }

  @ParameterizedTest
  @EnumSource(CellKind.class)
  void train_everyCell_lowersTheLoss(CellKind cell) {
    RnnSettings more = new RnnSettings(4, 60, 8, 0.01, 0.5, 0.9, 1);
    Outcome outcome = run(cell, Variant.L2, more).train(steps -> {});

    assertThat(outcome.testLoss()).isLessThan(outcome.curve().get(0).testLoss());
  }

  @Test
  void train_private_saysEpsilonOfAllPlannedSteps() {
    Outcome outcome = run(CellKind.RNN, Variant.PRIVATE, SETTINGS).train(steps -> {});

    assertThat(outcome.epsilon().orElseThrow()).isPositive().isFinite();
    assertThat(run(CellKind.RNN, Variant.L2, SETTINGS).train(steps -> {}).epsilon()).isEmpty();
  }

  @Test
  void train_hugeRateWithoutClipping_divergesAndEndsEarly() {
    RnnSettings wild = new RnnSettings(4, 500, 8, 1e6, 0.5, 0.9, 1);
    AtomicInteger done = new AtomicInteger();
    Outcome outcome = run(CellKind.RNN, Variant.NONE, wild).train(done::addAndGet);

    assertThat(outcome.ending()).isEqualTo(Ending.DIVERGED);
    assertThat(outcome.steps()).isLessThan(500);
    assertThat(done).hasValue(500);
  }

  @Test
  void train_sameSeed_isTheSameRun() {
    Outcome first = run(CellKind.RNN, Variant.L2, SETTINGS).train(steps -> {});
    Outcome second = run(CellKind.RNN, Variant.L2, SETTINGS).train(steps -> {});

    assertThat(first.curve()).isEqualTo(second.curve());
  }

  private static Run run(CellKind cell, Variant variant, RnnSettings settings) {
    return new Run(new RunKey(cell, variant, 1), settings, DATA, 1e-5);
  }
}
