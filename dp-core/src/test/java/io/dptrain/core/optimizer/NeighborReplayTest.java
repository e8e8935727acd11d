package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.check.NeighborReport;
import io.dptrain.core.internal.check.ClippedSums;
import io.dptrain.core.internal.check.NeighborReplay;
import io.dptrain.core.internal.check.UnitTensors;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/** Faults stand below what the graph says, so that nothing refuses them before they run. */
class NeighborReplayTest {
  private static final int UNITS = 5;
  private static final int BATCH = 1024;
  private static final int POSITIONS = 970;
  private static final Optional<ExampleAxis> FIRST_AXIS = Optional.of(ExampleAxis.ROWS);

  @ParameterizedTest
  @EnumSource(TestModels.class)
  void verify_goodModel_hasPrivateNeighborsAndTheGradientOfItsLoss(TestModels kind) {
    try (TestModel<TFloat64> model = new TestModel<>(TFloat64.class)) {
      DpOptimizer optimizer = model.optimizer(UNITS, 0.7).build();
      optimizer.minimize(kind.loss(model));
      model.session.initialize();
      VerificationReport report = optimizer.verify(model.session, rows(model, UNITS));
      assertThatCode(report::assertPrivate).doesNotThrowAnyException();
      NeighborReport neighbors = report.neighbors();
      assertThat(neighbors.failures()).isEmpty();
      assertThat(neighbors.neighbors()).isGreaterThan(4 * UNITS);
      assertThat(neighbors.rowError()).isLessThan(1e-9);
      assertThat(neighbors.gradientError().orElseThrow()).isLessThan(1e-5);
    }
  }

  private static BatchFeeds rows(TestModel<?> model, int count) {
    int[] rows = new int[count];
    Arrays.setAll(rows, i -> i);
    return model.feeds(rows);
  }

