package io.dptrain.examples.bench;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.StepTrace;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.examples.bench.model.BenchModel;
import io.dptrain.examples.bench.model.BuiltModel;
import io.dptrain.examples.bench.model.SyntheticData;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Ops;

/**
 * All of a private step: ledger, sampling, per-example norms, clipping, noise, update. Every
 * example is sampled (probability one), so it sees the rows that {@link OrdinaryStep} sees.
 */
final class PrivateStep implements BenchStep {
  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final SyntheticData data;
  private final DpOptimizer optimizer;

  /**
   * @throws PrivacyProofException if the model cannot be shown to be private
   */
  PrivateStep(BenchModel model, int batch, long seed) {
    BuiltModel built = model.build(Ops.create(graph), seed);
    data = built.data(batch, seed);
    optimizer =
        DpOptimizer.wrap(new GradientDescent(graph, StepComparison.LEARNING_RATE))
            .sampling(PoissonSampling.of(batch, batch))
            .clipping(Clipping.flat(1.0))
            .noiseMultiplier(1.1)
            .build();
    try {
      optimizer.minimize(built.loss());
    } catch (PrivacyProofException e) {
      close();
      throw e;
    }
    session.initialize();
  }

  @Override
  public void run() {
    optimizer.step(session, data::feeds);
  }

  @Override
  public StepProfile profile() {
    StepTrace trace = optimizer.trace(session, data::feeds);
    return StepProfile.of(trace.runs(), trace.noiseNanos());
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
