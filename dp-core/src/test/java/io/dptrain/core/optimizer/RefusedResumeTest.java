package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.ledger.LedgerStore;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.random.SecureBits;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.sampling.TruncatedPoissonSampling;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.types.TFloat32;

/**
 * A run that goes on where its charges, its weights and what it is do not fit together is refused.
 */
class RefusedResumeTest {
  @TempDir private Path parent;

  private Path folder() {
    return parent.resolve("run");
  }

  @Test
  void step_runThatWasNotResumed_isRefused() {
    ResumedRuns.begin(folder(), 2);
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThatThrownBy(() -> second.steps(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("call resume(session) before the first step");
      assertThatThrownBy(() -> second.optimizer.save(second.session))
          .isInstanceOf(IllegalStateException.class);
      assertThat(second.optimizer.ledger().steps()).isEqualTo(16);
    }
  }

  private static Arguments change(String difference, UnaryOperator<DpOptimizerBuilder> change) {
    return Arguments.of(difference, change, 3, true);
  }

  private static Arguments model(String difference, int width, boolean trainsBias) {
    return Arguments.of(
        difference, UnaryOperator.<DpOptimizerBuilder>identity(), width, trainsBias);
  }

  private static PrivateStatistics statistics() {
    return PrivateStatistics.none().withLoss(4, 20);
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change(
            "data set size was '500' and is '501'", b -> b.sampling(PoissonSampling.of(501, 50))),
        change(
            "sampler was 'Poisson, each of",
            b -> b.sampling(PoissonSampling.of(ResumableRun.ROWS, 51))),
        change(
            "sampler was 'Poisson, each of",
            b -> b.sampling(TruncatedPoissonSampling.of(ResumableRun.ROWS, 50, 80))),
        change("clipping was", b -> b.clipping(Clipping.adaptiveQuantile(0.5, 2))),
        change("noise multiplier was '1.0' and is '1.1'", b -> b.noiseMultiplier(1.1)),
        change("rows per unit was '1' and is '2'", b -> b.rowsPerUnit(2)),
        change("rows per unit was '1' and is 'at most 1'", b -> b.rowsPerUnitAtMost(1)),
        change("statistics was 'none' and is", b -> b.statistics(statistics())),
        change(
            "event of one step was",
            b -> b.clipping(Clipping.adaptiveQuantile(0.5, 1).withCountNoiseMultiplier(50))),
        change("reproducible was 'false' and is 'true'", b -> b.samplingBits(SeededBits.of(3))),
        change("noise was", b -> b.noise(InGraphNoise.of(SecureBits.create()))),
        model(
            "trained variables differ: there were 'bias TFloat32 [3]', and there are 'bias TFloat32"
                + " [2]'",
            2,
            true),
        model(
            "trained variables differ: there were 'bias TFloat32 [3]', and there are no others",
            3,
            false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void checkpoints_anotherRunInTheFolder_isRefusedAndNamed(
      String difference, UnaryOperator<DpOptimizerBuilder> change, int width, boolean trainsBias) {
    ResumedRuns.begin(folder(), 2);
    assertThatThrownBy(() -> new ResumableRun(folder(), change, width, trainsBias))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot go on as another one: its " + difference)
        .hasMessageNotContaining("\n");
  }

  @Test
  void resume_noCheckpointCanBeRead_isRefused() {
    ResumedRuns.begin(folder(), 2);
    ResumedRuns.cut(ResumedRuns.newest(folder()).resolve("state"));
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThatThrownBy(() -> second.optimizer.resume(second.session))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("none in " + folder() + " can be restored: checkpoint-");
      assertThatThrownBy(() -> second.steps(1)).isInstanceOf(IllegalStateException.class);
    }
  }

  /** An older copy of the ledger beside the weights would make epsilon too small. */
  @Test
  void checkpoints_weightsNewerThanTheirLedger_areRefused() throws IOException {
    try (ResumableRun first = new ResumableRun(folder())) {
      first.steps(1);
      ResumedRuns.copy(folder(), parent.resolve("older"));
      first.steps(30);
      first.optimizer.save(first.session);
    }
    for (String file : List.of("ledger.jsonl", "head")) {
      Files.write(
          folder().resolve(file), Files.readAllBytes(parent.resolve("older").resolve(file)));
    }
    assertThatThrownBy(() -> new ResumableRun(folder()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must know every step of the weights beside it")
        .hasMessageContaining("holds 16 steps, and a checkpoint was made after 31");
  }

  /** The second would give no charge to what the first has spent. */
  @Test
  void step_twoProcessesOfOneRun_endsTheOneThatWasOvertaken() {
    ResumedRuns.begin(folder(), 2);
    try (ResumableRun one = new ResumableRun(folder());
        ResumableRun other = new ResumableRun(folder())) {
      one.optimizer.resume(one.session);
      other.optimizer.resume(other.session);
      one.steps(1);
      assertThatThrownBy(() -> other.steps(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another one charged the run in");
      // It knows now what the other one charged, and says so.
      assertThat(other.optimizer.ledger().steps()).isEqualTo(one.optimizer.ledger().steps() + 15);
      assertThatThrownBy(() -> other.optimizer.save(other.session))
          .hasMessageContaining("another one charged the run in");
      one.steps(20);
      one.optimizer.save(one.session);
    }
  }

  @Test
  void resume_afterAnotherProcessWentOn_isRefused() {
    ResumedRuns.begin(folder(), 2);
    try (ResumableRun one = new ResumableRun(folder());
        ResumableRun other = new ResumableRun(folder())) {
      one.optimizer.resume(one.session);
      one.steps(1);
      assertThatThrownBy(() -> other.optimizer.resume(other.session))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another one charged the run in");
    }
  }

  /** Its weights were charged elsewhere. */
  @Test
  void resume_checkpointOfAnotherRun_isRefused() throws IOException {
    ResumedRuns.begin(folder(), 2);
    Path other = parent.resolve("other");
    try (ResumableRun run = new ResumableRun(other, builder -> builder.noiseMultiplier(0.01))) {
      run.steps(5);
      run.optimizer.save(run.session);
    }
    String name = "checkpoint-000000000005.000000";
    ResumedRuns.copy(other.resolve(name), folder().resolve(name));
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThatThrownBy(() -> second.optimizer.resume(second.session))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the one after 5 steps is of another run");
      assertThatThrownBy(() -> second.steps(1)).isInstanceOf(IllegalStateException.class);
    }
  }

  /** The weights of a copy that went on carry steps that this ledger never charged. */
  @Test
  void resume_checkpointOfACopyThatWentOn_isRefused() throws IOException {
    ResumedRuns.begin(folder(), 2);
    ResumedRuns.copy(folder(), parent.resolve("copy"));
    try (ResumableRun fork = new ResumableRun(parent.resolve("copy"))) {
      fork.optimizer.resume(fork.session);
      fork.steps(20);
      fork.optimizer.save(fork.session);
    }
    try (ResumableRun run = new ResumableRun(folder())) {
      run.optimizer.resume(run.session);
      run.steps(40);
    }
    String name = "checkpoint-000000000036.000000";
    ResumedRuns.copy(parent.resolve("copy").resolve(name), folder().resolve(name));
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThatThrownBy(() -> second.optimizer.resume(second.session))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("or of a copy of this one that went on");
    }
  }

  /** The older ledger grows by the same numbers again: by another process, which has a name. */
  @Test
  void step_ledgerPutBackAndChargedAgain_isRefused() throws IOException {
    try (ResumableRun first = new ResumableRun(folder())) {
      first.steps(16);
      ResumedRuns.copy(folder(), parent.resolve("older"));
      first.steps(16);
      for (String file : List.of("ledger.jsonl", "head")) {
        Files.write(
            folder().resolve(file), Files.readAllBytes(parent.resolve("older").resolve(file)));
      }
      try (ResumableRun second = new ResumableRun(folder())) {
        second.optimizer.resume(second.session);
        second.steps(16);
      }
      assertThatThrownBy(() -> first.steps(1))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("is not the one that was written");
      assertThat(first.optimizer.ledger().steps()).isGreaterThanOrEqualTo(32);
    }
  }

  /** What it was made after stands in it, too. */
  @Test
  void resume_checkpointOfAnotherName_isPassedOver() throws IOException {
    ResumedRuns.begin(folder(), 2);
    Files.move(ResumedRuns.newest(folder()), folder().resolve("checkpoint-000000000009.000000"));
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThatThrownBy(() -> second.optimizer.resume(second.session))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("it was made after 2 steps");
    }
  }

  @Test
  void save_withoutAFolder_saysWhatToCall() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(4, 1).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> optimizer.save(model.session), () -> optimizer.resume(model.session))) {
        assertThatThrownBy(call)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("call checkpoints(folder) of the builder");
      }
    }
  }

  @Test
  void checkpoints_besideAnotherKeeperOfCharges_isRefused() {
    assertThatThrownBy(
            () ->
                new ResumableRun(folder(), builder -> builder.ledgerStore(LedgerStore.inMemory())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("leave out ledgerStore(...)");
  }
}
