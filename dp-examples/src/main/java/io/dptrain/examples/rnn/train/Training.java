package io.dptrain.examples.rnn.train;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.stability.backprop.BackpropClipping;
import io.dptrain.core.stability.backprop.SignalRule;
import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.PrivateTrainerBuilder;
import io.dptrain.core.training.TrainingListener;
import io.dptrain.examples.rnn.model.AddingModel;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.run.SideBySide;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * One model in training. It owns a graph and a session that computes in the calling thread, so that
 * runs side by side do not compete for threads. Not thread safe.
 */
final class Training implements AutoCloseable {
  private final Graph graph = new Graph();
  private final AddingData data;
  private final AddingModel model;
  private final Operand<TFloat32> meanLoss;
  private final Session session;
  private final PrivateTrainerBuilder loop;
  private Optional<DpOptimizer> optimizer = Optional.empty();
  private double largestNorm;

  Training(AddingData data, CellKind cell, Variant variant, RnnSettings settings, long seed) {
    this.data = data;
    Ops tf = Ops.create(graph);
    int length = data.train().length();
    var size = new AddingModel.Size(cell, length, settings.units(), seed);
    this.model = AddingModel.build(tf, size, onState(tf, variant, settings, length));
    this.meanLoss = tf.math.mean(model.losses(), tf.constant(0));
    this.session = new Session(graph, SideBySide.ONE_THREAD);
    Optimizer wrapped = variant.optimizer(graph, settings);
    this.loop =
        variant == Variant.PRIVATE
            ? privateLoop(wrapped, settings)
            : ordinaryLoop(wrapped, variant, settings, new Random(seed));
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

  /** The clipped gradients of a Poisson sample, with noise. */
  private PrivateTrainerBuilder privateLoop(Optimizer wrapped, RnnSettings settings) {
    int size = data.train().size();
    DpOptimizer dp =
        DpOptimizer.wrap(wrapped)
            .sampling(PoissonSampling.of(size, settings.expectedBatchSize(size)))
            .clipping(Clipping.flat(settings.l2ClipNorm()))
            .noiseMultiplier(settings.noiseMultiplier())
            .reportRawNormsNotPrivate()
            .build();
    dp.minimize(model.losses());
    optimizer = Optional.of(dp);
    return PrivateTrainer.of(dp, session, rows -> data.trainFeeds(model, rows))
        .listen(
            new TrainingListener() {
              @Override
              public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
                for (float norm : report.orElseThrow().rawNormsNotPrivate().orElseThrow()) {
                  see(norm);
                }
              }
            });
  }

  /** The clipped mean gradient of a batch of fixed size, drawn with replacement. */
  private PrivateTrainerBuilder ordinaryLoop(
      Optimizer wrapped, Variant variant, RnnSettings settings, Random random) {
    ClippedOptimizer clipped =
        ClippedOptimizer.wrap(wrapped, variant.clipping(settings.l2ClipNorm()));
    Op update = clipped.minimize(meanLoss);
    return PrivateTrainer.withoutPrivacy(
        session,
        in -> {
          int[] rows = random.ints(settings.batchSize(), 0, data.train().size()).toArray();
          Session.Runner runner =
              in.runner().addTarget(update).fetch(clipped.report().normBefore());
          try (BatchFeeds feeds = data.trainFeeds(model, rows);
              Result result = feeds.feedTo(runner).run()) {
            see(((TFloat64) result.get(0)).getDouble());
          }
        });
  }

  private void see(double norm) {
    largestNorm = Math.max(largestNorm, norm);
  }

  /** What trains it, if that is private. */
  Optional<DpOptimizer> optimizer() {
    return optimizer;
  }

  /** The loop of its updates. */
  PrivateTrainerBuilder loop() {
    return loop;
  }

  /**
   * The largest l2 norm since it was last asked for: of a gradient before it is clipped, or of an
   * example's gradient; not finite if one is not.
   */
  double takeLargestNorm() {
    double largest = largestNorm;
    largestNorm = 0;
    return largest;
  }

  /** The mean squared error on the test examples. */
  double testLoss() {
    try (BatchFeeds feeds = data.testFeeds(model);
        Result result = feeds.feedTo(session.runner().fetch(meanLoss)).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
