package io.dptrain.examples.check;

import io.dptrain.core.check.ProbeFailedException;
import io.dptrain.core.check.ProbeReport;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.BatchFeeder;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.VerificationReport;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.examples.bench.model.BenchModel;
import io.dptrain.examples.bench.model.BuiltModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Ops;

/**
 * Norms and clipped sum of a model against the ordinary gradient of each example alone, and what
 * the probe before its first step finds.
 */
final class ClippingCheck {
  /** Single precision leaves about 1e-6; products of reduced precision leave more than this. */
  private static final double TOLERANCE = 1e-4;

  private static final int EXAMPLES = 4;
  private static final double CLIP_NORM = 0.1;
  private static final long SEED = 20261129;

  private ClippingCheck() {}

  /** Looks at a few examples that were made up. */
  static List<Measured> run(BenchModel model) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      BuiltModel built = model.build(Ops.create(graph), SEED);
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(graph, 0.1f))
              .sampling(PoissonSampling.of(EXAMPLES, EXAMPLES))
              .clipping(Clipping.flat(CLIP_NORM))
              .noiseMultiplier(1)
              .build();
      optimizer.minimize(built.loss());
      session.initialize();
      BatchFeeder data = built.data(EXAMPLES, SEED)::feeds;
      int[] rows = IntStream.range(0, EXAMPLES).toArray();
      List<Measured> measured = new ArrayList<>();
      measured.addAll(measured(model.name(), optimizer.verify(session, data.feeds(rows))));
      measured.add(probed(model.name(), () -> optimizer.step(session, data)));
      boolean isMissing = optimizer.probe().flatMap(ProbeReport::notProbed).isPresent();
      measured.add(
          Measured.atMost(model.name() + ", models that were not probed", isMissing ? 1 : 0, 0));
      return measured;
    }
  }

  /** The first step is probed: it is refused if this machine computes something else. */
  static Measured probed(String model, Runnable firstStep) {
    try {
      firstStep.run();
      return Measured.atMost(model + ", faults that the probe finds", 0, 0);
    } catch (ProbeFailedException e) {
      return Measured.atMost(model + ", faults that the probe finds: " + e.getMessage(), 1, 0);
    }
  }

  static List<Measured> measured(String model, VerificationReport report) {
    return List.of(
        Measured.atMost(model + ", error of a norm", report.normError(), TOLERANCE),
        Measured.atMost(model + ", error of the clipped sum", report.sumError(), TOLERANCE),
        Measured.atMost(
            model + ", largest share of the sensitivity", report.largestShare(), 1 + TOLERANCE),
        Measured.atMost(
            model + ", what no neighbor may show", report.neighbors().failures().size(), 0));
  }
}
