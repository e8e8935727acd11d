package io.dptrain.examples.mnist;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.DpOptimizerBuilder;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.mnist.data.DigitSet;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;

/** Private updates: one accounted step of a {@link DpOptimizer} each. */
final class PrivateTrainer implements Trainer {
  private final MnistModel model;
  private final Batches batches;
  private final DpOptimizer optimizer;

  PrivateTrainer(
      Graph graph,
      MnistModel model,
      DigitSet train,
      MnistSettings settings,
      Optional<BudgetAuthority> authority) {
    this.model = model;
    this.batches = new Batches(train);
    this.optimizer = build(graph, train.size(), settings, authority);
    minimize(model);
  }

  /** Noise that single precision cannot hold is refused here. */
  private void minimize(MnistModel model) {
    try {
      optimizer.minimize(model.loss());
    } catch (IllegalArgumentException e) {
      throw new BadInput(e.getMessage(), e);
    }
  }

  private static DpOptimizer build(
      Graph graph, int datasetSize, MnistSettings settings, Optional<BudgetAuthority> authority) {
    try {
      DpOptimizerBuilder builder =
          DpOptimizer.wrap(new GradientDescent(graph, (float) settings.learningRate()))
              .sampling(PoissonSampling.of(datasetSize, settings.batchSize()))
              .clipping(Clipping.flat(settings.l2ClipNorm()))
              .reportRawNormsNotPrivate();
      long steps = settings.steps(datasetSize);
      authority.ifPresent(from -> builder.authority(from, "dp mnist", steps));
      if (settings.targetEpsilon().isPresent()) {
        double epsilon = settings.targetEpsilon().getAsDouble();
        builder.budget(new PrivacyBudget(epsilon, settings.delta()), steps);
      } else {
        builder.noiseMultiplier(settings.noiseMultiplier().orElseThrow());
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new BadInput(e.getMessage(), e);
    }
  }

  @Override
  public Optional<float[]> step(Session session) {
    return optimizer.step(session, rows -> batches.feeds(model, rows)).rawNormsNotPrivate();
  }

  @Override
  public Optional<DpOptimizer> optimizer() {
    return Optional.of(optimizer);
  }
}
