package io.dptrain.core.stability.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipper;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

class ClippedOptimizerTest {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Session session = new Session(graph);

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  @Test
  void minimize_twoVariables_appliesTheClippedGradient() {
    Variable<TFloat32> a = variable("a", 1, 1);
    Variable<TFloat32> b = variable("b", 1);
    ClippedOptimizer optimizer = clipped(new GradientDescent(graph, 1f));
    Op train = optimizer.minimize(tf.math.add(linear(a, 3, 4), linear(b, 12)));
    ClippingReport.Values report = run(train, optimizer.report());
    assertThat(values(a)).containsExactly(new float[] {1 - 3 / 13f, 1 - 4 / 13f}, within(1e-6f));
    assertThat(values(b)).containsExactly(new float[] {1 - 12 / 13f}, within(1e-6f));
    assertThat(report.normBefore()).isCloseTo(13, within(1e-5));
    assertThat(report.normAfter()).isCloseTo(1, within(1e-6));
    assertThat(report.cosine()).isCloseTo(1, within(1e-6));
    assertThat(report.clippedFraction()).isEqualTo(1);
  }

  @Test
  void minimize_variableWithoutPath_isLeftOut() {
    Variable<TFloat32> used = variable("used", 1);
    Variable<TFloat32> unused = variable("unused", 1);
    ClippedOptimizer optimizer = clipped(new Momentum(graph, 1f, 0.5f));
    run(optimizer.minimize(linear(used, 0.5f)), optimizer.report());
    assertThat(values(used)).containsExactly(0.5f);
    assertThat(values(unused)).containsExactly(1f);
    assertThat(optimizer.getSlot(used.asOutput(), Momentum.MOMENTUM)).isPresent();
    assertThat(optimizer.getSlot(unused.asOutput(), Momentum.MOMENTUM)).isEmpty();
  }

  /** A private step feeds its clip norms; an ordinary one has nobody who would. */
  @Test
  void minimize_strategyOfClipNormsThatNobodyFeeds_isRefused() {
    record Renamed(Clipping other) implements Clipping {
      @Override
      public Clipper forVariables(List<? extends Output<?>> variables) {
        return other.forVariables(variables);
      }

      @Override
      public List<Double> statisticNoiseMultipliers() {
        return other.statisticNoiseMultipliers();
      }

      @Override
      public boolean keepsDirection() {
        return true;
      }

      @Override
      public String description() {
        return "of a name of its own";
      }
    }

    Operand<TFloat32> loss = linear(variable("a", 1), 2);
    Clipping moving = new Renamed(Clipping.adaptiveQuantile(0.5, 1));
    assertThatThrownBy(
            () -> ClippedOptimizer.wrap(new GradientDescent(graph, 1f), moving).minimize(loss))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of a name of its own");
    ClippedOptimizer fixed =
        ClippedOptimizer.wrap(new GradientDescent(graph, 1f), new Renamed(Clipping.flat(1)));
    assertThat(fixed.minimize(loss)).isNotNull();
  }

  /** TensorFlow has two op types for variables; graphs of old programs have the other one. */
  @Test
  void minimize_variableOfTheOldType_isTrained() {
    Output<TFloat32> old =
        graph
            .opBuilder("Variable", "old", graph.baseScope())
            .setAttr("dtype", DataType.DT_FLOAT)
            .setAttr("shape", Shape.scalar())
            .build()
            .output(0);
    Op start = tf.assign(old, tf.constant(1f));
    Op train =
        clipped(new GradientDescent(graph, 1f)).minimize(tf.math.mul(old, tf.constant(0.25f)));
    session.run(start);
    session.runner().addTarget(train).run().close();
    try (Result result = session.runner().fetch(old).run()) {
      assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(0.75f);
    }
  }

  @Test
  void wrap_givenVariables_trainsThoseAlone() {
    Variable<TFloat32> a = variable("a", 1);
    Variable<TFloat32> b = variable("b", 1);
    Optimizer inner = new GradientDescent(graph, 1f);
    ClippedOptimizer optimizer =
        ClippedOptimizer.wrap(inner, GradientClipping.byGlobalNorm(1), List.of(b));
    run(optimizer.minimize(tf.math.add(linear(a, 100), linear(b, 0.25f))), optimizer.report());
    assertThat(values(a)).containsExactly(1f);
    assertThat(values(b)).containsExactly(0.75f);
  }

  @Test
  void minimize_twoOptimizersOfOneGraph_trainTheirOwnVariables() {
    Variable<TFloat32> a = variable("a", 1);
    Variable<TFloat32> b = variable("b", 1);
    GradientClipping clipping = GradientClipping.byHistory(50, 4, 0);
    Operand<TFloat32> loss = tf.math.add(linear(a, 1), linear(b, 2));
    Op first =
        ClippedOptimizer.wrap(new Momentum(graph, 0.1f), clipping, List.of(a)).minimize(loss);
    Op second =
        ClippedOptimizer.wrap(new Momentum(graph, 0.1f), clipping, List.of(b)).minimize(loss);
    session.initialize();
    session.runner().addTarget(first).run().close();
    assertThat(values(a)).containsExactly(new float[] {0.9f}, within(1e-4f));
    assertThat(values(b)).containsExactly(1f);
    session.runner().addTarget(second).run().close();
    assertThat(values(b)).containsExactly(new float[] {0.8f}, within(1e-4f));
  }

