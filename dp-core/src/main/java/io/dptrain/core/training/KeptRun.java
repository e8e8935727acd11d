package io.dptrain.core.training;

import io.dptrain.core.optimizer.DpOptimizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
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
  private final OptionalLong every;
  private final Times times;
  private final Optional<Path> rescue;
  private OptionalLong resumedFrom = OptionalLong.empty();
  private long savedAt = -1;
  private boolean isWarned;

  KeptRun(TrainedStep step, TrainerSettings settings) {
    this.optimizer = step.optimizer().filter(run -> run.checkpoints().isPresent());
    this.session = step.session();
    this.every = settings.saveEvery();
    this.times = new Times(settings.steps(), System::nanoTime);
    this.rescue = settings.rescue();
  }

  /** Goes on from the newest checkpoint, and returns its notes; empty if there is none. */
  Optional<Map<String, String>> resume() {
    if (optimizer.isPresent()) {
      resumedFrom = optimizer.get().resume(session);
      times.from(optimizer.get().ledger().steps());
    }
    return optimizer.filter(kept -> resumedFrom.isPresent()).map(DpOptimizer::notes);
  }

  /** After how many steps the checkpoint was made that the run goes on from. */
  OptionalLong resumedFrom() {
    return resumedFrom;
  }

  /** Whether a checkpoint is due after so many steps. */
  boolean isDue(long step) {
    return optimizer.isPresent()
        && (every.isPresent() ? step % every.getAsLong() == 0 : times.isDue(step));
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
    times.begin();
    try {
      optimizer.get().save(session, notes);
    } finally {
      times.end(step);
    }
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
      Path folder = savedElsewhere(notes);
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

  private Path savedElsewhere(Map<String, String> notes) throws IOException {
    Path folder = newFolder();
    try {
      optimizer.orElseThrow().saveElsewhere(session, notes, folder);
    } catch (RuntimeException e) {
      try {
        Files.delete(folder); // it is empty
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
    return folder;
  }

  private Path newFolder() throws IOException {
    String name = "dptrain-rescued-";
    return rescue.isPresent()
        ? Files.createTempDirectory(Files.createDirectories(rescue.get()), name)
        : Files.createTempDirectory(name);
  }

  /**
   * Says when a checkpoint is due where nobody said it: as often as costs little, since the steps
   * behind the last one are lost when the process dies, and stay charged. One is due
   *
   * <ul>
   *   <li>when 200 times as long has passed as the last took to write, which is half a percent of
   *       the time;
   *   <li>after a hundredth of the steps, at most 1,000, as long as all of this process took less
   *       than two seconds together: short runs are done before the first rule lets any be written.
   * </ul>
   *
   * <p>Not thread safe.
   */
  static final class Times {
    private static final long CHEAP = 200;
    private static final long PARTS = 100;
    private static final long MOST_STEPS = 1_000;
    private static final long FREE = Duration.ofSeconds(2).toNanos();

    private final long every;
    private final LongSupplier nanos;
    private long step;
    private long began;
    private long ended;
    private long last;
    private long all;

    /**
     * Of a run of so many steps.
     *
     * @param nanos tells the time
     */
    Times(long steps, LongSupplier nanos) {
      this.every = Math.max(1, Math.min(MOST_STEPS, steps / PARTS));
      this.nanos = nanos;
    }

    /** Training goes on after so many steps. */
    void from(long step) {
      this.step = step;
    }

    /** Whether one is due after so many steps. */
    boolean isDue(long now) {
      boolean isCheap = last > 0 && (nanos.getAsLong() - ended) / CHEAP >= last;
      return isCheap || (all < FREE && now - step >= every);
    }

    /** One is being written. */
    void begin() {
      began = nanos.getAsLong();
    }

    /** It was written, or could not be. */
    void end(long now) {
      step = now;
      ended = nanos.getAsLong();
      last = Math.max(1, ended - began);
      all += last;
    }
  }
}
