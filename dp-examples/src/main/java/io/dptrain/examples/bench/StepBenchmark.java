package io.dptrain.examples.bench;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.examples.mnist.MnistModel;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Runs ordinary and private steps of the same network in turn, on the same batch. A private step is
 * all of it: ledger, sampling, per-example norms, clipping, noise, update. Every example is sampled
 * (probability one), so both steps see the same number of rows.
 */
final class StepBenchmark {
  private static final long SEED = 1;

  private StepBenchmark() {}

  static Pair run(int batch, int rounds) {
    try (Graph ordinaryGraph = new Graph();
        Graph privateGraph = new Graph();
        Session ordinarySession = new Session(ordinaryGraph);
        Session privateSession = new Session(privateGraph)) {
      return Pair.time(
          ordinaryStep(ordinaryGraph, ordinarySession, batch),
          privateStep(privateGraph, privateSession, batch),
          rounds);
    }
  }

  private static Runnable ordinaryStep(Graph graph, Session session, int batch) {
    CustomGradients.register();
    Ops tf = Ops.create(graph);
    MnistModel model = MnistModel.build(tf, SEED);
    Op update =
        new GradientDescent(graph, 0.1f).minimize(tf.math.mean(model.loss(), tf.constant(0)));
    session.initialize();
    return () -> {
      try (BatchFeeds feeds = feeds(model, batch)) {
        feeds.feedTo(session.runner().addTarget(update)).run().close();
      }
    };
  }

  private static Runnable privateStep(Graph graph, Session session, int batch) {
    MnistModel model = MnistModel.build(Ops.create(graph), SEED);
    DpOptimizer optimizer =
        DpOptimizer.wrap(new GradientDescent(graph, 0.1f))
            .sampling(PoissonSampling.of(batch, batch))
            .clipping(Clipping.flat(1.0))
            .noiseMultiplier(1.1)
            .build();
    optimizer.minimize(model.loss());
    session.initialize();
    return () -> optimizer.step(session, rows -> feeds(model, rows.length));
  }

  private static BatchFeeds feeds(MnistModel model, int rows) {
    Random random = new Random(SEED);
    float[] pixels = new float[rows * 28 * 28];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    int[] labels = random.ints(rows, 0, 10).toArray();
    return new BatchFeeds()
        .feed(model.images(), TFloat32.tensorOf(Shape.of(rows, 28, 28, 1), DataBuffers.of(pixels)))
        .feed(model.labels(), TInt32.vectorOf(labels));
  }
}
