package io.dptrain.examples.readme;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.clip.VariableGroup;
import io.dptrain.core.optimizer.BatchFeeder;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.stability.backprop.BackpropClipping;
import io.dptrain.core.stability.backprop.SignalRule;
import io.dptrain.core.stability.board.EventFiles;
import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.ClippingReport;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.core.stability.clip.NesterovLookAhead;
import io.dptrain.core.stability.monitor.MonitorProbe;
import io.dptrain.core.stability.monitor.Observation;
import io.dptrain.core.stability.monitor.Privacy;
import io.dptrain.core.stability.monitor.Reaction;
import io.dptrain.core.stability.monitor.RollBack;
import io.dptrain.core.stability.monitor.StabilityEvent;
import io.dptrain.core.stability.monitor.TrainingMonitor;
import io.dptrain.core.stability.monitor.Verdict;
import io.dptrain.core.stability.penalty.GradientPenalty;
import io.dptrain.core.stability.weights.DecoupledWeightDecay;
import io.dptrain.core.stability.weights.NormConstraint;
import io.dptrain.core.stability.weights.SpectralNormalization;
import io.dptrain.core.stability.weights.WeightClipping;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.RMSProp;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** The code that docs/clipping.md shows, in its order; a test holds the two together. */
final class ClippingPage {
  private ClippingPage() {}

  static DpOptimizer privateTraining(Graph graph, Operand<TFloat32> loss) {
    // docs/clipping.md
    DpOptimizer optimizer =
        DpOptimizer.wrap(new Adam(graph, 1e-3f))
            .sampling(PoissonSampling.of(60_000, 256))
            .clipping(Clipping.flat(1.0)) // or Clipping.adaptiveQuantile(0.5, 1.0), ...
            .noiseMultiplier(1.1)
            .build();
    optimizer.minimize(loss);
    // end
    return optimizer;
  }

  static Op ordinaryTraining(Graph graph, Operand<TFloat32> loss) {
    // docs/clipping.md
    var clipping = Clipping.flat(1.0); // or GradientClipping.byGlobalNorm(1.0), ...
    ClippedOptimizer optimizer = ClippedOptimizer.wrap(new Adam(graph, 1e-3f), clipping);
    Op train = optimizer.minimize(loss);
    // end
    return train;
  }

  /** Trains until the batches are used up or the monitor stops, and returns the steps. */
  static long stable(
      Graph graph,
      Session session,
      Operand<TFloat32> x,
      Operand<TFloat32> loss,
      Iterable<? extends Tensor> batches,
      Path folder) {
    Ops tf = Ops.create(graph);
    long step = 0;
    // docs/clipping.md
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
    // end
    return step;
  }

  static Clipping scheduled() {
    // docs/clipping.md
    Clipping clipping = Clipping.scheduled(step -> step < 1_000 ? 2.0 : 1.0);
    // end
    return clipping;
  }

  static List<String> layers() {
    // docs/clipping.md
    UnaryOperator<String> layerOf = name -> name.substring(0, name.lastIndexOf('_'));
    Clipping equalShares = Clipping.perLayer(1.0, layerOf);
    Clipping adaptive = Clipping.adaptiveQuantilePerLayer(0.5, 1.0, layerOf);
    GradientClipping ordinary = GradientClipping.byLayerNorm(1.0, layerOf);
    // end
    return List.of(equalShares.description(), adaptive.description(), ordinary.description());
  }

  static Clipping groups(Operand<?> kernel, Operand<?> bias, Operand<?> output) {
    // docs/clipping.md
    Clipping clipping =
        Clipping.perGroup(
            List.of(
                VariableGroup.of("trunk", 1.0, kernel, bias), // any number of variables
                VariableGroup.of("head", 0.5, output)));
    // end
    return clipping;
  }

  static double statistics(
      Graph graph, Session session, Operand<TFloat32> loss, BatchFeeder feeder) {
    // docs/clipping.md
    DpOptimizer optimizer =
        DpOptimizer.wrap(new Adam(graph, 1e-3f))
            .sampling(PoissonSampling.of(60_000, 256))
            .clipping(Clipping.flat(1.0))
            .noiseMultiplier(1.1)
            .statistics(PrivateStatistics.none().withLoss(4, 20).withClipFraction(20))
            .build();
    optimizer.minimize(loss);
    session.initialize();
    StepReport report = optimizer.step(session, feeder);
    double meanLoss = report.loss().orElseThrow(); // noise of 20 * 4 / 2 / 256 = 0.16
    double clipped = report.clipFraction().orElseThrow(); // noise of 20 / 2 / 256 = 0.04
    // end
    return meanLoss + clipped;
  }

  static Op tasks(
      ClippedOptimizer optimizer, Operand<TFloat32> classification, Operand<TFloat32> regression) {
    // docs/clipping.md
    Op train = optimizer.minimizeTasks(List.of(classification, regression));
    // end
    return train;
  }

