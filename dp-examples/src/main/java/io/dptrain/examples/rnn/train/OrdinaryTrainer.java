package io.dptrain.examples.rnn.train;

import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.examples.rnn.model.AddingModel;
import java.util.OptionalDouble;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

/** Updates by the clipped mean gradient of a batch of fixed size, drawn with replacement. */
final class OrdinaryTrainer implements Trainer {
  private final AddingModel model;
  private final AddingData data;
  private final ClippedOptimizer optimizer;
  private final Op update;
  private final Random random;
  private final int[] rows;

  OrdinaryTrainer(
      Graph graph, AddingModel model, AddingData data, RunKey key, RnnSettings settings) {
    this.model = model;
    this.data = data;
    this.random = new Random(key.seed());
    this.rows = new int[settings.batchSize()];
    Ops tf = Ops.create(graph);
    optimizer =
        ClippedOptimizer.wrap(
            key.variant().optimizer(graph, settings),
            key.variant().clipping(settings.l2ClipNorm()));
    update = optimizer.minimize(tf.math.mean(model.losses(), tf.constant(0)));
  }

  @Override
  public double step(Session session) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextInt(data.train().size());
    }
    Session.Runner runner =
        session.runner().addTarget(update).fetch(optimizer.report().normBefore());
    try (BatchFeeds feeds = data.trainFeeds(model, rows);
        Result result = feeds.feedTo(runner).run()) {
      return ((TFloat64) result.get(0)).getDouble();
    }
  }

  @Override
  public OptionalDouble epsilon(long steps, double delta) {
    return OptionalDouble.empty();
  }
}
