package io.dptrain.examples.gan.model;

import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.PrivateTrainerBuilder;
import java.util.Optional;
import java.util.Random;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Steps without privacy, on rows that are drawn uniformly, with replacement. */
final class OrdinaryDiscriminator implements Discriminator {
  private final Networks networks;
  private final RingData data;
  private final int batchSize;
  private final Random random;
  private final Op train;

  OrdinaryDiscriminator(
      Ops tf, Networks networks, Optimizer optimizer, RingData data, int batchSize, long seed) {
    this.networks = networks;
    this.data = data;
    this.batchSize = batchSize;
    this.random = new Random(seed);
    this.train =
        ClippedOptimizer.wrap(
                optimizer, GradientClipping.none(), networks.discriminator().variables())
            .minimize(tf.math.mean(networks.discriminatorLoss(), tf.constant(0)));
  }

  @Override
  public PrivateTrainerBuilder loop(Session session) {
    return PrivateTrainer.withoutPrivacy(session, this::step);
  }

  private void step(Session session) {
    int[] rows = random.ints(batchSize, 0, data.size()).toArray();
    try (TFloat32 points = data.tensor(rows)) {
      Session.Runner runner = session.runner().feed(networks.real(), points).addTarget(train);
      networks.discriminator().updates().forEach(runner::addTarget);
      runner.run().close();
    }
  }

  @Override
  public Optional<DpOptimizer> optimizer() {
    return Optional.empty();
  }
}
