package io.dptrain.examples.rnn.train;

import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.stability.backprop.BackpropClipping;
import io.dptrain.core.stability.backprop.SignalRule;
import io.dptrain.examples.SideBySide;
import io.dptrain.examples.rnn.model.AddingModel;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * One model in training. It owns a graph and a session that computes in the calling thread, so that
 * runs side by side do not compete for threads. Not thread safe.
 */
final class Training implements AutoCloseable {
  private final Graph graph = new Graph();
  private final AddingData data;
  private final AddingModel model;
  private final Operand<TFloat32> meanLoss;
  private final Trainer trainer;
  private final Session session;

  Training(AddingData data, RunKey key, RnnSettings settings) {
    this.data = data;
    Ops tf = Ops.create(graph);
    var size =
        new AddingModel.Size(key.cell(), data.train().length(), settings.units(), key.seed());
    this.model =
        AddingModel.build(tf, size, onState(tf, key.variant(), settings, data.train().length()));
    this.meanLoss = tf.math.mean(model.losses(), tf.constant(0));
    this.trainer =
        key.variant() == Variant.PRIVATE
            ? new PrivateTrainer(graph, model, data, key, settings)
            : new OrdinaryTrainer(graph, model, data, key, settings);
    this.session = new Session(graph, SideBySide.ONE_THREAD);
    session.initialize();
  }

  /** The signal of one example is a share of the gradient of the mean, so the bound is too. */
  private static UnaryOperator<Operand<TFloat32>> onState(
      Ops tf, Variant variant, RnnSettings settings, int length) {
    if (!variant.clipsSignal()) {
      return state -> state;
    }
    SignalRule rule = SignalRule.byRowNorm(variant.signalNorm(settings, length));
    return state -> BackpropClipping.clipSignal(tf, state, rule);
  }

  /** Runs one update; see {@link Trainer#step}. */
  double step() {
    return trainer.step(session);
  }

  /** The mean squared error on the test examples. */
  double testLoss() {
    try (BatchFeeds feeds = data.testFeeds(model);
        Result result = feeds.feedTo(session.runner().fetch(meanLoss)).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  /** See {@link Trainer#epsilon}. */
  OptionalDouble epsilon(long steps, double delta) {
    return trainer.epsilon(steps, delta);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
