package io.dptrain.core.stability.board;

import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.stability.monitor.Privacy;
import io.dptrain.core.training.Evaluation;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.TrainingListener;
import java.util.Optional;

/** Writes a run to event files. Not thread safe. */
record RunEvents(EventFiles files, double delta) implements TrainingListener {
  /** It takes a fraction of a millisecond or more: so many are asked for in a run. */
  private static final int EPSILONS = 500;

  @Override
  public void evaluated(PrivateTrainer trainer, Evaluation evaluation, double value) {
    files.scalar(trainer.steps(), evaluation.name(), value, privacyOf(evaluation));
  }

  private static Privacy privacyOf(Evaluation evaluation) {
    return switch (evaluation.kind()) {
      case PUBLIC -> Privacy.PUBLIC;
      case NOISED -> Privacy.NOISED;
      case NOT_PRIVATE -> Privacy.NOT_PRIVATE;
    };
  }

  @Override
  public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
    long step = trainer.steps();
    if (step % Math.max(1, trainer.planned() / EPSILONS) == 0) {
      trainer
          .epsilon(delta)
          .ifPresent(spent -> files.scalar(step, "epsilon", spent, Privacy.PUBLIC));
    }
    report.ifPresent(
        of -> {
          of.loss().ifPresent(loss -> files.scalar(step, "loss", loss, Privacy.NOISED));
          of.clipFraction()
              .ifPresent(share -> files.scalar(step, "clip_fraction", share, Privacy.NOISED));
        });
  }

  @Override
  public void saved(PrivateTrainer trainer) {
    files.flush();
  }

  @Override
  public void ended(PrivateTrainer trainer) {
    files.flush();
  }
}
