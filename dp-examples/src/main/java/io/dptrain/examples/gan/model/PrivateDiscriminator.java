package io.dptrain.examples.gan.model;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.PrivateTrainerBuilder;
import java.util.Optional;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer;

/**
 * Private steps. The unit is one real point: its loss is that of the pair with one generated point,
 * and the gradient of the pair is clipped as one, once.
 *
 * <p>The generator is trained on the scores of this discriminator and on noise, so it is
 * post-processing: its steps cost nothing, however many they are. <b>Source</b>: Xie et al.,
 * Differentially Private Generative Adversarial Network, 2018.
 */
final class PrivateDiscriminator implements Discriminator {
  private final Networks networks;
  private final RingData data;
  private final DpOptimizer optimizer;

  PrivateDiscriminator(
      Networks networks, Optimizer wrapped, Recipe.Privacy privacy, RingData data, int batchSize) {
    this.networks = networks;
    this.data = data;
    this.optimizer =
        DpOptimizer.wrap(wrapped)
            .sampling(PoissonSampling.of(data.size(), batchSize))
            .clipping(Clipping.flat(privacy.l2ClipNorm()))
            .noiseMultiplier(privacy.noiseMultiplier())
            .build();
    optimizer.minimize(networks.discriminatorLoss(), networks.discriminator().variables());
  }

  @Override
  public PrivateTrainerBuilder loop(Session session) {
    return PrivateTrainer.of(
            optimizer, session, rows -> new BatchFeeds().feed(networks.real(), data.tensor(rows)))
        .then(this::updateNormalization);
  }

  /** Reads weights alone. */
  private void updateNormalization(Session session) {
    if (!networks.discriminator().updates().isEmpty()) {
      Session.Runner runner = session.runner();
      networks.discriminator().updates().forEach(runner::addTarget);
      runner.run().close();
    }
  }

  @Override
  public Optional<DpOptimizer> optimizer() {
    return Optional.of(optimizer);
  }
}
