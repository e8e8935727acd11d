package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.dptrain.core.check.ProbeFailedException;
import io.dptrain.core.check.ProbeReport;
import io.dptrain.core.clip.Clipping;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

class FirstStepProbeTest {
  private static final int UNITS = 5;

  static Stream<Arguments> goodModels() {
    return Arrays.stream(TestModels.values())
        .flatMap(
            model ->
                Stream.of(
                    Arguments.of(model, TFloat32.class, 1),
                    Arguments.of(model, TFloat64.class, 2)));
  }

  @ParameterizedTest(name = "{0} {1}, {2} row(s)")
  @MethodSource("goodModels")
  <T extends TFloating> void step_goodModel_isProbedOnce(
      TestModels kind, Class<T> type, int rowsPerUnit) {
    try (TestModel<T> model = new TestModel<>(type)) {
      DpOptimizer optimizer = model.optimizer(UNITS, 0.7).rowsPerUnit(rowsPerUnit).build();
      optimizer.minimize(kind.loss(model));
      assertThat(optimizer.probe()).isEmpty();
      model.session.initialize();
      step(optimizer, model, rowsPerUnit);
      ProbeReport report = optimizer.probe().orElseThrow();
      assertThat(report.notPossible()).isEmpty();
      assertThat(report.leftOut()).isEmpty();
      assertThat(report.batchSizes()).containsExactly(1, 4, 7);
      assertThat(report.rowError()).isLessThan(1e-4);
      assertThat(report.normError()).isLessThan(1e-4);
      assertThat(report.sumError()).isLessThan(1e-4);
      assertThat(report.largestShare()).isBetween(0.0, 1.0001);
      step(optimizer, model, rowsPerUnit);
      assertThat(optimizer.probe().orElseThrow()).isSameAs(report);
    }
  }

  private static void step(DpOptimizer optimizer, TestModel<?> model, int rowsPerUnit) {
    optimizer.step(model.session, units -> model.feeds(TestModel.rowsOf(units, rowsPerUnit)));
  }

  @ParameterizedTest
  @EnumSource(TestModels.class)
  void step_probed_asksForNoRowsAndChangesNothing(TestModels kind) {
    double[] trusted = firstStep(kind, DpOptimizerBuilder::trustKernelsWithoutProbe);
    assertThat(firstStep(kind, UnaryOperator.identity())).isEqualTo(trusted);
  }

