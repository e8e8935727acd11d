package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.optimizer.SpoiltModel.Fault;
import io.dptrain.core.optimizer.SpoiltModel.Setting;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What a feeder leaves out counts as if it had not been sampled, and the step looks the same. */
class LeftOutTest {
  private static final int UNITS = 6;
  private static final double CLIP_NORM = 0.9;
  private static final List<Integer> LEFT_OUT = List.of(0, 3, 5);
  private static final int COUNTING = UNITS - LEFT_OUT.size();

  static Stream<Arguments> modelsAndBatches() {
    return Arrays.stream(TestModels.values())
        .flatMap(
            kind ->
                Stream.of(
                    Arguments.of(kind, PhysicalBatches.automatic(), 1),
                    Arguments.of(kind, PhysicalBatches.ofSize(1), 1),
                    Arguments.of(kind, PhysicalBatches.ofSize(4), 2),
                    Arguments.of(kind, PhysicalBatches.ofSize(16), 1)));
  }

  /** Against the ordinary gradient of each of the others alone. */
  @ParameterizedTest(name = "{0}, {1}, {2} row(s)")
  @MethodSource("modelsAndBatches")
  void step_unitsLeftOut_isThatOfTheOthersOverTheExpectedBatch(
      TestModels kind, PhysicalBatches batches, int rowsPerUnit) {
    double[] expected;
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = kind.loss(model);
      model.session.initialize();
      expected = model.expectedChange(loss, COUNTING, rowsPerUnit, CLIP_NORM);
    }
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          ready(model, kind, b -> b.physicalBatches(batches).rowsPerUnit(rowsPerUnit));
      double[] change = model.change(optimizer, feeder(model, rowsPerUnit, LEFT_OUT));
      Arrays.setAll(change, i -> change[i] * UNITS / COUNTING);
      assertThat(change).containsExactly(expected, within(2e-5));
    }
  }

  private static DpOptimizer ready(
      TestModel<TFloat32> model, TestModels kind, UnaryOperator<DpOptimizerBuilder> setting) {
    DpOptimizer optimizer = setting.apply(model.optimizer(UNITS, CLIP_NORM)).build();
    optimizer.minimize(kind.loss(model));
    model.session.initialize();
    return optimizer;
  }

  /** The others are the first units of the data set; the rows of what is left out are zeros. */
  private static BatchFeeder feeder(
      TestModel<TFloat32> model, int rowsPerUnit, List<Integer> leftOut) {
    return units -> {
      int[] chosen = new int[units.length];
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < units.length; i++) {
        int unit = units[i];
        boolean isOut = leftOut.contains(unit);
        chosen[i] = unit - (int) leftOut.stream().filter(out -> out < unit).count();
        if (isOut) {
          places.add(i);
        }
      }
      BatchFeeds feeds = model.feeds(TestModel.rowsOf(chosen, rowsPerUnit));
      places.forEach(place -> zero(feeds, place, rowsPerUnit));
      return feeds.leaveOut(places.stream().mapToInt(place -> place).toArray());
    };
  }

  private static void zero(BatchFeeds feeds, int unit, int rowsPerUnit) {
    for (var tensor : feeds.inputs().tensors().values()) {
      for (int row = unit * rowsPerUnit; row < (unit + 1) * rowsPerUnit; row++) {
        if (tensor instanceof TFloat32 numbers) {
          numbers.get(row).scalars().forEach(scalar -> scalar.setFloat(0));
        } else {
          ((TInt32) tensor).get(row).scalars().forEach(scalar -> scalar.setInt(0));
        }
      }
    }
  }

  /** Of {@link TestModels#NORMALIZED}, zeros have a gradient of NaN. */
  @ParameterizedTest
  @EnumSource(TestModels.class)
  void step_allUnitsLeftOut_changesNothing(TestModels kind) {
    for (PhysicalBatches batches :
        List.of(PhysicalBatches.automatic(), PhysicalBatches.ofSize(4))) {
      try (TestModel<TFloat32> model = TestModel.single()) {
        DpOptimizer optimizer = ready(model, kind, b -> b.physicalBatches(batches));
        BatchFeeder nobody = feeder(model, 1, IntStream.range(0, UNITS).boxed().toList());
        assertThat(model.change(optimizer, nobody)).containsOnly(0);
      }
    }
  }

  static Stream<Arguments> leftOutAndFailing() {
    return Stream.of(
        Arguments.of(List.of(1, 2), List.of(0)),
        Arguments.of(List.of(0, 1), List.of(2)),
        Arguments.of(List.of(1), List.of(0, 2)),
        Arguments.of(List.of(2, 3), List.of(1)),
        Arguments.of(List.of(0, 3), List.of(2)));
  }

  /** The first unit that counts takes the places of others, right or wrong, and counts once. */
  @ParameterizedTest
  @MethodSource("leftOutAndFailing")
  void step_leftOutBesideUnitsThatFail_bothContributeZero(
      List<Integer> leftOut, List<Integer> failing) {
    List<Integer> zero = Stream.concat(leftOut.stream(), failing.stream()).toList();
    for (int size : new int[] {1, 3, 8}) {
      Setting setting = new Setting(false, PhysicalBatches.ofSize(size), 1);
      double[] expected;
      try (SpoiltModel model = new SpoiltModel(FailingModels.ID_OF_A_TABLE, setting)) {
        expected = model.change(Fault.NOT_FINITE, zero);
      }
      try (SpoiltModel model = new SpoiltModel(FailingModels.ID_OF_A_TABLE, setting)) {
        BatchFeeder feeder = model.feeder(Fault.FAILS, failing);
        BatchFeeder both = units -> leaveOut(feeder.feeds(units), units, leftOut);
        assertThat(model.model.change(model.optimizer, both))
            .containsExactly(expected, within(1e-6));
      }
    }
  }

  /** Units, by their number in the data set. */
  private static BatchFeeds leaveOut(BatchFeeds feeds, int[] units, List<Integer> leftOut) {
    return feeds.leaveOut(
        IntStream.range(0, units.length).filter(i -> leftOut.contains(units[i])).toArray());
  }

  @Test
  void step_statistics_areOfTheOthers() {
    PrivateStatistics statistics = PrivateStatistics.none().withLoss(2, 6).withClipFraction(3);
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = ready(model, TestModels.DENSE, b -> b.statistics(statistics));
      StepReport nobody =
          optimizer.step(
              model.session, feeder(model, 1, IntStream.range(0, UNITS).boxed().toList()));
      assertThat(nobody.loss().orElseThrow()).isEqualTo(1);
      assertThat(nobody.clipFraction().orElseThrow()).isEqualTo(0.5);
    }
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          model.optimizer(UNITS, CLIP_NORM).statistics(statistics).noiseMultiplier(0).build();
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      optimizer.minimize(loss);
      model.session.initialize();
      double expected = 1;
      try (BatchFeeds others = model.feeds(0, 1, 2)) {
        for (double value : Doubles.fetch(others.feedTo(model.session.runner()).fetch(loss))[0]) {
          expected += (Math.min(2, value) - 1) / UNITS;
        }
      }
      StepReport report = optimizer.step(model.session, feeder(model, 1, LEFT_OUT));
      assertThat(report.loss().orElseThrow()).isCloseTo(expected, within(1e-5));
    }
  }

  @Test
  void step_rawNorms_areNaNForWhatIsLeftOut() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          ready(
              model,
              TestModels.DENSE,
              b -> b.physicalBatches(PhysicalBatches.ofSize(4)).reportRawNormsNotPrivate());
      float[] norms =
          optimizer
              .step(model.session, feeder(model, 1, LEFT_OUT))
              .rawNormsNotPrivate()
              .orElseThrow();
      assertThat(IntStream.range(0, UNITS).filter(i -> Float.isNaN(norms[i])).boxed().toList())
          .isEqualTo(LEFT_OUT);
    }
  }

  /** What can be seen of a step: its report, the charge, the shapes that it runs with. */
  @Test
  void step_withAndWithoutUnitsLeftOut_looksTheSame() {
    assertThat(visible(LEFT_OUT)).isEqualTo(visible(List.of()));
    assertThat(visible(IntStream.range(0, UNITS).boxed().toList())).isEqualTo(visible(List.of()));
  }

  private static List<Object> visible(List<Integer> leftOut) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(model.graph, 1f))
              .sampling(PoissonSampling.of(UNITS, UNITS))
              .clipping(Clipping.adaptiveQuantile(0.5, CLIP_NORM))
              .noiseMultiplier(1)
              .statistics(PrivateStatistics.none().withLoss(2, 6))
              .build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      double[] before = model.values();
      StepReport report = optimizer.step(model.session, feeder(model, 1, leftOut));
      double[] after = model.values();
      return List.of(
          report.step(),
          report.loss().isPresent() && Double.isFinite(report.loss().getAsDouble()),
          report.clipNorms().size(),
          optimizer.ledger().steps(),
          IntStream.range(0, after.length).allMatch(i -> after[i] != before[i]));
    }
  }

  @Test
  void verify_unitsLeftOut_comparesTheOthersAndNamesThem() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = ready(model, TestModels.NORMALIZED, b -> b.noiseMultiplier(1));
      int[] all = IntStream.range(0, UNITS).toArray();
      VerificationReport report =
          optimizer.verify(model.session, feeder(model, 1, LEFT_OUT).feeds(all));
      assertThat(report.failing()).isEqualTo(LEFT_OUT);
      assertThat(report.examples()).isEqualTo(COUNTING);
      report.assertPrivate();
    }
  }

  @Test
  void leaveOut_placeThatTheBatchDoesNotHave_isRefusedWithoutItsSize() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = ready(model, TestModels.DENSE, b -> b);
      assertThatThrownBy(
              () -> optimizer.step(model.session, units -> model.feeds(units).leaveOut(UNITS)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("behind the end of the batch")
          .hasMessageNotContaining(String.valueOf(UNITS));
      assertThatThrownBy(() -> model.feeds(0).leaveOut(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1");
    }
  }
}
