package io.dptrain.core.training;

import io.dptrain.core.optimizer.DpOptimizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.tensorflow.Session;

/**
 * Checkpoints of a run: goes on from the newest, writes more, and saves the model elsewhere if that
 * cannot be. Does nothing for an optimizer without a folder.
 *
 * <p>Not thread safe.
 */
final class KeptRun {
  private static final System.Logger LOG = System.getLogger(PrivateTrainer.class.getName());

  private final Optional<DpOptimizer> optimizer;
  private final Session session;
  private final long every;
  private final Optional<Path> rescue;
  private OptionalLong resumedFrom = OptionalLong.empty();
  private long savedAt = -1;
  private boolean isWarned;

  KeptRun(TrainedStep step, TrainerSettings settings) {
    this.optimizer = step.optimizer().filter(run -> run.checkpoints().isPresent());
    this.session = step.session();
    this.every = settings.saveEvery();
    this.rescue = settings.rescue();
  }

  /** Goes on from the newest checkpoint, and returns its notes; empty if there is none. */
  Optional<Map<String, String>> resume() {
    if (optimizer.isPresent()) {
      resumedFrom = optimizer.get().resume(session);
    }
    return optimizer.filter(kept -> resumedFrom.isPresent()).map(DpOptimizer::notes);
  }

  /** After how many steps the checkpoint was made that the run goes on from. */
  OptionalLong resumedFrom() {
    return resumedFrom;
  }

  /** Whether a checkpoint is due after so many steps. */
  boolean isDue(long step) {
    return optimizer.isPresent() && step % every == 0;
  }

  /** Writes a checkpoint if it can be, and says whether. The run goes on either way. */
  boolean trySave(long step, Map<String, String> notes) {
    try {
      boolean isSaved = save(step, notes);
      isWarned &= !isSaved;
      return isSaved;
    } catch (UncheckedIOException e) {
      if (!isWarned) {
        LOG.log(Level.WARNING, "{0}; training goes on", e.getMessage());
      }
      isWarned = true; // a disk that stays full is told of once
      return false;
    }
  }

  /** Writes a checkpoint, unless the last is as new; says whether. */
  private boolean save(long step, Map<String, String> notes) {
    if (optimizer.isEmpty() || savedAt == step) {
      return false;
    }
    optimizer.get().save(session, notes);
    savedAt = step;
    return true;
  }

  /** What there is to save has changed since the last step. */
  void outdated() {
    savedAt = -1;
  }

  /**
   * Writes the last checkpoint, and says whether there was one to write.
   *
   * @throws TrainingFailedException if it can be written elsewhere alone
   */
  boolean saveLast(long step, Map<String, String> notes) {
    try {
      return save(step, notes);
    } catch (UncheckedIOException e) {
      throw rescued(notes, "no checkpoint could be written (" + e.getCause() + ")", e);
    } catch (RuntimeException e) {
      throw rescued(notes, messageOf(e), e);
    }
  }

  /**
   * Keeps the model of a run that failed.
   *
   * @return what to throw: the failure, with the place of the model if that is not the folder
   */
  RuntimeException failed(long step, Map<String, String> notes, RuntimeException failure) {
    try {
      save(step, notes);
      return failure;
    } catch (RuntimeException e) {
      return rescued(notes, messageOf(failure), failure);
    }
  }

  private static String messageOf(RuntimeException failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }

  /**
   * Saves the model elsewhere.
   *
   * @return what to throw
   */
  private RuntimeException rescued(
      Map<String, String> notes, String reason, RuntimeException failure) {
    try {
      Path folder = newFolder();
      optimizer.orElseThrow().saveElsewhere(session, notes, folder);
      return new TrainingFailedException(
          reason
              + "; the model was saved in "
              + folder
              + ": move the checkpoint there into the folder of the run to go on from it",
          folder,
          failure);
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
      return failure;
    }
  }

  private Path newFolder() throws IOException {
    String name = "dptrain-rescued-";
    return rescue.isPresent()
        ? Files.createTempDirectory(Files.createDirectories(rescue.get()), name)
        : Files.createTempDirectory(name);
  }
}
