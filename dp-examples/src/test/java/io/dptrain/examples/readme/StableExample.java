package io.dptrain.examples.readme;

import io.dptrain.core.stability.board.EventFiles;
import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.core.stability.monitor.MonitorProbe;
import io.dptrain.core.stability.monitor.Observation;
import io.dptrain.core.stability.monitor.TrainingMonitor;
import java.nio.file.Path;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The code that README.md shows under "Keep training stable"; a test holds the two together. */
final class StableExample {
  private StableExample() {}

  /** Trains until the batches are used up or the monitor stops, and returns the steps. */
  static long train(
      Graph graph,
      Session session,
      Operand<TFloat32> x,
      Operand<TFloat32> loss,
      Iterable<? extends Tensor> batches,
      Path folder) {
    Ops tf = Ops.create(graph);
    long step = 0;
    // README
    var optimizer = ClippedOptimizer.wrap(new Adam(graph, 0.1f), GradientClipping.byGlobalNorm(1));
    MonitorProbe probe = MonitorProbe.of(tf, loss, optimizer.computeGradients(loss));
    Op train = optimizer.applyGradients(probe.guardedGradients(), "train"); // if all is finite
    TrainingMonitor monitor = TrainingMonitor.create(); // stops at NaN, or rolls back if told to
    session.initialize();
    try (EventFiles board = EventFiles.in(folder)) { // for TensorBoard
      for (Tensor batch : batches) {
        Session.Runner runner = session.runner().feed(x, batch).addTarget(train);
        Observation seen = probe.run(step++, runner, monitor.limits());
        board.observation(seen);
        if (monitor.observe(seen).stop()) break;
      }
    }
    // README
    return step;
  }
}