  static void report(
      ClippedOptimizer optimizer,
      Session session,
      Placeholder<TFloat32> x,
      TFloat32 batch,
      Op train) {
    // docs/clipping.md
    Session.Runner runner = session.runner().feed(x, batch).addTarget(train);
    optimizer.report().outputs().forEach(runner::fetch);
    try (Result result = runner.run()) {
      ClippingReport.Values values = ClippingReport.read(result, 0);
      if (values.cosine() < 0.9) {
        System.out.println("the strategy turns the gradient: " + values);
      }
    }
    // end
  }

  static Op nesterov(Graph graph, Session session, Operand<TFloat32> loss) {
    // docs/clipping.md
    NesterovLookAhead nesterov = new NesterovLookAhead(graph, 0.01, 0.9);
    Op train = ClippedOptimizer.wrap(nesterov, GradientClipping.byGlobalNorm(1)).minimize(loss);
    session.initialize();
    // ... train ...
    session.run(nesterov.settle()); // the variables move to theta: evaluate or save them now
    // end
    return train;
  }

  static Operand<TFloat32> backpropagation(
      Ops tf,
      List<Operand<TFloat32>> inputs,
      Operand<TFloat32> first,
      BinaryOperator<Operand<TFloat32>> cell) {
    Operand<TFloat32> hidden = first;
    // docs/clipping.md
    for (Operand<TFloat32> input : inputs) { // one for each time step
      Operand<TFloat32> next = cell.apply(input, hidden);
      hidden = BackpropClipping.clipSignal(tf, next, SignalRule.byRowNorm(1));
    }
    // end
    return hidden;
  }

  static List<Optimizer> weights(Graph graph, Variable<TFloat32> kernel) {
    // docs/clipping.md
    Optimizer critic = WeightClipping.of(0.01).around(new RMSProp(graph, 5e-5f));
    Optimizer adamW =
        DecoupledWeightDecay.of(1e-3, 0.01).around(new Adam(graph, 1e-3f), List.of(kernel));
    Optimizer both = // columns of a dense kernel
        NormConstraint.maxNorm(3, 0).around(adamW, List.of(kernel));
    // end
    return List.of(critic, both);
  }

  static Operand<TFloat32> spectral(
      Ops tf, Session.Runner runner, Operand<TFloat32> x, Variable<TFloat32> kernel) {
    // docs/clipping.md
    SpectralNormalization.Normalized<TFloat32> normal =
        SpectralNormalization.of(1).apply(tf, kernel);
    Operand<TFloat32> scores = tf.linalg.matMul(x, normal.weight());
    runner.addTarget(normal.update()); // in each step
    // end
    return scores;
  }

  static Operand<TFloat32> penalty(
      Ops tf,
      UnaryOperator<Operand<TFloat32>> critic,
      Operand<TFloat32> real,
      Operand<TFloat32> generated,
      Operand<TFloat32> uniform) {
    // docs/clipping.md
    Operand<TFloat32> points = GradientPenalty.interpolate(tf, real, generated, uniform);
    Operand<TFloat32> ofEachExample =
        GradientPenalty.of(10).penalty(tf, critic.apply(points), points);
    // end
    return ofEachExample;
  }

  /** Trains on one batch. */
  static void monitored(
      Graph graph,
      Session session,
      Operand<TFloat32> x,
      Operand<TFloat32> loss,
      TFloat32 batch,
      int steps,
      Path folder) {
    Ops tf = Ops.create(graph);
    // docs/clipping.md
    Optimizer optimizer = new Adam(graph, 1e-3f);
    MonitorProbe probe = MonitorProbe.of(tf, loss, optimizer.computeGradients(loss));
    Op train = optimizer.applyGradients(probe.guardedGradients(), "train");
    session.initialize();
    try (RollBack rollBack =
            RollBack.ofAllVariables(graph).goodStepsPerState(25).maxRollBacks(50).start(session);
        EventFiles board = EventFiles.in(folder)) {
      TrainingMonitor monitor =
          TrainingMonitor.builder()
              .rollBack(rollBack)
              .on(StabilityEvent.NonFinite.class, Reaction.SKIP_UPDATE)
              .build();
      for (long step = 0; step < steps; step++) {
        Session.Runner runner = session.runner().feed(x, batch).addTarget(train);
        Observation observation = probe.run(step, runner, monitor.limits());
        board.observation(observation);
        Verdict verdict = monitor.observe(observation);
        if (verdict.stop()) {
          break;
        }
      }
    }
    // end
  }

  static void observePrivate(
      DpOptimizer optimizer,
      Session session,
      BatchFeeder feeder,
      TrainingMonitor monitor,
      long step) {
    // docs/clipping.md
    StepReport report = optimizer.step(session, feeder);
    monitor.observe(
        Observation.of(step, report.loss().orElseThrow(), Map.of(), Map.of(), Privacy.NOISED));
    // end
  }

  static void board(DpOptimizer optimizer, Session session, BatchFeeder feeder) {
    // docs/clipping.md
    try (EventFiles board = EventFiles.in(Path.of("board"))) {
      StepReport report = optimizer.step(session, feeder);
      board.scalar(report.step(), "loss", report.loss().orElseThrow(), Privacy.NOISED);
      board.scalar(report.step(), "epsilon", optimizer.ledger().epsilon(1e-5), Privacy.PUBLIC);
    }
    // end
  }
}
