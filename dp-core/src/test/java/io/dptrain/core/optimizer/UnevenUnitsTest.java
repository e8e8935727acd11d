package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.optimizer.UnevenUnits.Absent;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/** Units of different numbers of rows: the mean over the rows that each has is clipped as one. */
class UnevenUnitsTest {
  private static final int UNITS = 5;
  private static final int MOST = 4;
  private static final double CLIP_NORM = 0.8;

  /** The forms in which a program can give its loss, made of one entry per row. */
  enum Form {
    ROWS {
      @Override
      <T extends TFloating> Operand<T> of(TestModel<T> model, Operand<T> rows) {
        return rows;
      }
    },
    MEAN {
      @Override
      <T extends TFloating> Operand<T> of(TestModel<T> model, Operand<T> rows) {
        return model.tf.math.mean(rows, model.tf.constant(0));
      }
    },
    SUM {
      @Override
      <T extends TFloating> Operand<T> of(TestModel<T> model, Operand<T> rows) {
        return model.tf.reduceSum(rows, model.tf.constant(0));
      }
    },
    /** Two entries per row that add up to that of the row. */
    PAIRS {
      @Override
      <T extends TFloating> Operand<T> of(TestModel<T> model, Operand<T> rows) {
        Ops tf = model.tf;
        Operand<T> half = tf.math.mul(rows, model.constant(0.25));
        return tf.stack(List.of(half, tf.math.sub(rows, half)), Stack.axis(1L));
      }
    },
    /** The same, one after the other along the axis of the rows; their mean is half a row's. */
    MEAN_OF_MERGED_PAIRS {
      @Override
      <T extends TFloating> Operand<T> of(TestModel<T> model, Operand<T> rows) {
        Ops tf = model.tf;
        Operand<T> merged = tf.reshape(PAIRS.of(model, rows), tf.constant(new int[] {-1}));
        return tf.math.mul(tf.math.mean(merged, tf.constant(0)), model.constant(2));
      }
    },
    /** Rows in columns, as where time comes first. */
    MEAN_OF_COLUMNS {
      @Override
      <T extends TFloating> Operand<T> of(TestModel<T> model, Operand<T> rows) {
        Ops tf = model.tf;
        Operand<T> half = tf.math.mul(rows, model.constant(0.25));
        Operand<T> columns = tf.stack(List.of(half, tf.math.sub(rows, half)));
        return tf.math.mul(tf.math.mean(columns, tf.constant(new int[] {0, 1})), model.constant(2));
      }
    },
    /** All rows, and all once more behind them. */
    SUM_OF_REPEATED {
      @Override
      <T extends TFloating> Operand<T> of(TestModel<T> model, Operand<T> rows) {
        Ops tf = model.tf;
        Operand<T> half = tf.math.mul(rows, model.constant(0.25));
        Operand<T> columns = tf.stack(List.of(half, tf.math.sub(rows, half)));
        return tf.reduceSum(tf.reshape(columns, tf.constant(new int[] {-1})), tf.constant(0));
      }
    },
    TWO_MEANS {
      @Override
      <T extends TFloating> Operand<T> of(TestModel<T> model, Operand<T> rows) {
        Operand<T> mean = MEAN.of(model, rows);
        Operand<T> squares = MEAN.of(model, model.tf.math.square(rows));
        return model.tf.math.sub(
            model.tf.math.add(mean, squares), MEAN.of(model, model.tf.math.square(rows)));
      }
    };

    abstract <T extends TFloating> Operand<T> of(TestModel<T> model, Operand<T> rows);
  }

