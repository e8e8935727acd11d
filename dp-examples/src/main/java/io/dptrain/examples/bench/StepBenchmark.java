package io.dptrain.examples.bench;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.examples.mnist.Batches;
import io.dptrain.examples.mnist.MnistModel;
import io.dptrain.examples.mnist.data.DigitSet;
import io.dptrain.examples.mnist.data.SyntheticDigits;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * Runs ordinary and private steps of the same network in turn, on the same batch. A private step is
 * all of it: ledger, sampling, per-example norms, clipping, noise, update. Every example is sampled
 * (probability one), so both steps see the same number of rows.
 */
final class StepBenchmark {
  private static final long SEED = 1;

  private StepBenchmark() {}

  static Pair run(int batch, int rounds) {
    DigitSet digits = SyntheticDigits.train(batch);
    try (Graph ordinaryGraph = new Graph();
        Graph privateGraph = new Graph();
        Session ordinarySession = new Session(ordinaryGraph);
        Session privateSession = new Session(privateGraph)) {
      return Pair.time(
          ordinaryStep(ordinaryGraph, ordinarySession, digits),
          privateStep(privateGraph, privateSession, digits),
          rounds);
    }
  }

  private static Runnable ordinaryStep(Graph graph, Session session, DigitSet digits) {
    CustomGradients.register();
    Ops tf = Ops.create(graph);
    MnistModel model = MnistModel.build(tf, SEED);
    Op update =
        new GradientDescent(graph, 0.1f).minimize(tf.math.mean(model.loss(), tf.constant(0)));
    session.initialize();
    Batches batches = new Batches(digits);
    int[] everybody = IntStream.range(0, digits.size()).toArray();
    return () -> {
      try (BatchFeeds feeds = batches.feeds(model, everybody)) {
        feeds.feedTo(session.runner().addTarget(update)).run().close();
      }
    };
  }

  private static Runnable privateStep(Graph graph, Session session, DigitSet digits) {
    MnistModel model = MnistModel.build(Ops.create(graph), SEED);
    DpOptimizer optimizer =
        DpOptimizer.wrap(new GradientDescent(graph, 0.1f))
            .sampling(PoissonSampling.of(digits.size(), digits.size()))
            .clipping(Clipping.flat(1.0))
            .noiseMultiplier(1.1)
            .build();
    optimizer.minimize(model.loss());
    session.initialize();
    Batches batches = new Batches(digits);
    return () -> optimizer.step(session, rows -> batches.feeds(model, rows));
  }
}
