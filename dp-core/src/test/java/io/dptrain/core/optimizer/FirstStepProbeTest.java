package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.check.ProbeFailedException;
import io.dptrain.core.check.ProbeReport;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.testing.ChildJvm;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

class FirstStepProbeTest {
  private static final int UNITS = 5;

  /** Exit codes of a process that a signal ended begin here. */
  private static final int ENDED_BY_SIGNAL = 128;

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
      assertThat(report.notProbed()).isEmpty();
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
      assertThat(optimizer.probe().orElseThrow().describe()).contains("switched off");
      try (RewrittenGraph wrong = new RewrittenGraph(model.graph, RewrittenGraph.mixing(tanh))) {
        wrong.initialize(optimizer);
        assertThatThrownBy(() -> optimizer.step(wrong.session, model::feeds))
            .isNotInstanceOf(ProbeFailedException.class);
        assertThat(optimizer.ledger().steps()).isOne(); // a probe that fails charges nothing
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

  /** The kernel overwrites memory where it is wrong, so another process runs it, or ends by it. */
  @Test
  void step_einsumWithEllipsis_isFoundWhereItsKernelIsWrong() {
    ChildJvm child = ChildJvm.run(EllipsisProgram.class);
    if (child.exitCode() == 0) {
      assertThat(child.output()).containsPattern("wrong=(true found=true|false found=false)");
    } else {
      assertThat(child.exitCode()).as(child.output()).isGreaterThanOrEqualTo(ENDED_BY_SIGNAL);
    }
  }

  /** Where the processor has no such products, TensorFlow ends the process. */
  @Test
  void step_sessionThatRoundsFactors_isFoundWhereItDoes() {
    ChildJvm child = ChildJvm.run(BfloatProgram.class);
    assertThat(child.output())
        .containsPattern("rounds=(true found=true|false found=false)|could not create a primitive");
  }

  @Test
  void step_modelWithDropout_isComparedOnWhatItDrew() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(model.distance(model.dense(model.dropout(model.numbers(5), 4), 3)));
      model.session.initialize();
      optimizer.step(model.session, model::feeds);
      ProbeReport report = optimizer.probe().orElseThrow();
      assertThat(report.notProbed()).isEmpty();
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
      assertThat(optimizer.probe().orElseThrow().notProbed()).isEmpty();
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
      assertThat(optimizer.probe().orElseThrow().describe()).startsWith("not probed: ");
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
      assertThat(optimizer.probe().orElseThrow().notProbed()).isEmpty();
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
