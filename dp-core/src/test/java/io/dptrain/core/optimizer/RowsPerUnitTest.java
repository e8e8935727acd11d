package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Several rows are one privacy unit: their mean gradient is clipped as one. */
class RowsPerUnitTest {
  private static final int UNITS = 3;
  private static final double CLIP_NORM = 0.8;

  static Stream<Arguments> models() {
    return Arrays.stream(TestModels.values())
        .flatMap(model -> Stream.of(1, 4).map(rows -> Arguments.of(model, rows)));
  }

  @ParameterizedTest(name = "{0}, {1} row(s)")
  @MethodSource("models")
  void step_rowsPerUnit_clipsTheMeanOverTheRows(TestModels kind, int rowsPerUnit) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = kind.loss(model);
      DpOptimizer optimizer = model.optimizer(UNITS, CLIP_NORM).rowsPerUnit(rowsPerUnit).build();
      optimizer.minimize(loss);
      model.session.initialize();
      double[] expected = model.expectedChange(loss, UNITS, rowsPerUnit, CLIP_NORM);
      assertThat(change(model, optimizer, rowsPerUnit)).containsExactly(expected, within(1e-5));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void step_rowsPerUnitAndChunks_changeNothingBeyondRounding(int size) {
    double[] atOnce = change(PhysicalBatches.automatic());
    assertThat(change(PhysicalBatches.ofSize(size))).containsExactly(atOnce, within(1e-6));
  }

  private static double[] change(PhysicalBatches batches) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          model.optimizer(UNITS, CLIP_NORM).rowsPerUnit(4).physicalBatches(batches).build();
      optimizer.minimize(TestModels.RECURRENT.loss(model));
      model.session.initialize();
      return change(model, optimizer, 4);
    }
  }

  private static double[] change(TestModel<?> model, DpOptimizer optimizer, int rowsPerUnit) {
    return model.change(optimizer, units -> model.feeds(TestModel.rowsOf(units, rowsPerUnit)));
  }

  @Test
  void step_oneRowForEachUnitOfTwo_isRefused() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, CLIP_NORM).rowsPerUnit(2).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      double[] before = model.values();
      assertThatThrownBy(() -> optimizer.step(model.session, model::feeds))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("rowsPerUnit");
      assertThat(model.values()).isEqualTo(before);
    }
  }

  @Test
  void step_rowsPerUnit_reportsOneNormForEachUnit() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          model.optimizer(UNITS, CLIP_NORM).rowsPerUnit(2).reportRawNormsNotPrivate().build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      StepReport report =
          optimizer.step(model.session, units -> model.feeds(TestModel.rowsOf(units, 2)));
      assertThat(report.rawNormsNotPrivate().orElseThrow()).hasSize(UNITS);
    }
  }

  @Test
  void rowsPerUnit_zero_isRefused() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      assertThatThrownBy(() -> model.optimizer(1, 1).rowsPerUnit(0))
          .hasMessageContaining("rowsPerUnit");
    }
  }
}
