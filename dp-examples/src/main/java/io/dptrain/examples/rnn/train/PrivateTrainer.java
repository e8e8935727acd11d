package io.dptrain.examples.rnn.train;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.examples.rnn.model.AddingModel;
import java.util.OptionalDouble;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/** Private updates: the clipped gradients of a Poisson sample, with noise. */
final class PrivateTrainer implements Trainer {
  private final AddingModel model;
  private final AddingData data;
  private final DpOptimizer optimizer;

  PrivateTrainer(
      Graph graph, AddingModel model, AddingData data, RunKey key, RnnSettings settings) {
    this.model = model;
    this.data = data;
    int size = data.train().size();
    optimizer =
        DpOptimizer.wrap(key.variant().optimizer(graph, settings))
            .sampling(PoissonSampling.of(size, settings.expectedBatchSize(size)))
            .clipping(Clipping.flat(settings.l2ClipNorm()))
            .noiseMultiplier(settings.noiseMultiplier())
            .reportRawNormsNotPrivate()
            .build();
    optimizer.minimize(model.losses());
  }

  @Override
  public double step(Session session) {
    float[] norms =
        optimizer
            .step(session, rows -> data.trainFeeds(model, rows))
            .rawNormsNotPrivate()
            .orElseThrow();
    double largest = 0;
    for (float norm : norms) {
      largest = Math.max(largest, norm);
    }
    return largest;
  }

  @Override
  public OptionalDouble epsilon(long steps, double delta) {
    return OptionalDouble.of(
        optimizer.ledger().epsilonAfter(steps - optimizer.ledger().steps(), delta));
  }
}
