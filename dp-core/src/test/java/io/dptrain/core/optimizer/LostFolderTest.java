package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.ledger.store.LedgerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose folder cannot be read or written any more while it runs. */
class LostFolderTest {
  @TempDir private Path parent;

  private Path folder() {
    return parent.resolve("run");
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

  /** Its records are read before each step, also those that this process wrote itself. */
  @Test
  void step_folderWasDeletedWithinABlock_isRefused() throws IOException {
    try (ResumableRun run = new ResumableRun(folder())) {
      run.steps(1);
      Files.move(folder(), parent.resolve("moved"));
      List<Float> before = run.values();
      assertThatThrownBy(() -> run.steps(1))
          .hasMessageContaining("must hold what was written to it, but its last record is gone")
          .hasMessageNotContaining("\n");
      assertThat(run.values()).isEqualTo(before);
    }
  }

  /** A charge that was surely not kept is tried again. */
  @Test
  void step_folderThatCannotBeWrittenForAWhile_goesOnAfterwards() throws IOException {
    try (ResumableRun run = new ResumableRun(folder())) {
      run.steps(16);
      Path lock = folder().resolve("lock");
      Files.delete(lock);
      Files.createDirectory(lock);
      assertThatThrownBy(() -> run.steps(1))
          .isInstanceOf(LedgerException.class)
          .hasMessageNotContaining("\n");
      Files.delete(lock);
      run.steps(1);
      assertThat(run.optimizer.ledger().steps()).isEqualTo(17);
    }
  }

  /** While the run's folder is gone; then the checkpoint is moved to where it belongs. */
  @Test
  void saveElsewhere_folderIsGone_canBeMovedBackAndGoesOn() throws IOException {
    Path place = parent.resolve("new").resolve("place");
    List<Float> saved;
    double clipNorm;
    try (ResumableRun run = new ResumableRun(folder())) {
      run.steps(20);
      Files.move(folder(), parent.resolve("moved"));
      assertThatThrownBy(() -> run.optimizer.save(run.session)).isInstanceOf(LedgerException.class);
      run.optimizer.saveElsewhere(run.session, place);
      saved = run.values();
      clipNorm = run.optimizer.clipNorms().values().iterator().next();
    }
    Files.move(parent.resolve("moved"), folder());
    Path checkpoint = ResumedRuns.newest(place);
    Files.move(checkpoint, folder().resolve(checkpoint.getFileName()));
    try (ResumableRun next = new ResumableRun(folder())) {
      assertThat(next.optimizer.resume(next.session)).isEqualTo(OptionalLong.of(20));
      assertThat(next.values()).isEqualTo(saved);
      assertThat(next.optimizer.clipNorms().values()).containsExactly(clipNorm);
      assertThat(next.optimizer.ledger().steps()).isEqualTo(32);
      next.steps(1);
    }
  }

  /** Its steps are in no ledger that is there: the epsilon of an older one would be too small. */
  @Test
  void saveElsewhere_ledgerIsLostOrOlder_isNotGoneOnFrom() throws IOException {
    Path place = parent.resolve("place");
    Path older = parent.resolve("older");
    try (ResumableRun run = new ResumableRun(folder())) {
      run.steps(1);
      ResumedRuns.copy(folder(), older);
      run.steps(20);
      run.optimizer.saveElsewhere(run.session, place);
    }
    Path checkpoint = ResumedRuns.newest(place);
    ResumedRuns.copy(checkpoint, older.resolve(checkpoint.getFileName()));
    for (Path lacking : List.of(place, older)) {
      assertThatThrownBy(() -> new ResumableRun(lacking))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("must know every step of the weights beside it")
          .hasMessageContaining("a checkpoint was made after 21");
    }
  }

  @Test
  void saveElsewhere_checkpointOfAnotherRun_isNotGoneOnFrom() throws IOException {
    Path place = parent.resolve("place");
    try (ResumableRun other = new ResumableRun(parent.resolve("other"))) {
      other.steps(3);
      other.optimizer.saveElsewhere(other.session, place);
    }
    ResumedRuns.begin(folder(), 2);
    Path checkpoint = ResumedRuns.newest(place);
    ResumedRuns.copy(checkpoint, folder().resolve(checkpoint.getFileName()));
    try (ResumableRun run = new ResumableRun(folder())) {
      assertThatThrownBy(() -> run.optimizer.resume(run.session))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the one after 3 steps is of another run");
    }
  }

  @Test
  void saveElsewhere_placeThatIsNone_isRefusedInOneLine() throws IOException {
    ResumedRuns.begin(folder(), 1);
    Path file = Files.writeString(parent.resolve("file"), "in the way", StandardCharsets.UTF_8);
    try (ResumableRun run = new ResumableRun(folder())) {
      assertThatThrownBy(() -> run.optimizer.saveElsewhere(run.session, parent.resolve("place")))
          .hasMessageContaining("call resume(session) before the first step");
      run.optimizer.resume(run.session);
      assertThatThrownBy(() -> run.optimizer.saveElsewhere(run.session, file))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("no checkpoint could be written to " + file)
          .hasMessageContaining("the model is still in memory")
          .hasMessageNotContaining("\n");
      assertThatThrownBy(() -> run.optimizer.saveElsewhere(run.session, parent))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a checkpoint is saved elsewhere in an empty folder, but there is")
          .hasMessageNotContaining("\n");
      assertThatThrownBy(() -> run.optimizer.saveElsewhere(run.session, parent.resolve("x/../run")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another folder than that of the run must be named");
    }
  }
}
