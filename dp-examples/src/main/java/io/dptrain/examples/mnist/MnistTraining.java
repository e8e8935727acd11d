package io.dptrain.examples.mnist;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.examples.mnist.data.MnistData;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/** Trains the model, and tells an observer what may be told. Owns a graph and a session. */
final class MnistTraining implements AutoCloseable {
  private final MnistData data;
  private final MnistSettings settings;
  private final Graph graph = new Graph();
  private final MnistModel model;
  private final Trainer trainer;
  private final Session session;

  MnistTraining(MnistData data, MnistSettings settings, Optional<BudgetAuthority> authority) {
    this.data = data;
    this.settings = settings;
    settings.steps(data.train().size());
    Ops tf = Ops.create(graph);
    this.model = MnistModel.build(tf, settings.seed());
    this.trainer =
        settings.isPrivate()
            ? new PrivateTrainer(graph, model, data.train(), settings, authority)
            : new OrdinaryTrainer(graph, tf, model, data.train(), settings);
    this.session = new Session(graph);
    session.initialize();
  }

  /** Runs all steps, evaluating on the test digits after each epoch. */
  Evaluation run(MnistProgress progress) {
    long steps = settings.steps(data.train().size());
    long start = System.nanoTime();
    Evaluation evaluation = Evaluation.of(session, model, data.test());
    progress.evaluated(0, evaluation);
    for (long step = 1; step <= steps; step++) {
      Optional<float[]> norms = trainer.step(session);
      boolean evaluate = step == steps || endsEpoch(step);
      if (evaluate) {
        evaluation = Evaluation.of(session, model, data.test());
        progress.evaluated(step, evaluation);
      }
      progress.stepped(
          new MnistProgress.Step(
              step,
              step * (double) settings.batchSize() / data.train().size(),
              epsilon(),
              evaluate ? OptionalDouble.of(evaluation.accuracy()) : OptionalDouble.empty(),
              (System.nanoTime() - start) / 1e9,
              norms));
    }
    return evaluation;
  }

  /** The private optimizer, if the run is private. */
  Optional<DpOptimizer> optimizer() {
    return trainer.optimizer();
  }

  private OptionalDouble epsilon() {
    return trainer
        .optimizer()
        .map(optimizer -> OptionalDouble.of(optimizer.ledger().epsilon(settings.delta())))
        .orElse(OptionalDouble.empty());
  }

  private boolean endsEpoch(long step) {
    return epochAfter(step) > epochAfter(step - 1);
  }

  private long epochAfter(long steps) {
    return steps * settings.batchSize() / data.train().size();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
