package io.dptrain.examples.mnist;

import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.examples.mnist.data.DigitSet;
import java.util.Optional;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/** Updates without privacy, for comparison: the mean gradient of a random batch of fixed size. */
final class OrdinaryTrainer implements Trainer {
  private final MnistModel model;
  private final Batches batches;
  private final Op update;
  private final Random random;
  private final int[] rows;

  OrdinaryTrainer(Graph graph, Ops tf, MnistModel model, DigitSet train, MnistSettings settings) {
    this.model = model;
    this.batches = new Batches(train);
    this.random = new Random(settings.seed());
    this.rows = new int[settings.batchSize()];
    CustomGradients.register();
    update =
        new GradientDescent(graph, (float) settings.learningRate())
            .minimize(tf.math.mean(model.loss(), tf.constant(0)));
  }

  @Override
  public Optional<float[]> step(Session session) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextInt(batches.digits().size());
    }
    try (BatchFeeds feeds = batches.feeds(model, rows)) {
      feeds.feedTo(session.runner().addTarget(update)).run().close();
    }
    return Optional.empty();
  }

  @Override
  public Optional<DpOptimizer> optimizer() {
    return Optional.empty();
  }
}
