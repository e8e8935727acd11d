package io.dptrain.examples.mnist;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.DpOptimizerBuilder;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.training.Evaluation;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.PrivateTrainerBuilder;
import io.dptrain.core.training.TrainingListener;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.mnist.data.MnistData;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/** Trains the model, and tells listeners what may be told. Owns a graph and a session. */
final class MnistTraining implements AutoCloseable {
  private final MnistData data;
  private final MnistSettings settings;
  private final long steps;
  private final Graph graph = new Graph();
  private final MnistModel model;
  private final Batches batches;
  private final Session session;
  private final Optional<DpOptimizer> optimizer;
  private final PrivateTrainerBuilder loop;
  private TestResult tested;

  MnistTraining(MnistData data, MnistSettings settings, MnistStores stores) {
    this.data = data;
    this.settings = settings;
    steps = settings.steps(data.train().size());
    Ops tf = Ops.create(graph);
    model = MnistModel.build(tf, settings.seed());
    batches = new Batches(data.train());
    session = new Session(graph);
    if (settings.isPrivate()) {
      DpOptimizer dp = refused(() -> minimized(optimizer(stores)));
      optimizer = Optional.of(dp);
      loop = PrivateTrainer.of(dp, session, rows -> batches.feeds(model, rows));
    } else {
      optimizer = Optional.empty();
      loop = ordinary(tf);
    }
    session.initialize();
  }

  private DpOptimizer optimizer(MnistStores stores) {
    DpOptimizerBuilder builder =
        DpOptimizer.wrap(new GradientDescent(graph, (float) settings.learningRate()))
            .sampling(PoissonSampling.of(data.train().size(), settings.batchSize()))
            .clipping(Clipping.flat(settings.l2ClipNorm()))
            .reportRawNormsNotPrivate();
    stores.budget().ifPresent(from -> builder.authority(from, "dp mnist", steps));
    stores.checkpoints().ifPresent(folder -> builder.checkpoints(folder, steps));
    settings
        .targetEpsilon()
        .ifPresent(epsilon -> builder.budget(new PrivacyBudget(epsilon, settings.delta()), steps));
    settings.noiseMultiplier().ifPresent(builder::noiseMultiplier);
    return builder.build();
  }

  private DpOptimizer minimized(DpOptimizer dp) {
    dp.minimize(model.loss());
    return dp;
  }

  /** The mean gradient of a random batch of fixed size. */
  private PrivateTrainerBuilder ordinary(Ops tf) {
    CustomGradients.register();
    Op update =
        new GradientDescent(graph, (float) settings.learningRate())
            .minimize(tf.math.mean(model.loss(), tf.constant(0)));
    Random random = new Random(settings.seed());
    return PrivateTrainer.withoutPrivacy(
        session,
        in -> {
          int[] rows = random.ints(settings.batchSize(), 0, data.train().size()).toArray();
          try (BatchFeeds feeds = batches.feeds(model, rows)) {
            feeds.feedTo(in.runner().addTarget(update)).run().close();
          }
        });
  }

  /** Runs all steps; the test digits are told apart before the first, and after each epoch. */
  TestResult run(TrainingListener... listeners) {
    PrivateTrainer trainer =
        loop.steps(steps)
            .evaluate(Evaluation.onPublicData("accuracy", this::endsEpoch, in -> accuracy()))
            .listen(listeners)
            .build();
    try {
      trainer.run();
    } catch (IllegalStateException e) { // a folder that cannot go on, weights that are no numbers
      throw new BadInput(e.getMessage(), e);
    }
    return tested;
  }

  private double accuracy() {
    tested = TestResult.of(session, model, data.test());
    return tested.accuracy();
  }

  /** The last evaluation; empty before the first. */
  Optional<TestResult> tested() {
    return Optional.ofNullable(tested);
  }

  /** The private optimizer, if the run is private. */
  Optional<DpOptimizer> optimizer() {
    return optimizer;
  }

  private boolean endsEpoch(long step) {
    return step == 0 || epochAfter(step) > epochAfter(step - 1);
  }

  private long epochAfter(long step) {
    return step * settings.batchSize() / data.train().size();
  }

  /** What is refused can be put right: noise that is too large, a folder of another run. */
  private static <T> T refused(Supplier<T> attempt) {
    try {
      return attempt.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new BadInput(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