  private static double[] firstStep(TestModels kind, UnaryOperator<DpOptimizerBuilder> configured) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = configured.apply(model.optimizer(UNITS, 0.7)).build();
      optimizer.minimize(kind.loss(model));
      model.session.initialize();
      return model.change(
          optimizer,
          rows -> {
            assertThat(rows).hasSize(UNITS);
            return model.feeds(rows);
          });
    }
  }

  @Test
  void step_trustedKernels_areNotProbed() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, 1).trustKernelsWithoutProbe().build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      String tanh = RewrittenGraph.first(model.graph, "Tanh");
      assertThat(optimizer.probe().orElseThrow().describe()).contains("trusted without a probe");
      try (RewrittenGraph wrong = new RewrittenGraph(model.graph, RewrittenGraph.mixing(tanh))) {
        assertThatThrownBy(() -> optimizer.step(wrong.session, model::feeds))
            .isNotInstanceOf(ProbeFailedException.class);
      }
    }
  }

  /** An operation of the forward pass, one of the backward pass, and one of the norms. */
  @ParameterizedTest
  @ValueSource(strings = {"Tanh", "TanhGrad", "SquaredDifference", "MatMul"})
  void step_kernelThatMixes_isNamedAndNothingIsCharged(String type) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      String name = RewrittenGraph.first(model.graph, type);
      try (RewrittenGraph wrong = new RewrittenGraph(model.graph, RewrittenGraph.mixing(name))) {
        optimizer.runCopy(wrong.graph);
        assertThatThrownBy(() -> optimizer.step(wrong.session, model::feeds))
            .isInstanceOf(ProbeFailedException.class)
            .hasMessageContaining("first to differ, though its inputs agree")
            .hasMessageContaining("Nothing was charged");
        assertThat(optimizer.ledger().steps()).isZero();
      }
    }
  }

  /** Weights of zero let no gradient through, so that nothing could be seen of the first layer. */
  @Test
  void step_kernelThatMixesBehindZeros_isFound() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Ops tf = model.tf;
      Operand<TFloat32> hidden = tf.math.tanh(model.dense(model.numbers(5), 4));
      Operand<TFloat32> zeros = tf.variable(tf.constant(new float[4][3]));
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(model.distance(tf.linalg.matMul(hidden, zeros)));
      String name = RewrittenGraph.first(model.graph, "TanhGrad");
      try (RewrittenGraph wrong = new RewrittenGraph(model.graph, RewrittenGraph.mixing(name))) {
        wrong.initialize(optimizer);
        assertThatThrownBy(() -> optimizer.step(wrong.session, model::feeds))
            .isInstanceOf(ProbeFailedException.class);
      }
    }
  }

  /**
   * The same product written with an ellipsis, for which TensorFlow 2.18 has a kernel that is wrong
   * on processors with AVX-512, and right on others.
   */
  @Test
  void step_einsumWithEllipsis_isFoundWhereItsKernelIsWrong() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Ops tf = model.tf;
      Operand<TFloat32> data = model.numbers(5, 1, 7);
      Operand<TFloat32> product =
          tf.linalg.einsum(List.of(data, model.variable(7, 5)), "bijd,dp->bijp");
      Operand<TFloat32> rows = tf.reshape(tf.math.tanh(product), tf.constant(new int[] {-1, 25}));
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(model.distance(rows));
      String einsum = RewrittenGraph.first(model.graph, "Einsum");
      try (RewrittenGraph ellipsis =
          new RewrittenGraph(model.graph, graph -> withEllipsis(graph, einsum))) {
        ellipsis.initialize(optimizer);
        Throwable thrown = catchThrowable(() -> optimizer.step(ellipsis.session, model::feeds));
        if (ellipsisIsWrong()) {
          assertThat(thrown)
              .isInstanceOf(ProbeFailedException.class)
              .hasMessageContaining("Einsum '" + einsum + "'");
        } else {
          assertThat(thrown).isNotInstanceOf(ProbeFailedException.class);
        }
      }
    }
  }

  private static GraphDef withEllipsis(GraphDef graph, String einsum) {
    GraphDef.Builder changed = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      AttrValue equation =
          AttrValue.newBuilder().setS(ByteString.copyFromUtf8("...d,dp->...p")).build();
      changed.addNode(
          node.getName().equals(einsum)
              ? node.toBuilder().putAttr("equation", equation).build()
              : node);
    }
    return changed.build();
  }

  private static boolean ellipsisIsWrong() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> data =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(4, 5, 1, 7)));
      Placeholder<TFloat32> weight =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(7, 5)));
      try (Tensor x = random(4, 5, 1, 7);
          Tensor w = random(7, 5);
          Result result =
              session
                  .runner()
                  .feed(data, x)
                  .feed(weight, w)
                  .fetch(tf.linalg.einsum(List.of(data, weight), "...d,dp->...p"))
                  .fetch(tf.linalg.einsum(List.of(data, weight), "bijd,dp->bijp"))
                  .run()) {
        double[] some = Doubles.of(result.get(0));
        double[] others = Doubles.of(result.get(1));
        Arrays.setAll(some, i -> some[i] - others[i]);
        return Doubles.norm(new double[][] {some}) > 1e-3;
      }
    }
  }

  private static Tensor random(long... shape) {
    Random random = new Random(4);
    double[] values = new double[Math.toIntExact(Shape.of(shape).size())];
    Arrays.setAll(values, i -> random.nextGaussian());
    return TestModel.tensor(TFloat32.class, Shape.of(shape), values);
  }

  @Test
  void step_modelWithDropout_isComparedOnWhatItDrew() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Ops tf = model.tf;
      Operand<TFloat32> hidden = tf.math.tanh(model.dense(model.numbers(5), 4));
      Operand<TFloat32> drawn = tf.random.randomUniform(tf.shape(hidden), TFloat32.class);
      Operand<TFloat32> kept =
          tf.dtypes.cast(tf.math.greater(drawn, tf.constant(0.4f)), TFloat32.class);
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(model.distance(model.dense(tf.math.mul(hidden, kept), 3)));
      model.session.initialize();
      optimizer.step(model.session, model::feeds);
      ProbeReport report = optimizer.probe().orElseThrow();
      assertThat(report.notPossible()).isEmpty();
      assertThat(report.sumError()).isLessThan(1e-4);
    }
  }

  @Test
  void step_modelWithPublicInput_asksForItWithoutRows() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Placeholder<TFloat32> rate =
          model.tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Operand<TFloat32> rows = model.tf.math.mul(model.dense(model.numbers(5), 4), rate);
      DpOptimizer optimizer = model.optimizer(UNITS, 1).publicInputs(rate).build();
      optimizer.minimize(model.distance(rows));
      model.session.initialize();
      optimizer.step(
          model.session, units -> model.feeds(units).feed(rate, TFloat32.scalarOf(0.5f)));
      assertThat(optimizer.probe().orElseThrow().notPossible()).isEmpty();
    }
  }

  /** Whatever is made up, the model says nothing. */
  @Test
  void step_modelWithoutFiniteGradients_trainsAndSaysThatItWasNotProbed() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> x = model.numbers(5);
      Operand<TFloat32> nan = model.tf.math.log(model.tf.math.neg(model.tf.math.square(x)));
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(model.distance(model.dense(nan, 3)));
      model.session.initialize();
      optimizer.step(model.session, model::feeds);
      assertThat(optimizer.probe().orElseThrow().describe()).startsWith("not possible: ");
      assertThat(optimizer.ledger().steps()).isOne();
    }
  }

  @ParameterizedTest
  @MethodSource("clippings")
  void step_everyClipping_isProbed(Clipping clipping) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, 1).clipping(clipping).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      optimizer.step(model.session, model::feeds);
      assertThat(optimizer.probe().orElseThrow().notPossible()).isEmpty();
    }
  }

  static Stream<Clipping> clippings() {
    return Stream.of(
        Clipping.flat(0.1),
        Clipping.flat(1e4),
        Clipping.scheduled(step -> 0.5),
        Clipping.perLayer(0.5, name -> name),
        Clipping.automatic(1),
        Clipping.adaptiveQuantile(0.5, 0.3),
        Clipping.byValue(0.01),
        Clipping.byL1Norm(0.5));
  }
}
