package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a run has that ended with its process and goes on in another, each with a graph of its own.
 */
class ResumedRunTest {
  @TempDir private Path parent;

  private Path folder() {
    return parent.resolve("run");
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
    ResumedRuns.begin(folder(), 2);
    List<List<Float>> values = new ArrayList<>();
    Set<String> batches = new HashSet<>();
    for (String copy : List.of("one", "other")) {
      ResumedRuns.copy(folder(), parent.resolve(copy));
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

  /** What the wrapped optimizer makes of gradients is its own affair. */
  @Test
  void checkpoints_otherLearningRateSchedule_goesOn() {
    ResumedRuns.begin(folder(), 2);
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
    damage.accept(ResumedRuns.newest(folder()).resolve(file));
    try (ResumableRun second = new ResumableRun(folder())) {
      assertThat(second.optimizer.resume(second.session)).isEqualTo(OptionalLong.of(3));
      second.steps(1);
    }
  }

  /** What a process has paid for that dies in its first step. */
  @ParameterizedTest
  @CsvSource({"1, 1", "199, 1", "250, 2", "1600, 16", "100000, 16"})
  void checkpoints_plannedSteps_chargeAHundredthAtOnce(long planned, long atOnce) {
    try (ResumableRun first = new ResumableRun(folder(), b -> b.checkpoints(folder(), planned))) {
      first.steps(1);
    }
    try (ResumableRun second = new ResumableRun(folder(), b -> b.checkpoints(folder(), planned))) {
      assertThat(second.optimizer.ledger().steps()).isEqualTo(atOnce);
    }
  }

  static Stream<Arguments> damages() {
    return Stream.of("variables.index", "variables.data-00000-of-00001", "state")
        .flatMap(
            file ->
                Stream.of(
                    Arguments.of(file, (Consumer<Path>) ResumedRuns::cut),
                    Arguments.of(file, (Consumer<Path>) ResumedRuns::delete)));
  }

  /** Killed before the second file of the ledger was written, or in the middle of the first. */
  @Test
  void checkpoints_firstChargeWasNotWhole_goesOn() throws IOException {
    ResumedRuns.begin(folder(), 1);
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

  @Test
  void resume_savedBeforeTheFirstCharge_goesOn() {
    ResumedRuns.begin(folder(), 0);
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
    ResumedRuns.begin(folder(), 2);
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
    assertThat(ResumedRuns.checkpoints(folder()))
        .extracting(path -> path.getFileName().toString())
        .containsExactly(
            "checkpoint-000000000002.000003",
            "checkpoint-000000000002.000004",
            "checkpoint-000000000002.000005");
  }
}