  @Test
  void minimize_gradientNotFinite_leavesTheVariables() {
    Variable<TFloat32> a = variable("a", 1, 0);
    ClippedOptimizer optimizer = clipped(new GradientDescent(graph, 1f));
    Operand<TFloat32> loss = tf.math.sqrt(a); // its slope at zero is infinite
    run(optimizer.minimize(loss), optimizer.report());
    assertThat(values(a)).containsExactly(1, 0);
  }

  @Test
  void minimizeTasks_spikeOfOne_doesNotStarveTheOther() {
    Variable<TFloat32> a = variable("a", 0, 0);
    ClippedOptimizer optimizer = clipped(new GradientDescent(graph, 1f));
    Op train = optimizer.minimizeTasks(List.of(linear(a, 1000, 0), linear(a, 0, 0.5f)));
    ClippingReport.Values sum = run(train, optimizer.report());
    assertThat(values(a)).containsExactly(-1, -0.5f);
    assertThat(sum.normAfter()).isCloseTo(Math.sqrt(1.25), within(1e-6));
    assertThat(sum.cosine()).isCloseTo(1 / Math.sqrt(1.25), within(1e-3));
    assertThat(sum.clippedFraction()).isEqualTo(0.5);
    assertThat(optimizer.taskReports()).hasSize(2);
    ClippingReport.Values second = run(train, optimizer.taskReports().get(1));
    assertThat(second).isEqualTo(new ClippingReport.Values(0.5, 0.5, 1, 0));
  }

  @Test
  void minimizeTasks_oneNotFinite_othersGoOn() {
    Variable<TFloat32> a = variable("a", 0);
    Variable<TFloat32> b = variable("b", 0);
    ClippedOptimizer optimizer = clipped(new GradientDescent(graph, 1f));
    Op train = optimizer.minimizeTasks(List.of(tf.math.sqrt(a), linear(b, 0.5f)));
    run(train, optimizer.report());
    assertThat(values(a)).containsExactly(0);
    assertThat(values(b)).containsExactly(-0.5f);
  }

  @Test
  void minimize_noVariableOnThePath_isRefused() {
    Variable<TFloat32> a = variable("a", 1);
    ClippedOptimizer optimizer = clipped(new GradientDescent(graph, 1f));
    Operand<TFloat32> loss = tf.stopGradient(linear(a, 1));
    assertThatThrownBy(() -> optimizer.minimize(loss))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("StopGradient");
  }

  @Test
  void report_beforeMinimize_isRefused() {
    ClippedOptimizer optimizer = clipped(new GradientDescent(graph, 1f));
    assertThatThrownBy(optimizer::report).isInstanceOf(IllegalStateException.class);
  }

  /** Clipping what is noised already is post-processing, which the proof of the update accepts. */
  @Test
  void minimize_underDpOptimizer_clipsTheNoisedGradient() {
    Variable<TFloat32> a = variable("a", 0, 0);
    Placeholder<TFloat32> data = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
    DpOptimizer optimizer =
        DpOptimizer.wrap(clipped(new GradientDescent(graph, 1f)))
            .sampling(PoissonSampling.of(10, 1))
            .clipping(Clipping.flat(1))
            .noiseMultiplier(1e6)
            .build();
    optimizer.minimize(tf.reduceSum(tf.math.mul(data, a), tf.constant(1)));
    session.initialize();
    optimizer.step(
        session, rows -> new BatchFeeds().feed(data, TFloat32.tensorOf(Shape.of(rows.length, 2))));
    float[] moved = values(a);
    assertThat(Math.hypot(moved[0], moved[1])).isCloseTo(1, within(1e-5));
  }

  private static ClippedOptimizer clipped(Optimizer optimizer) {
    return ClippedOptimizer.wrap(optimizer, GradientClipping.byGlobalNorm(1));
  }

  private Variable<TFloat32> variable(String name, float... values) {
    return tf.withName(name).variable(tf.constant(values));
  }

  /** A loss whose gradient is given. */
  private Operand<TFloat32> linear(Variable<TFloat32> variable, float... gradient) {
    return tf.reduceSum(tf.math.mul(variable, tf.constant(gradient)), tf.constant(0));
  }

  private ClippingReport.Values run(Op train, ClippingReport report) {
    session.initialize();
    Session.Runner runner = session.runner().addTarget(train);
    report.outputs().forEach(runner::fetch);
    try (Result result = runner.run()) {
      return ClippingReport.read(result, 0);
    }
  }

  private float[] values(Variable<TFloat32> variable) {
    try (Result result = session.runner().fetch(variable).run()) {
      return ClipProbe.floats((TFloat32) result.get(0));
    }
  }
}