  /** A gradient divided by the largest entry of the batch. */
  @Test
  void verify_gradientThatMixes_isReported() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = minimized(model, 0.1);
      String name = RewrittenGraph.first(model.graph, "TanhGrad");
      assertReported(
          model, optimizer, RewrittenGraph.mixing(name), "has another loss or norm for example");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Tanh", "SquaredDifference"})
  void verify_operationThatMixes_isReported(String type) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = minimized(model, 0.1);
      String name = RewrittenGraph.first(model.graph, type);
      assertReported(
          model, optimizer, RewrittenGraph.mixing(name), "has another loss or norm for example");
    }
  }

  /** One example decides how long the gradients of all are, behind the norms. */
  @Test
  void verify_sumThatMixes_movesByMoreThanTheBound() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = minimized(model, 0.1);
      String name = firstSum(model);
      assertReported(
          model, optimizer, RewrittenGraph.mixing(name), "times the bound of one example");
    }
  }

  private static String firstSum(TestModel<?> model) {
    List<String> names = new ArrayList<>();
    model.graph.operations().forEachRemaining(operation -> names.add(operation.name()));
    return names.stream()
        .filter(name -> name.contains("sums") && name.contains("MatMul"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void verify_recordThatAStepCountsAsZero_isNamedAndLeftOut() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> x = model.numbers(1);
      Operand<TInt32> label = model.ids(3);
      DpOptimizer optimizer = model.optimizer(UNITS, 0.1).build();
      optimizer.minimize(
          model.tf.nn.sparseSoftmaxCrossEntropyWithLogits(model.dense(x, 3), label).loss());
      model.session.initialize();
      BatchFeeds feeds =
          new BatchFeeds().feed(x, column(2, 3, 0.1f, 4)).feed(label, TInt32.vectorOf(0, 1, 7, 2));
      VerificationReport report = optimizer.verify(model.session, feeds);
      assertThat(report.failing()).containsExactly(2);
      assertThat(report.examples()).isEqualTo(3);
      report.assertPrivate();
    }
  }

  /**
   * An integer divided by a feature that is below one in some examples and not in others, which a
   * step would show that did not count such a record as zero.
   */
  @Test
  void run_recordThatMakesTheBatchFail_isReported() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> x = model.numbers(1);
      Operand<TFloat32> count = model.tf.math.abs(model.tf.math.mul(x, model.constant(3)));
      DpOptimizer optimizer = model.optimizer(UNITS, 0.1).build();
      optimizer.minimize(model.distance(model.dense(count, 3)));
      String name = RewrittenGraph.first(model.graph, "Abs");
      try (RewrittenGraph wrong = new RewrittenGraph(model.graph, RewrittenGraph.failing(name));
          TFloat32 rows = column(2, 3, 0.1f, 4)) {
        wrong.initialize(optimizer);
        UnitTensors units = new UnitTensors(4).put(x.asOutput(), rows, FIRST_AXIS);
        NeighborReport report =
            new NeighborReplay(wrong.session, optimizer.clippedSums(), units).run();
        assertThatThrownBy(report::assertPrivate)
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("the batch with example 2 fails, but without it it does not");
      }
    }
  }

  private static TFloat32 column(float... values) {
    return TFloat32.tensorOf(Shape.of(values.length, 1), DataBuffers.of(values));
  }

  /** What fails whatever the data is no matter of privacy. */
  @Test
  void verify_everyBatchFails_saysWhatTensorFlowSays() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> x = model.numbers(1);
      DpOptimizer optimizer = model.optimizer(UNITS, 0.1).build();
      optimizer.minimize(model.distance(model.dense(model.tf.math.abs(x), 3)));
      String name = RewrittenGraph.first(model.graph, "Abs");
      try (RewrittenGraph wrong = new RewrittenGraph(model.graph, RewrittenGraph.failing(name))) {
        wrong.initialize(optimizer);
        BatchFeeds feeds = new BatchFeeds().feed(x, column(0.3f, 0.1f, 0.2f));
        assertThatThrownBy(() -> optimizer.verify(wrong.session, feeds))
            .hasMessageContaining("Integer division by zero");
        assertThat(feeds.inputs().tensors()).isEmpty();
      }
    }
  }

  /** One example is above a bound, so that the whole batch goes another way. */
  @Test
  void verify_exampleThatChangesTheWayOfTheBatch_isReported() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> x = model.numbers(1);
      DpOptimizer optimizer = model.optimizer(UNITS, 0.1).build();
      optimizer.minimize(model.distance(model.dense(model.tf.math.abs(x), 3)));
      String name = RewrittenGraph.first(model.graph, "Abs");
      try (RewrittenGraph wrong =
          new RewrittenGraph(model.graph, RewrittenGraph.branching(name, 4))) {
        wrong.initialize(optimizer);
        BatchFeeds feeds = new BatchFeeds().feed(x, column(5, 1, 2, 3));
        assertThatThrownBy(optimizer.verify(wrong.session, feeds)::assertPrivate)
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("other operations run when example 0 is replaced");
      }
    }
  }

  private static DpOptimizer minimized(TestModel<TFloat32> model, double clipNorm) {
    DpOptimizer optimizer = model.optimizer(UNITS, clipNorm).build();
    optimizer.minimize(TestModels.DENSE.loss(model));
    return optimizer;
  }

  private static void assertReported(
      TestModel<TFloat32> model,
      DpOptimizer optimizer,
      UnaryOperator<GraphDef> fault,
      String failure) {
    try (RewrittenGraph wrong = new RewrittenGraph(model.graph, fault)) {
      wrong.initialize(optimizer);
      VerificationReport report = optimizer.verify(wrong.session, rows(model, UNITS));
      assertThat(report.isWithin(0.01)).isFalse();
      assertThatThrownBy(report::assertPrivate)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(failure);
    }
  }

  @Test
  void verify_modelThatDraws_namesWhatDrawsAndComparesTheRest() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(model.distance(model.dense(model.dropout(model.numbers(5), 4), 3)));
      model.session.initialize();
      VerificationReport report = optimizer.verify(model.session, rows(model, UNITS));
      assertThat(report.isWithin(1e-4)).isTrue();
      assertThat(report.neighbors().draws())
          .containsExactly(RewrittenGraph.first(model.graph, "RandomUniform"));
    }
  }

  /**
   * A sum that adds the shares of all positions of all examples one by one in single precision: it
   * grows until each is rounded up, and with it what one example does.
   */
  @Test
  void verify_lookUpsAddedOneByOneInSinglePrecision_moveByMoreThanTheBound() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Ops tf = model.tf;
      Variable<TFloat32> table = model.variable(4, 1);
      Operand<TInt32> ids = model.ids(1, POSITIONS);
      Operand<TFloat32> rows = tf.gather(table, ids, tf.constant(0));
      Output<TFloat32> loss = tf.reduceSum(rows, tf.constant(new int[] {1, 2})).asOutput();
      DpOptimizer optimizer = model.optimizer(BATCH, 1).build();
      optimizer.minimize(loss);
      model.session.initialize();
      ClippedSums good = optimizer.clippedSums();
      @SuppressWarnings("unchecked") // the mask is made of single precision
      Operand<TFloat32> mask = (Output<TFloat32>) good.mask();
      Operand<TFloat32> share = tf.math.mul(mask, tf.constant((float) (1.0 / BATCH / POSITIONS)));
      Operand<TFloat32> each =
          tf.math.mul(
              tf.expandDims(share, tf.constant(1)),
              tf.onesLike(tf.dtypes.cast(ids, TFloat32.class)));
      Output<TFloat32> sum =
          tf.math
              .unsortedSegmentSum(
                  tf.reshape(each, tf.constant(new int[] {-1, 1})),
                  tf.reshape(ids, tf.constant(new int[] {-1})),
                  tf.constant(4))
              .asOutput();
      try (BatchFeeds feeds = rows(model, BATCH)) {
        UnitTensors units =
            new UnitTensors(BATCH)
                .put(ids.asOutput(), feeds.inputs().tensors().get(ids.asOutput()), FIRST_AXIS);
        NeighborReport report = new NeighborReplay(model.session, withSum(good, sum), units).run();
        assertThat(report.largestShare()).isGreaterThan(1.002);
        assertThatThrownBy(report::assertPrivate).hasMessageContaining("times the bound");
      }
    }
  }

  private static ClippedSums withSum(ClippedSums good, Output<TFloat32> sum) {
    return new ClippedSums(
        good.graph(),
        good.loss(),
        good.lossAxis(),
        good.lossScale(),
        good.variables(),
        good.dataInputs(),
        good.publicInputs(),
        good.rowsPerUnit(),
        good.rowWeights(),
        good.mask(),
        good.clipNorms(),
        good.currentClipNorms(),
        good.norms(),
        List.of(sum),
        good.share(),
        0,
        good.clipper());
  }
}
