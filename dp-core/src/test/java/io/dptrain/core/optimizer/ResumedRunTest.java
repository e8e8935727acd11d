package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A run that ends with its process and goes on in another, each with a graph of its own. */
class ResumedRunTest {
  @TempDir private Path parent;

  private Path folder() {
    return parent.resolve("run");
  }

  private void begin(int steps) {
    try (ResumableRun first = new ResumableRun(folder())) {
      assertThat(first.optimizer.resume(first.session)).isEmpty();
      first.steps(steps);
      first.optimizer.save(first.session);
    }
  }

  @Test
  void resume_inANewProcess_hasTheValuesAndTheChargesOfTheRun() {
    List<Float> saved;
    double clipNorm;
    try (ResumableRun first = new ResumableRun(folder())) {
      first.steps(20);
      first.optimizer.save(first.session);
      saved = first.values();
      clipNorm = first.optimizer.clipNorms().values().iterator().next();
    }
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThat(second.values()).isNotEqualTo(saved);
      assertThat(second.optimizer.resume(second.session)).isEqualTo(OptionalLong.of(20));
      assertThat(second.values()).isEqualTo(saved);
      assertThat(second.optimizer.clipNorms().values()).containsExactly(clipNorm);
      assertThat(clipNorm).isNotEqualTo(1);
      // Paid in blocks of 16.
      assertThat(second.optimizer.ledger().steps()).isEqualTo(32);
      second.steps(3);
      assertThat(second.optimizer.ledger().steps()).isEqualTo(35);
      assertThat(second.values()).isNotEqualTo(saved);
      assertThat(second.optimizer.explain().notPrivateOutput()).isEmpty();
    }
  }

  /** Steps behind the last checkpoint are lost, and were charged. */
  @Test
  void resume_afterStepsThatNoCheckpointHas_knowsTheirCharges() {
    try (ResumableRun first = new ResumableRun(folder())) {
      first.steps(5);
      first.optimizer.save(first.session);
      first.steps(40);
    }
    try (ResumableRun second = new ResumableRun(folder())) {
      double before = second.optimizer.ledger().epsilon(1e-5);
      assertThat(second.optimizer.resume(second.session)).isEqualTo(OptionalLong.of(5));
      assertThat(second.optimizer.ledger().steps()).isEqualTo(48);
      assertThat(second.optimizer.ledger().epsilon(1e-5)).isEqualTo(before, within(1e-9));
    }
  }

  /** From one checkpoint, twice: an observer of both must not be able to take off the noise. */
  @Test
  void resume_twice_drawsOtherBatchesAndOtherNoise() throws IOException {
    begin(2);
    List<List<Float>> values = new ArrayList<>();
    Set<String> batches = new HashSet<>();
    for (String copy : List.of("one", "other")) {
      copy(folder(), parent.resolve(copy));
      try (ResumableRun process = new ResumableRun(parent.resolve(copy))) {
        assertThat(process.optimizer.resume(process.session)).isPresent();
        process.steps(3);
        values.add(process.values());
        batches.addAll(process.batches());
      }
    }
    assertThat(values.get(0)).isNotEqualTo(values.get(1));
    assertThat(batches).hasSizeGreaterThanOrEqualTo(6);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  @Test
  void step_runThatWasNotResumed_isRefused() {
    begin(2);
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
    begin(2);
    assertThatThrownBy(() -> new ResumableRun(folder(), change, width, trainsBias))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot go on as another one: its " + difference)
        .hasMessageNotContaining("\n");
  }

  /** What the wrapped optimizer makes of gradients is its own affair. */
  @Test
  void checkpoints_otherLearningRateSchedule_goesOn() {
    begin(2);
    try (ResumableRun second =
        new ResumableRun(folder(), builder -> builder.learningRate(step -> 0.5))) {
      assertThat(second.optimizer.resume(second.session)).isPresent();
      second.steps(1);
      assertThat(second.optimizer.ledger().steps()).isEqualTo(17);
    }
  }

  /** Half of a file, as after a disk was full: the checkpoint before it is the newest then. */
  @ParameterizedTest
  @MethodSource("damages")
  void resume_newestIsDamaged_takesTheOneBefore(String file, Consumer<Path> damage) {
    try (ResumableRun first = new ResumableRun(folder())) {
      first.steps(3);
      first.optimizer.save(first.session);
      first.steps(3);
      first.optimizer.save(first.session);
    }
    damage.accept(newest().resolve(file));
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThat(second.optimizer.resume(second.session)).isEqualTo(OptionalLong.of(3));
      second.steps(1);
    }
  }

  static Stream<Arguments> damages() {
    return Stream.of("variables.index", "variables.data-00000-of-00001", "state")
        .flatMap(
            file ->
                Stream.of(
                    Arguments.of(file, (Consumer<Path>) ResumedRunTest::cut),
                    Arguments.of(file, (Consumer<Path>) ResumedRunTest::delete)));
  }

  private static void cut(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path newest() {
    return checkpoints().get(checkpoints().size() - 1);
  }

  private List<Path> checkpoints() {
    try (Stream<Path> all = Files.list(folder())) {
      return all.filter(path -> path.getFileName().toString().startsWith("checkpoint-"))
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void resume_noCheckpointCanBeRead_isRefused() {
    begin(2);
    cut(newest().resolve("state"));
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
      copy(folder(), parent.resolve("older"));
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
    begin(2);
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
    begin(2);
    try (ResumableRun one = new ResumableRun(folder());
        ResumableRun other = new ResumableRun(folder())) {
      one.optimizer.resume(one.session);
      one.steps(1);
      assertThatThrownBy(() -> other.optimizer.resume(other.session))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another one charged the run in");
    }
  }

  /** Killed before the second file of the ledger was written, or in the middle of the first. */
  @Test
  void checkpoints_firstChargeWasNotWhole_goesOn() throws IOException {
    begin(1);
    Files.delete(folder().resolve("head"));
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThat(second.optimizer.ledger().steps()).isEqualTo(16);
      second.optimizer.resume(second.session);
      second.steps(1);
    }
    Path torn = Files.createDirectories(parent.resolve("torn"));
    byte[] ledger = Files.readAllBytes(folder().resolve("ledger.jsonl"));
    for (int length : new int[] {1, 100, 300}) {
      Files.write(torn.resolve("ledger.jsonl"), Arrays.copyOf(ledger, length));
      try (ResumableRun third = new ResumableRun(torn)) {
        assertThat(third.optimizer.ledger().steps()).isZero();
      }
    }
  }

  /** Its weights were charged elsewhere. */
  @Test
  void resume_checkpointOfAnotherRun_isRefused() throws IOException {
    begin(2);
    Path other = parent.resolve("other");
    try (ResumableRun run = new ResumableRun(other, builder -> builder.noiseMultiplier(0.01))) {
      run.steps(5);
      run.optimizer.save(run.session);
    }
    String name = "checkpoint-000000000005.000000";
    copy(other.resolve(name), folder().resolve(name));
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
    begin(2);
    copy(folder(), parent.resolve("copy"));
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
    copy(parent.resolve("copy").resolve(name), folder().resolve(name));
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
      copy(folder(), parent.resolve("older"));
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

  @Test
  void resume_savedBeforeTheFirstCharge_goesOn() {
    begin(0);
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThat(second.optimizer.resume(second.session)).isEqualTo(OptionalLong.of(0));
      second.steps(1);
      second.optimizer.save(second.session);
    }
    try (ResumableRun third = new ResumableRun(folder())) {
      assertThat(third.optimizer.resume(third.session)).isEqualTo(OptionalLong.of(1));
    }
  }

  /** Such as the slots of an optimizer for another part of the model. */
  @Test
  void resume_variableThatWasAddedLater_hasItsValue() {
    try (ResumableRun first = new ResumableRun(folder())) {
      Operand<TFloat32> late = first.added(7);
      first.steps(1);
      first.session.runner().addTarget(first.assigned(late, 9)).run().close();
      first.optimizer.save(first.session);
    }
    try (ResumableRun second = new ResumableRun(folder())) {
      Operand<TFloat32> late = second.added(7);
      second.optimizer.resume(second.session);
      assertThat(second.value(late)).isEqualTo(9);
    }
  }

  /** What it was made after stands in it, too. */
  @Test
  void resume_checkpointOfAnotherName_isPassedOver() throws IOException {
    begin(2);
    Files.move(newest(), folder().resolve("checkpoint-000000000009.000000"));
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThatThrownBy(() -> second.optimizer.resume(second.session))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("it was made after 2 steps");
    }
  }

  /** TensorFlow's own saver knows what was there when it was first asked, and so no slots. */
  @Test
  void resume_sessionThatWasSavedBefore_hasItsSlots() {
    List<Float> saved;
    try (ResumableRun first = ResumableRun.savedBefore(folder(), parent.resolve("before"))) {
      first.steps(4);
      first.optimizer.save(first.session);
      saved = first.values();
    }
    try (ResumableRun second = ResumableRun.savedBefore(folder(), parent.resolve("before"))) {
      second.optimizer.resume(second.session);
      assertThat(second.values()).isEqualTo(saved);
    }
  }

  /** What else is in the folder is nobody's checkpoint; what a killed process left is deleted. */
  @Test
  void save_folderWithOtherThings_leavesThem() throws IOException {
    begin(2);
    Files.createDirectory(folder().resolve("checkpoint-old"));
    Files.createDirectory(folder().resolve("checkpoint-000000000099.000000 copy"));
    Files.createDirectory(folder().resolve("unfinished-1"));
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThat(second.optimizer.resume(second.session)).isEqualTo(OptionalLong.of(2));
      second.optimizer.save(second.session);
    }
    assertThat(folder().resolve("checkpoint-old")).exists();
    assertThat(folder().resolve("checkpoint-000000000099.000000 copy")).exists();
    assertThat(folder().resolve("unfinished-1")).doesNotExist();
  }

  @Test
  void save_often_keepsTheNewestThree() {
    try (ResumableRun first = new ResumableRun(folder())) {
      first.steps(1);
      first.optimizer.save(first.session);
      first.steps(1);
      for (int i = 0; i < 6; i++) {
        first.optimizer.save(first.session);
      }
    }
    assertThat(checkpoints())
        .extracting(path -> path.getFileName().toString())
        .containsExactly(
            "checkpoint-000000000002.000003",
            "checkpoint-000000000002.000004",
            "checkpoint-000000000002.000005");
  }

  /** The run may go on when the folder is back: nothing of it is lost but the checkpoint. */
  @Test
  void save_folderThatIsAFileNow_saysSoInOneLineAndTheRunGoesOn() throws IOException {
    try (ResumableRun first = new ResumableRun(folder())) {
      first.steps(1);
      Path moved = Files.move(folder(), parent.resolve("moved"));
      Files.writeString(folder(), "in the way", StandardCharsets.UTF_8);
      assertThatThrownBy(() -> first.optimizer.save(first.session))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("cannot be read")
          .hasMessageNotContaining("\n");
      Files.delete(folder());
      Files.move(moved, folder());
      first.steps(20);
      first.optimizer.save(first.session);
    }
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThat(second.optimizer.resume(second.session)).isEqualTo(OptionalLong.of(21));
    }
  }

  /** Where a charge cannot be kept, no step runs. */
  @Test
  void step_folderWasDeleted_isRefusedBeforeTheStep() throws IOException {
    try (ResumableRun first = new ResumableRun(folder())) {
      first.steps(16);
      Files.move(folder(), parent.resolve("moved"));
      List<Float> before = first.values();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> first.steps(1)).hasMessageNotContaining("\n");
      }
      assertThat(first.values()).isEqualTo(before);
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
