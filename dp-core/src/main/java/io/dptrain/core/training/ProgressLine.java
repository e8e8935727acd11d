package io.dptrain.core.training;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.optimizer.StepReport;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Shows how far a run is: a bar that is drawn anew in its place, or a line for every tenth of the
 * steps. It shows steps, epsilon so far and what was measured last, and no times. Not thread safe.
 */
public final class ProgressLine implements TrainingListener {
  private static final int BAR = 30;
  private static final int LINES = 10;

  private final PrintStream out;
  private final double delta;
  private final boolean redraws;
  private final Map<String, Double> measured = new LinkedHashMap<>();
  private long shown = -1;

  private ProgressLine(PrintStream out, double delta, boolean redraws) {
    this.out = Objects.requireNonNull(out, "out");
    this.delta = Checks.positiveFinite("delta", delta);
    this.redraws = redraws;
  }

  /**
   * A bar, for a terminal.
   *
   * @param out such as {@code System.err}
   * @param delta of the epsilon that is shown
   */
  public static ProgressLine bar(PrintStream out, double delta) {
    return new ProgressLine(out, delta, true);
  }

  /**
   * Lines, for a file or a pipe.
   *
   * @param out such as {@code System.err}
   * @param delta of the epsilon that is shown
   */
  public static ProgressLine lines(PrintStream out, double delta) {
    return new ProgressLine(out, delta, false);
  }

  @Override
  public void evaluated(PrivateTrainer trainer, Evaluation evaluation, double value) {
    measured.put(evaluation.name(), value);
  }

  @Override
  public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
    long parts = redraws ? 100 : LINES;
    long part = trainer.steps() * parts / trainer.planned();
    if (part > shown) {
      shown = part;
      show(trainer);
    }
  }

  private void show(PrivateTrainer trainer) {
    StringBuilder line = new StringBuilder();
    if (redraws) {
      int done = (int) (BAR * Math.min(trainer.steps(), trainer.planned()) / trainer.planned());
      line.append("\r[").append("=".repeat(done)).append(" ".repeat(BAR - done)).append("] ");
    }
    line.append(String.format(Locale.ROOT, "step %,d of %,d", trainer.steps(), trainer.planned()));
    trainer
        .epsilon(delta)
        .ifPresent(spent -> line.append(String.format(Locale.ROOT, ", epsilon %.4g", spent)));
    measured.forEach(
        (name, value) -> line.append(String.format(Locale.ROOT, ", %s %.4g", name, value)));
    out.print(redraws ? line + "  " : line + System.lineSeparator());
    out.flush();
  }

  @Override
  public void ended(PrivateTrainer trainer) {
    if (redraws) {
      out.println();
    }
  }
}
