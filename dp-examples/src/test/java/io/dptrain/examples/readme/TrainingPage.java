package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.NoiseSchedule;
import io.dptrain.core.optimizer.BatchFeeder;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.LearningRateSchedule;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.sampling.RandomAllocation;
import io.dptrain.core.training.CsvLog;
import io.dptrain.core.training.Evaluation;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.ProgressLine;
import io.dptrain.core.training.TrainingResult;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.types.TFloat32;

/** The code that docs/training.md shows of its own; a test holds the two together. */
final class TrainingPage {
  private TrainingPage() {}

  static DpOptimizer untilTheBudgetIsSpent(
      Graph graph,
      Session session,
      Operand<TFloat32> loss,
      BatchFeeder feeder,
      int datasetSize,
      long steps) {
    // docs/training.md
    PrivacyBudget budget = new PrivacyBudget(3.0, 1e-5); // epsilon and delta
    DpOptimizer optimizer =
        DpOptimizer.wrap(new Adam(graph, 1e-3f))
            .sampling(PoissonSampling.of(datasetSize, 64))
            .clipping(Clipping.flat(1.0))
            .budget(budget, steps)
            .build();
    optimizer.minimize(loss);
    session.initialize();
    while (optimizer.ledger().stepsLeft(budget) > 0) {
      optimizer.step(session, feeder);
    }
    // end
    return optimizer;
  }

  static DpOptimizer epochsOfRandomAllocation(Graph graph, int datasetSize) {
    // docs/training.md
    RandomAllocation epochs = RandomAllocation.inBatchesOf(datasetSize, 64);
    DpOptimizer optimizer =
        DpOptimizer.wrap(new Adam(graph, 1e-3f))
            .sampling(epochs)
            .clipping(Clipping.flat(1.0))
            .budget(new PrivacyBudget(3.0, 1e-5), 10L * epochs.stepsPerEpoch())
            .build();
    // end
    return optimizer;
  }

  static DpOptimizer noiseThatFalls(
      Graph graph, Operand<TFloat32> loss, int datasetSize, long steps) {
    // docs/training.md
    NoiseSchedule factors = NoiseSchedule.exponentialDecay(2.0, 0.8, steps, 16);
    DpOptimizer optimizer =
        DpOptimizer.wrap(new Adam(graph, 1e-3f))
            .sampling(PoissonSampling.of(datasetSize, 64))
            .clipping(Clipping.flat(1.0))
            .budget(new PrivacyBudget(3.0, 1e-5), steps, factors)
            .watch(4.0)
            .build();
    double atFirst = optimizer.plan().noise().at(0); // 2.5 times that of the last step
    // end
    if (!(atFirst > 0)) {
      throw new IllegalStateException("there must be noise, but is " + atFirst);
    }
    optimizer.minimize(loss);
    return optimizer;
  }

  static DpOptimizer ratesOfTheirOwn(
      Graph graph,
      Operand<TFloat32> loss,
      Operand<TFloat32> embedding,
      int datasetSize,
      long steps) {
    // docs/training.md
    DpOptimizer optimizer =
        DpOptimizer.wrap(new Adam(graph, 1e-3f))
            .parameterGroup(new GradientDescent(graph, 0.1f), List.of(embedding))
            .learningRate(
                LearningRateSchedule.linearWarmUp(100)
                    .times(LearningRateSchedule.cosineDecay(steps, 0.1)))
            .sampling(PoissonSampling.of(datasetSize, 64))
            .clipping(Clipping.flat(1.0))
            .noiseMultiplier(1.1)
            .build();
    // end
    optimizer.minimize(loss);
    return optimizer;
  }

  static TrainingResult looped(
      DpOptimizer optimizer,
      Session session,
      BatchFeeder feeder,
      ToDoubleFunction<Session> accuracyOf,
      Path log) {
    // docs/training.md
    Evaluation accuracy = Evaluation.onPublicData("accuracy", Evaluation.every(100), accuracyOf);
    TrainingResult result =
        PrivateTrainer.of(optimizer, session, feeder)
            .steps(2_000)
            .evaluate(accuracy)
            .average(0.999)
            .keepLargest("accuracy")
            .stopIfNotLarger("accuracy", 10)
            .listen(ProgressLine.bar(System.err, 1e-5), CsvLog.to(log, 1e-5))
            .build()
            .run();
    double epsilon = result.epsilon(1e-5); // of all 2,000 steps, wherever it stopped
    // end
    assertThat(epsilon).isPositive();
    return result;
  }

  static DpOptimizer goesOn(
      Graph graph,
      Session session,
      Operand<TFloat32> loss,
      BatchFeeder feeder,
      int datasetSize,
      long steps,
      Path folder) {
    // docs/training.md
    DpOptimizer optimizer =
        DpOptimizer.wrap(new Adam(graph, 1e-3f))
            .sampling(PoissonSampling.of(datasetSize, 64))
            .clipping(Clipping.adaptiveQuantile(0.5, 1.0))
            .noiseMultiplier(1.1)
            .checkpoints(folder, steps)
            .build();
    optimizer.minimize(loss);
    session.initialize();
    optimizer.resume(session);
    while (optimizer.ledger().steps() < steps) {
      optimizer.step(session, feeder);
      if (optimizer.ledger().steps() % 100 == 0) {
        optimizer.save(session);
      }
    }
    optimizer.save(session);
    // end
    return optimizer;
  }
}