  static Stream<Arguments> modelsAndForms() {
    return Stream.concat(
        Arrays.stream(TestModels.values())
            .flatMap(
                kind ->
                    Stream.of(Form.ROWS, Form.MEAN_OF_MERGED_PAIRS)
                        .map(form -> Arguments.of(kind, form))),
        Arrays.stream(Form.values())
            .filter(form -> form != Form.ROWS && form != Form.MEAN_OF_MERGED_PAIRS)
            .map(form -> Arguments.of(TestModels.DENSE, form)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("modelsAndForms")
  void step_unevenUnits_clipsTheMeanOverThePresentRows(TestModels kind, Form form) {
    UnevenUnits units = UnevenUnits.random(UNITS, MOST, (kind.name() + form).hashCode());
    try (TestModel<TFloat64> model = new TestModel<>(TFloat64.class)) {
      Operand<TFloat64> rows = kind.loss(model);
      DpOptimizer optimizer = optimizer(model, units).build();
      optimizer.minimize(form.of(model, rows));
      model.session.initialize();
      double[] expected = units.expectedChange(model, rows, CLIP_NORM);
      assertThat(model.change(optimizer, units.feeder(model, Absent.GARBAGE)))
          .containsExactly(expected, within(1e-7));
    }
  }

  private static DpOptimizerBuilder optimizer(TestModel<?> model, UnevenUnits units) {
    return model.optimizer(units.units(), CLIP_NORM).rowsPerUnitAtMost(units.most());
  }

  private static double[] change(
      TestModels kind,
      UnevenUnits units,
      Absent absent,
      UnaryOperator<DpOptimizerBuilder> setting) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = setting.apply(optimizer(model, units)).build();
      optimizer.minimize(kind.loss(model));
      model.session.initialize();
      return model.change(optimizer, units.feeder(model, absent));
    }
  }

  private static double[] expected(TestModels kind, UnevenUnits units) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = kind.loss(model);
      model.session.initialize();
      return units.expectedChange(model, loss, CLIP_NORM);
    }
  }

  /** Not one bit: the places are filled before anything is run. */
  @ParameterizedTest
  @EnumSource(TestModels.class)
  void step_whateverIsFedForAbsentRows_isTheSame(TestModels kind) {
    UnevenUnits units = UnevenUnits.random(UNITS, MOST, 3);
    for (int size : new int[] {2, 8}) {
      UnaryOperator<DpOptimizerBuilder> chunks =
          builder -> builder.physicalBatches(PhysicalBatches.ofSize(size));
      assertThat(change(kind, units, Absent.GARBAGE, chunks))
          .isEqualTo(change(kind, units, Absent.ZEROS, chunks))
          .doesNotContain(Double.NaN);
    }
  }

  @ParameterizedTest
  @EnumSource(TestModels.class)
  void step_allRowsPresent_isThatOfRowsPerUnit(TestModels kind) {
    double[] even;
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, CLIP_NORM).rowsPerUnit(MOST).build();
      optimizer.minimize(kind.loss(model));
      model.session.initialize();
      even = model.change(optimizer, units -> model.feeds(TestModel.rowsOf(units, MOST)));
    }
    UnevenUnits full = UnevenUnits.of(UNITS, MOST, MOST);
    assertThat(change(kind, full, Absent.GARBAGE, b -> b)).containsExactly(even, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource(TestModels.class)
  void step_oneRowPresent_isThatOfUnitsOfOneRow(TestModels kind) {
    double[] alone;
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, CLIP_NORM).build();
      optimizer.minimize(kind.loss(model));
      model.session.initialize();
      alone =
          model.change(
              optimizer,
              units -> model.feeds(Arrays.stream(units).map(unit -> unit * MOST).toArray()));
    }
    UnevenUnits single = UnevenUnits.of(UNITS, 1, MOST);
    assertThat(change(kind, single, Absent.GARBAGE, b -> b)).containsExactly(alone, within(1e-6));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void step_inChunks_keepsTheNumbersOfRowsOfItsUnits(int size) {
    UnevenUnits units = UnevenUnits.random(UNITS, MOST, 11);
    double[] expected = expected(TestModels.RECURRENT, units);
    assertThat(
            change(
                TestModels.RECURRENT,
                units,
                Absent.GARBAGE,
                b -> b.physicalBatches(PhysicalBatches.ofSize(size))))
        .containsExactly(expected, within(5e-6));
  }

  /** Of these, a count of rows that no unit has must not be seen: it is left out. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void step_numbersThatNoUnitHas_countAsZeroAndAreNotSeen(int size) {
    UnevenUnits units =
        new UnevenUnits(
            List.of(0, 3, MOST + 1, 1, -7, Integer.MAX_VALUE, 4, Integer.MIN_VALUE), MOST);
    for (TestModels kind : List.of(TestModels.NORMALIZED, TestModels.RECURRENT)) {
      assertThat(
              change(
                  kind,
                  units,
                  Absent.GARBAGE,
                  b -> b.physicalBatches(PhysicalBatches.ofSize(size))))
          .containsExactly(expected(kind, units), within(5e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void step_nobodyHasRows_changesNothing(int size) {
    UnevenUnits nobody = UnevenUnits.of(UNITS, 0, MOST);
    for (TestModels kind : TestModels.values()) {
      assertThat(
              change(
                  kind,
                  nobody,
                  Absent.GARBAGE,
                  b -> b.physicalBatches(PhysicalBatches.ofSize(size))))
          .containsOnly(0);
    }
  }

  @Test
  void step_unitsLeftOutBesideNumbersOfRows_countAsZero() {
    UnevenUnits units = UnevenUnits.random(UNITS, MOST, 5);
    List<Integer> withoutTwo =
        List.of(0, units.present().get(1), units.present().get(2), 0, units.present().get(4));
    double[] expected = expected(TestModels.DENSE, new UnevenUnits(withoutTwo, MOST));
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = optimizer(model, units).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      BatchFeeder feeder = chosen -> units.feeds(model, Absent.GARBAGE, chosen).leaveOut(0, 3);
      assertThat(model.change(optimizer, feeder)).containsExactly(expected, within(5e-6));
    }
  }

  /** An id that no table has, in the last row that a unit has, fails all that it runs with. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void step_rowThatFails_itsUnitCountsAsZero(int size) {
    UnevenUnits units = new UnevenUnits(List.of(2, 3, 1, 4, 2), MOST);
    UnevenUnits others = new UnevenUnits(List.of(2, 0, 1, 4, 0), MOST);
    double[] expected = expected(TestModels.RECURRENT, others);
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          optimizer(model, units).physicalBatches(PhysicalBatches.ofSize(size)).build();
      optimizer.minimize(TestModels.RECURRENT.loss(model));
      model.session.initialize();
      BatchFeeder feeder =
          chosen -> {
            BatchFeeds feeds = units.feeds(model, Absent.GARBAGE, chosen);
            TInt32 ids = (TInt32) feeds.inputs().tensors().values().iterator().next();
            for (int place = 0; place < chosen.length; place++) {
              if (!others.counts(chosen[place])) {
                int last = place * MOST + units.present().get(chosen[place]) - 1;
                ids.get(last).scalars().forEach(id -> id.setInt(99));
              }
            }
            return feeds;
          };
      assertThat(model.change(optimizer, feeder)).containsExactly(expected, within(5e-6));
    }
  }

  /** Of {@link TestModels#NORMALIZED}, zeros have a gradient of NaN. */
  @Test
  void step_rowThatIsNotFinite_itsUnitCountsAsZero() {
    UnevenUnits units = new UnevenUnits(List.of(2, 3, 1, 4, 2), MOST);
    double[] expected =
        expected(TestModels.NORMALIZED, new UnevenUnits(List.of(2, 0, 1, 4, 2), MOST));
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = optimizer(model, units).build();
      optimizer.minimize(TestModels.NORMALIZED.loss(model));
      model.session.initialize();
      BatchFeeder feeder =
          chosen -> {
            BatchFeeds feeds = units.feeds(model, Absent.GARBAGE, chosen);
            TFloat32 numbers = (TFloat32) feeds.inputs().tensors().values().iterator().next();
            numbers.get(MOST + 2).scalars().forEach(number -> number.setFloat(0));
            return feeds;
          };
      assertThat(model.change(optimizer, feeder)).containsExactly(expected, within(5e-6));
    }
  }

  @Test
  void step_emptyBatch_changesNothing() {
    UnevenUnits units = UnevenUnits.random(UNITS, MOST, 5);
    assertThat(
            change(
                TestModels.DENSE,
                units,
                Absent.ZEROS,
                b -> b.sampling(PoissonSampling.of(UNITS, 1e-9))))
        .containsOnly(0);
  }

  @Test
  void step_dropout_countsThePresentRowsAlone() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      UnevenUnits units = UnevenUnits.random(UNITS, MOST, 5);
      DpOptimizer optimizer = optimizer(model, units).build();
      optimizer.minimize(model.distance(model.dropout(model.numbers(5), 3)));
      model.session.initialize();
      VerificationReport report =
          optimizer.verify(model.session, units.feeds(model, Absent.GARBAGE, 0, 1, 2, 3, 4));
      assertThat(report.isWithin(1e-4)).as(report.toString()).isTrue();
    }
  }

  /** SpaceToDepth has a gradient, but no rule says what it does to examples. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16})
  void step_operationWithoutRule_clipsTheMeanOverThePresentRows(int size) {
    UnevenUnits units = UnevenUnits.random(UNITS, MOST, 13);
    try (TestModel<TFloat64> model = new TestModel<>(TFloat64.class)) {
      Ops tf = model.tf;
      Operand<TFloat64> scaled = tf.math.mul(model.numbers(4, 4, 1), model.variable(4, 4, 1));
      Operand<TFloat64> blocks = tf.nn.spaceToDepth(tf.math.tanh(scaled), 2L);
      Operand<TFloat64> flat = tf.reshape(blocks, tf.constant(new int[] {-1, 16}));
      Operand<TFloat64> loss = model.distance(model.dense(flat, 2));
      DpOptimizer optimizer =
          optimizer(model, units).physicalBatches(PhysicalBatches.ofSize(size)).build();
      optimizer.minimize(loss);
      model.session.initialize();
      assertThat(optimizer.explain().fallback()).isPresent();
      double[] expected = units.expectedChange(model, loss, CLIP_NORM);
      assertThat(model.change(optimizer, units.feeder(model, Absent.GARBAGE)))
          .containsExactly(expected, within(1e-7));
      assertThat(
              optimizer
                  .verify(model.session, units.feeds(model, Absent.GARBAGE, 0, 1, 2))
                  .isWithin(1e-7))
          .isTrue();
    }
  }

  @Test
  void step_regularizer_keepsItsProportion() {
    UnevenUnits full = UnevenUnits.of(UNITS, MOST, MOST);
    for (Form form : List.of(Form.ROWS, Form.MEAN, Form.SUM)) {
      double[][] changes = new double[2][];
      for (boolean isEven : new boolean[] {true, false}) {
        try (TestModel<TFloat32> model = TestModel.single()) {
          Operand<TFloat32> loss = form.of(model, TestModels.DENSE.loss(model));
          DpOptimizerBuilder builder = model.optimizer(UNITS, CLIP_NORM);
          DpOptimizer optimizer =
              (isEven ? builder.rowsPerUnit(MOST) : builder.rowsPerUnitAtMost(MOST)).build();
          optimizer.minimize(model.tf.math.add(loss, model.tf.nn.l2Loss(model.variables.get(0))));
          model.session.initialize();
          changes[isEven ? 0 : 1] =
              model.change(
                  optimizer,
                  units ->
                      isEven
                          ? model.feeds(TestModel.rowsOf(units, MOST))
                          : full.feeds(model, Absent.ZEROS, units));
        }
      }
      assertThat(changes[1]).containsExactly(changes[0], within(1e-6));
    }
  }

  @Test
  void step_lossAndClipFraction_areOfTheMeanOverThePresentRows() {
    UnevenUnits units = UnevenUnits.random(UNITS, MOST, 17);
    double largest = 50;
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      DpOptimizer optimizer =
          optimizer(model, units)
              .clipping(Clipping.flat(1e9))
              .statistics(PrivateStatistics.none().withLoss(largest, 20).withClipFraction(20))
              .reportRawNormsNotPrivate()
              .build();
      optimizer.minimize(loss);
      model.session.initialize();
      double expected = 0;
      for (int unit = 0; unit < UNITS; unit++) {
        int rows = units.present().get(unit);
        for (int row = 0; row < rows; row++) {
          try (BatchFeeds feeds = model.feeds(unit * MOST + row)) {
            expected +=
                Doubles.fetch(feeds.feedTo(model.session.runner()).fetch(loss))[0][0]
                    / rows
                    / UNITS;
          }
        }
      }
      StepReport report = optimizer.step(model.session, units.feeder(model, Absent.GARBAGE));
      assertThat(report.loss().getAsDouble()).isCloseTo(expected, within(1e-4));
      assertThat(report.clipFraction().getAsDouble()).isCloseTo(0, within(1e-5));
      assertThat(report.rawNormsNotPrivate().orElseThrow()).hasSize(UNITS);
    }
  }

  @ParameterizedTest
  @EnumSource(TestModels.class)
  void verify_unevenUnits_isWithinRounding(TestModels kind) {
    UnevenUnits units = new UnevenUnits(List.of(3, 1, 0, 4, 9), MOST);
    try (TestModel<TFloat64> model = new TestModel<>(TFloat64.class)) {
      DpOptimizer optimizer = optimizer(model, units).noiseMultiplier(1).build();
      optimizer.minimize(kind.loss(model));
      model.session.initialize();
      VerificationReport report =
          optimizer.verify(model.session, units.feeds(model, Absent.GARBAGE, 0, 1, 2, 3, 4));
      assertThat(report.isWithin(1e-7)).as(report.toString()).isTrue();
      assertThat(report.failing()).containsExactly(2, 4);
    }
  }
}
