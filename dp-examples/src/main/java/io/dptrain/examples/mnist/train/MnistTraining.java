package io.dptrain.examples.mnist.train;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.DpOptimizerBuilder;
import io.dptrain.core.training.Evaluation;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.PrivateTrainerBuilder;
import io.dptrain.core.training.TrainingListener;
import io.dptrain.examples.mnist.data.MnistData;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/** Trains the network and tests it. Owns a graph and a session. Not thread safe. */
public final class MnistTraining implements AutoCloseable {
  private final MnistData data;
  private final MnistSettings settings;
  private final Graph graph = new Graph();
  final MnistModel model; // seen by its test, as is the session
  final Session session;
  private final Optional<DpOptimizer> optimizer;
  private List<Integer> predictions = List.of();

  /**
   * Builds the network and what trains it.
   *
   * @param authority the budget of the data, for a private run that spends from it
   * @throws IllegalArgumentException if no noise is large enough, or it is too large for floats
   * @throws IllegalStateException if the folder holds another run
   */
  public MnistTraining(
      MnistData data, MnistSettings settings, Optional<BudgetAuthority> authority) {
    this.data = data;
    this.settings = settings;
    model = MnistModel.build(Ops.create(graph), settings.seed());
    session = new Session(graph);
    try {
      optimizer = settings.isPrivate() ? Optional.of(optimizer(authority)) : Optional.empty();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private DpOptimizer optimizer(Optional<BudgetAuthority> authority) {
    DpOptimizerBuilder builder =
        DpOptimizer.wrap(new GradientDescent(graph, (float) settings.learningRate()))
            .sampling(settings.sampler().of(data.train().size(), settings.batchSize()))
            .clipping(Clipping.flat(settings.l2ClipNorm()))
            .reportRawNormsNotPrivate(); // for a picture, where the data may be seen
    settings.noiseMultiplier().ifPresent(builder::noiseMultiplier);
    settings
        .targetEpsilon()
        .ifPresent(
            epsilon -> builder.budget(new PrivacyBudget(epsilon, settings.delta()), steps()));
    authority.ifPresent(budget -> builder.authority(budget, "dp mnist", steps()));
    settings.checkpoints().ifPresent(folder -> builder.checkpoints(folder, steps()));
    DpOptimizer dp = builder.build();
    dp.minimize(model.loss());
    return dp;
  }

  /** Runs all steps; the test digits are told apart before the first, and after each epoch. */
  public void run(TrainingListener... listeners) {
    PrivateTrainerBuilder loop =
        optimizer
            .map(dp -> PrivateTrainer.of(dp, session, rows -> model.feeds(data.train(), rows)))
            .orElseGet(this::ordinaryLoop);
    session.initialize();
    loop.steps(steps())
        .evaluate(Evaluation.onPublicData("accuracy", this::endsEpoch, in -> accuracy()))
        .listen(listeners)
        .build()
        .run();
  }

  /** To compare with: the mean gradient of a random batch of fixed size, without privacy. */
  private PrivateTrainerBuilder ordinaryLoop() {
    CustomGradients.register();
    Ops tf = Ops.create(graph);
    Op update =
        new GradientDescent(graph, (float) settings.learningRate())
            .minimize(tf.math.mean(model.loss(), tf.constant(0)));
    Random random = new Random(settings.seed());
    return PrivateTrainer.withoutPrivacy(
        session,
        in -> {
          int[] rows = random.ints(settings.batchSize(), 0, data.train().size()).toArray();
          try (BatchFeeds feeds = model.feeds(data.train(), rows)) {
            feeds.feedTo(in.runner().addTarget(update)).run().close();
          }
        });
  }

  /** How many updates the run has: its epochs, rounded down, and at least one. */
  public long steps() {
    return settings.sampler().steps(settings.epochs(), data.train().size(), settings.batchSize());
  }

  /** Before the first step, and where another pass over the data is full. */
  private boolean endsEpoch(long step) {
    return step == 0 || passes(step) > passes(step - 1);
  }

  private long passes(long steps) {
    return settings.sampler().passes(steps, data.train().size(), settings.batchSize());
  }

  private double accuracy() {
    predictions = model.predict(session, data.test());
    return IntStream.range(0, predictions.size())
        .mapToDouble(i -> predictions.get(i) == data.test().label(i) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  /** What the model made of each test digit when it was last tested. */
  public List<Integer> predictions() {
    return predictions;
  }

  /** Its ledger knows what a private run has spent; empty without privacy. */
  public Optional<DpOptimizer> optimizer() {
    return optimizer;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
