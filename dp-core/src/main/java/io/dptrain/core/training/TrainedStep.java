package io.dptrain.core.training;

import io.dptrain.core.optimizer.BatchFeeder;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.StepReport;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.tensorflow.Session;

/** What a loop repeats. Not thread safe. */
abstract class TrainedStep {
  private final Session session;

  private TrainedStep(Session session) {
    this.session = Objects.requireNonNull(session, "session");
  }

  /** A private step. */
  static TrainedStep of(DpOptimizer optimizer, Session session, BatchFeeder feeder) {
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(feeder, "feeder");
    return new TrainedStep(session) {
      @Override
      long steps() {
        return optimizer.ledger().steps();
      }

      @Override
      Optional<StepReport> run() {
        return Optional.of(optimizer.step(session, feeder));
      }

      @Override
      Optional<DpOptimizer> optimizer() {
        return Optional.of(optimizer);
      }
    };
  }

  /** A step without privacy. */
  static TrainedStep ordinary(Session session, Consumer<Session> step) {
    Objects.requireNonNull(step, "step");
    return new TrainedStep(session) {
      private long ran;

      @Override
      long steps() {
        return ran;
      }

      @Override
      Optional<StepReport> run() {
        step.accept(session);
        ran++;
        return Optional.empty();
      }

      @Override
      Optional<DpOptimizer> optimizer() {
        return Optional.empty();
      }
    };
  }

  Session session() {
    return session;
  }

  /** How many were charged; without privacy, how many ran. */
  abstract long steps();

  /** Runs one. */
  abstract Optional<StepReport> run();

  /** The private optimizer; empty without privacy. */
  abstract Optional<DpOptimizer> optimizer();
}
