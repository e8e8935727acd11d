package io.dptrain.core.optimizer;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.stability.backprop.BackpropClipping;
import io.dptrain.core.stability.backprop.SignalRule;
import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.core.stability.monitor.MonitorProbe;
import io.dptrain.core.stability.penalty.GradientPenalty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.EagerSession;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** A program that mixes up tensors of two graphs, in every way; prints what became of each. */
final class TwoGraphs {

  private TwoGraphs() {}

  /** A model in a graph of its own. */
  private record Model(
      Graph graph, Ops tf, Placeholder<TFloat32> x, Variable<TFloat32> w, Operand<TFloat32> loss) {
    static Model create() {
      Graph graph = new Graph();
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4)));
      Variable<TFloat32> w = tf.withName("w").variable(tf.constant(new float[4][1]));
      return new Model(graph, tf, x, w, tf.reduceSum(tf.linalg.matMul(x, w), tf.constant(1)));
    }

    DpOptimizerBuilder builder() {
      return DpOptimizer.wrap(new GradientDescent(graph, 1f))
          .sampling(PoissonSampling.of(2, 2))
          .clipping(Clipping.flat(1))
          .noiseMultiplier(0);
    }

    BatchFeeds feeds(int rows) {
      return new BatchFeeds().feed(x, TFloat32.tensorOf(Shape.of(rows, 4)));
    }
  }

  private static Map<String, Runnable> attempts(Model a, Model b, Ops eager) {
    Map<String, Runnable> attempts = new LinkedHashMap<>();
    Operand<TFloat32> number = eager.constant(new float[] {1});
    attempts.put("loss", () -> a.builder().build().minimize(b.loss()));
    attempts.put("eagerLoss", () -> a.builder().build().minimize(number));
    attempts.put("variable", () -> a.builder().build().minimize(a.loss(), List.of(b.w())));
    attempts.put("eagerVariable", () -> a.builder().build().minimize(a.loss(), List.of(number)));
    attempts.put("publicInput", () -> a.builder().publicInputs(b.x()).build().minimize(a.loss()));
    attempts.put(
        "eagerPublicInput", () -> a.builder().publicInputs(number).build().minimize(a.loss()));
    attempts.put("session", () -> inSession(b, (o, s) -> o.step(s, rows -> b.feeds(rows.length))));
    attempts.put("verifiedSession", () -> inSession(b, (o, s) -> o.verify(s, b.feeds(2))));
    attempts.put(
        "tracedSession", () -> inSession(b, (o, s) -> o.trace(s, rows -> b.feeds(rows.length))));
    attempts.put("feeds", TwoGraphs::feedAnotherGraph);
    attempts.put("eagerFeeds", () -> new BatchFeeds().feed(number, TFloat32.scalarOf(1)));
    Optimizer plain = new GradientDescent(a.graph(), 1f);
    attempts.put(
        "clippedLoss",
        () -> ClippedOptimizer.wrap(plain, GradientClipping.byGlobalNorm(1)).minimize(b.loss()));
    attempts.put(
        "clippedVariable",
        () ->
            ClippedOptimizer.wrap(plain, GradientClipping.byGlobalNorm(1), List.of(b.w()))
                .minimize(a.loss()));
    attempts.put(
        "clippedEagerLoss",
        () -> ClippedOptimizer.wrap(plain, GradientClipping.byGlobalNorm(1)).minimize(number));
    attempts.put(
        "monitoredLoss", () -> MonitorProbe.of(a.tf(), b.loss(), plain.computeGradients(a.loss())));
    attempts.put(
        "monitoredGradients",
        () ->
            MonitorProbe.of(
                a.tf(), a.loss(), new GradientDescent(b.graph(), 1f).computeGradients(b.loss())));
    attempts.put("penalty", () -> GradientPenalty.of(1).penalty(a.tf(), b.loss(), a.x()));
    attempts.put("eagerPenalty", () -> GradientPenalty.of(1).penalty(eager, number, number));
    attempts.put(
        "interpolation", () -> GradientPenalty.interpolate(a.tf(), a.x(), b.x(), a.loss()));
    attempts.put("signal", () -> BackpropClipping.clipSignal(a.tf(), b.x(), SignalRule.byValue(1)));
    return attempts;
  }

  /** What is done with an optimizer and the session of another graph. */
  private interface Use {
    void of(DpOptimizer optimizer, Session session);
  }

  private static void inSession(Model b, Use use) {
    Model own = Model.create();
    DpOptimizer optimizer = own.builder().build();
    optimizer.minimize(own.loss());
    try (Session session = new Session(b.graph())) {
      session.initialize();
      use.of(optimizer, session);
    } finally {
      System.out.println("steps charged: " + optimizer.ledger().steps());
    }
  }

  private static void feedAnotherGraph() {
    Model own = Model.create();
    Model other = Model.create();
    DpOptimizer optimizer = own.builder().build();
    optimizer.minimize(own.loss());
    try (Session session = new Session(own.graph())) {
      session.initialize();
      optimizer.step(session, rows -> other.feeds(rows.length));
    }
  }

  /** Runs the attempt that is named, or all of them. */
  public static void main(String[] names) {
    try (EagerSession session = EagerSession.create()) {
      Map<String, Runnable> attempts =
          attempts(Model.create(), Model.create(), Ops.create(session));
      attempts.forEach(
          (name, attempt) -> {
            if (names.length == 0 || List.of(names).contains(name)) {
              System.out.println(name + ' ' + outcome(attempt));
            }
          });
    }
  }

  private static String outcome(Runnable attempt) {
    try {
      attempt.run();
      return "accepted";
    } catch (IllegalArgumentException e) {
      return "refused: " + e.getMessage();
    } catch (RuntimeException e) {
      return "failed: " + e;
    }
  }
}
