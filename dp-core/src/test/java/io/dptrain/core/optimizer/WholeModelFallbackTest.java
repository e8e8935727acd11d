package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.sums.PrivateModel;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.TestModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A model with an operation that cannot be followed is run on each example alone. */
class WholeModelFallbackTest {
  private static final int UNITS = 4;
  private static final double CLIP_NORM = 0.9;

  private final TestModel<TFloat32> model = TestModel.single();
  private final Ops tf = model.tf;

  @AfterEach
  void closeModel() {
    model.close();
  }

  /** SpaceToDepth has a gradient, but no rule says what it does to examples. */
  private Operand<TFloat32> loss(Operand<TFloat32> images) {
    Operand<TFloat32> scaled = tf.math.mul(images, model.variable(4, 4, 1));
    Operand<TFloat32> blocks = tf.nn.spaceToDepth(scaled, 2L);
    Operand<TFloat32> flat = tf.reshape(tf.math.tanh(blocks), tf.constant(new int[] {-1, 16}));
    return model.distance(model.dense(flat, 2));
  }

  @ParameterizedTest(name = "{0} row(s) per unit, physical batch {1}")
  @CsvSource({"1, 16", "1, 3", "2, 16", "2, 1"})
  void step_operationWithoutRule_appliesTheClippedMean(int rowsPerUnit, int size) {
    Operand<TFloat32> loss = loss(model.numbers(4, 4, 1));
    DpOptimizer optimizer =
        model
            .optimizer(UNITS, CLIP_NORM)
            .rowsPerUnit(rowsPerUnit)
            .physicalBatches(PhysicalBatches.ofSize(size))
            .build();
    optimizer.minimize(tf.math.mean(loss, tf.constant(0)));
    model.session.initialize();
    double[] expected = model.expectedChange(loss, UNITS, rowsPerUnit, CLIP_NORM);
    double[] actual =
        model.change(optimizer, units -> model.feeds(TestModel.rowsOf(units, rowsPerUnit)));
    assertThat(actual).containsExactly(expected, within(1e-5));
  }

  /** Zeros have no inverse: padding with zeros would fail, and tell of an empty batch. */
  @ParameterizedTest(name = "{0} unit(s) expected, physical batch {1}")
  @CsvSource({"1e-9, 4", "2, 4", "2, 1"})
  void step_operationThatFailsOnZeros_runsWithPaddingAndWithoutRows(double expected, int size) {
    Operand<TFloat32> unit = tf.constant(new float[][] {{1, 0}, {0, 1}});
    Placeholder<TFloat32> rows = model.numbers(2, 2);
    Operand<TFloat32> inverse = tf.stopGradient(tf.linalg.inv(tf.math.mul(rows, unit)));
    Operand<TFloat32> products = tf.math.mul(inverse, model.variable(2, 2));
    DpOptimizer optimizer =
        model
            .optimizer(2, CLIP_NORM)
            .sampling(PoissonSampling.of(2, expected))
            .physicalBatches(PhysicalBatches.ofSize(size))
            .build();
    optimizer.minimize(tf.reduceSum(products, tf.constant(new int[] {1, 2})));
    model.session.initialize();
    double[] change = model.change(optimizer, model::feeds);
    assertThat(optimizer.explain().fallback()).isPresent();
    assertThat(Arrays.stream(change).allMatch(value -> value == 0)).isEqualTo(expected < 1);
  }

  /** Behind what is not followed, a loss may be anything of the batch. */
  @Test
  void minimize_noisedLossOfAModelThatIsNotFollowed_isRefusedWithTheReason() {
    Operand<TFloat32> loss = loss(model.numbers(4, 4, 1));
    DpOptimizer optimizer =
        model
            .optimizer(UNITS, CLIP_NORM)
            .statistics(PrivateStatistics.none().withLoss(4, 20))
            .build();
    assertThatThrownBy(() -> optimizer.minimize(loss))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("withLoss(...) needs a model whose examples are followed")
        .hasMessageContaining("SpaceToDepth");
  }

  @Test
  void step_severalPartsAndARegularizer_appliesAllOfThem() {
    Operand<TFloat32> loss = loss(model.numbers(4, 4, 1));
    Operand<TFloat32> half = tf.math.mul(tf.math.mean(loss, tf.constant(0)), tf.constant(0.5f));
    Operand<TFloat32> data = tf.math.add(tf.math.mean(loss, tf.constant(0)), half);
    DpOptimizer optimizer = model.optimizer(UNITS, CLIP_NORM).build();
    optimizer.minimize(tf.math.add(data, tf.nn.l2Loss(model.variables.get(0))));
    model.session.initialize();
    double[] expected =
        model.expectedChange(tf.math.mul(loss, tf.constant(1.5f)), UNITS, 1, CLIP_NORM);
    double[] before = model.values();
    for (int i = 0; i < 16; i++) {
      expected[i] -= before[i];
    }
    assertThat(model.change(optimizer, model::feeds)).containsExactly(expected, within(1e-5));
  }

  @Test
  void verify_operationWithoutRule_isWithinRounding() {
    DpOptimizer optimizer = model.optimizer(UNITS, CLIP_NORM).build();
    optimizer.minimize(loss(model.numbers(4, 4, 1)));
    model.session.initialize();
    assertThat(optimizer.verify(model.session, model.feeds(0, 1, 2)).isWithin(1e-4)).isTrue();
  }

  @Test
  void explain_operationWithoutRule_saysWhyTheModelIsMapped() {
    DpOptimizer optimizer = model.optimizer(UNITS, CLIP_NORM).build();
    optimizer.minimize(loss(model.numbers(4, 4, 1)));
    ModelExplanation explanation = optimizer.explain();
    assertThat(explanation.fallback().orElseThrow()).contains("SpaceToDepth");
    assertThat(explanation.toString().toLowerCase(Locale.ROOT))
        .contains("run on each example alone: spacetodepth")
        .contains("whole model mapped");
    assertThat(explanation.bytesPerExample()).isEqualTo(4 * (16 + 32 + 2));
  }

  @Test
  void minimize_operationWithoutRule_logsAWarning() {
    Recorder recorder = new Recorder();
    Logger logger = Logger.getLogger(PrivateModel.class.getName());
    logger.addHandler(recorder);
    logger.setUseParentHandlers(false);
    try {
      model.optimizer(UNITS, CLIP_NORM).build().minimize(loss(model.numbers(4, 4, 1)));
    } finally {
      logger.removeHandler(recorder);
      logger.setUseParentHandlers(true);
    }
    assertThat(recorder.records).hasSize(1);
    assertThat(recorder.records.get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(recorder.records.get(0).getMessage())
        .contains("SpaceToDepth")
        .contains("each example alone");
  }

  @Test
  void minimize_examplesMixToo_isNotRescued() {
    Operand<TFloat32> images = model.numbers(4, 4, 1);
    Operand<TFloat32> centered = tf.math.sub(images, tf.math.mean(images, tf.constant(0)));
    Operand<TFloat32> loss = loss(centered);
    DpOptimizer optimizer = model.optimizer(UNITS, CLIP_NORM).build();
    assertThatThrownBy(() -> optimizer.minimize(loss))
        .asInstanceOf(InstanceOfAssertFactories.type(PrivacyProofException.class))
        .satisfies(
            e ->
                assertThat(e.findings())
                    .extracting(GraphFinding::kind)
                    .contains(GraphFinding.Kind.MIXES_EXAMPLES));
  }

  private static final class Recorder extends Handler {
    private final List<LogRecord> records = new ArrayList<>();

    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
