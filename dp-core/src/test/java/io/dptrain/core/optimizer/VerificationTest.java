package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.check.NeighborReport;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.UnitSize;
import io.dptrain.core.internal.seam.ScheduledRelease;
import io.dptrain.core.internal.sums.ClippedSumGraph;
import io.dptrain.core.internal.sums.JointSum;
import io.dptrain.core.internal.sums.PrivateModel;
import io.dptrain.core.plan.DpPlan;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

class VerificationTest {
  private static final int UNITS = 4;
  private static final double CLIP_NORM = 0.3;

  static Stream<Arguments> models() {
    return Arrays.stream(TestModels.values())
        .flatMap(
            model ->
                Stream.of(
                    Arguments.of(model, TFloat32.class, 1, 1e-4),
                    Arguments.of(model, TFloat64.class, 3, 1e-7)));
  }

  @ParameterizedTest(name = "{0} {1}, {2} row(s)")
  @MethodSource("models")
  <T extends TFloating> void verify_goodModel_isWithinRounding(
      TestModels kind, Class<T> type, int rowsPerUnit, double tolerance) {
    try (TestModel<T> model = new TestModel<>(type)) {
      DpOptimizer optimizer =
          model.optimizer(1_000, 0.7).rowsPerUnit(rowsPerUnit).noiseMultiplier(1).build();
      optimizer.minimize(kind.loss(model));
      model.session.initialize();
      VerificationReport report = optimizer.verify(model.session, rows(model, UNITS * rowsPerUnit));
      assertThat(report.examples()).isEqualTo(UNITS);
      assertThat(report.normError()).isLessThan(tolerance);
      assertThat(report.sumError()).isLessThan(tolerance);
      // Of the bound, which has what rounding of a sum of a thousand may add.
      assertThat(report.largestShare()).isBetween(0.98, 1.0);
      assertThat(report.isWithin(tolerance)).isTrue();
    }
  }

  private static BatchFeeds rows(TestModel<?> model, int count) {
    int[] rows = new int[count];
    Arrays.setAll(rows, i -> i);
    return model.feeds(rows);
  }

  @Test
  void verify_again_addsNothingAndChangesNothing() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, 1).noiseMultiplier(1).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      double[] before = model.values();
      long operations = operations(model);
      optimizer.verify(model.session, rows(model, 2));
      optimizer.verify(model.session, rows(model, 2));
      assertThat(operations(model)).isEqualTo(operations);
      assertThat(model.values()).isEqualTo(before);
      assertThat(optimizer.ledger().steps()).isZero();
      optimizer.step(model.session, model::feeds);
      assertThat(optimizer.ledger().steps()).isOne();
    }
  }

  private static long operations(TestModel<?> model) {
    List<String> names = new ArrayList<>();
    model.graph.operations().forEachRemaining(operation -> names.add(operation.name()));
    return names.size();
  }

  @Test
  void verify_afterSteps_readsTheTrainedVariables() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      optimizer.step(model.session, model::feeds);
      assertThat(optimizer.verify(model.session, rows(model, 3)).isWithin(1e-4)).isTrue();
    }
  }

  /** What can go wrong in an update, and what the report must show then. */
  private enum Fault {
    NORM_TOO_SMALL,
    SUM_WITHOUT_ONE_VARIABLE,
    ONE_EXAMPLE_FOR_ANOTHER,
    NOT_CLIPPED;

    ClippedSumGraph<TFloat32> put(Ops tf, ClippedSumGraph<TFloat32> good) {
      return switch (this) {
        case NORM_TOO_SMALL -> with(good, half(tf, good.norms()), good.sums());
        case SUM_WITHOUT_ONE_VARIABLE -> with(good, good.norms(), less(tf, good));
        case ONE_EXAMPLE_FOR_ANOTHER -> plus(tf, good, shifts(tf, good));
        case NOT_CLIPPED -> {
          Operand<TFloat32> weights = good.mask().weights(tf, 1.0 / UNITS, TFloat32.class);
          yield with(good, good.norms(), good.model().gradients().weightedSums(weights));
        }
      };
    }

    private static Output<TFloat32> half(Ops tf, Output<TFloat32> norms) {
      return tf.math.mul(norms, tf.constant(0.5f)).asOutput();
    }

    private static List<Output<TFloat32>> less(Ops tf, ClippedSumGraph<TFloat32> good) {
      List<Output<TFloat32>> sums = new ArrayList<>(good.sums());
      sums.set(0, tf.zerosLike(sums.get(0)).asOutput());
      return sums;
    }

    /** A tenth of the clip norm more of the first, third, ... example, and less of the others. */
    private static Operand<TFloat32> shifts(Ops tf, ClippedSumGraph<TFloat32> good) {
      Operand<TFloat32> each = good.mask().weights(tf, 0.1 * CLIP_NORM / UNITS, TFloat32.class);
      Operand<TInt32> places = tf.range(tf.constant(0), tf.size(each), tf.constant(1));
      Operand<TFloat32> odd = tf.dtypes.cast(tf.math.mod(places, tf.constant(2)), TFloat32.class);
      Operand<TFloat32> sign = tf.math.sub(tf.constant(1f), tf.math.mul(odd, tf.constant(2f)));
      return tf.math.div(tf.math.mul(each, sign), good.norms());
    }

    /** With a multiple of the gradient of each example in its sums beside what belongs there. */
    private static ClippedSumGraph<TFloat32> plus(
        Ops tf, ClippedSumGraph<TFloat32> good, Operand<TFloat32> weights) {
      List<Output<TFloat32>> sums = new ArrayList<>();
      List<Output<TFloat32>> more = good.model().gradients().weightedSums(weights);
      for (int i = 0; i < more.size(); i++) {
        sums.add(tf.math.add(good.sums().get(i), more.get(i)).asOutput());
      }
      return with(good, good.norms(), sums);
    }

    private static ClippedSumGraph<TFloat32> with(
        ClippedSumGraph<TFloat32> good, Output<TFloat32> norms, List<Output<TFloat32>> sums) {
      return new ClippedSumGraph<>(
          good.model(),
          norms,
          good.clipper(),
          new JointSum<>(sums, good.joint().declared()),
          good.rounding(),
          good.carried(),
          good.totals(),
          good.mask(),
          good.clipNorms());
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void verify_brokenUpdate_isReported(Fault fault) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      ClippedSumGraph<TFloat32> broken = fault.put(model.tf, update(model, CLIP_NORM));
      VerificationReport found = verify(model, broken);
      assertThat(found.isWithin(1e-4)).isFalse();
      double visible =
          switch (fault) {
            case NORM_TOO_SMALL -> found.normError();
            case SUM_WITHOUT_ONE_VARIABLE, ONE_EXAMPLE_FOR_ANOTHER -> found.sumError();
            case NOT_CLIPPED -> found.largestShare() - 1;
          };
      assertThat(visible).isGreaterThan(0.05);
    }
  }

  /** Also where no gradient is clipped, and each is nothing beside the clip norm. */
  @ParameterizedTest
  @ValueSource(doubles = {CLIP_NORM, 1e6, 1e12})
  void verify_sumOfAnotherLength_isSeenAtAnyClipNorm(double clipNorm) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      ClippedSumGraph<TFloat32> good = update(model, clipNorm);
      List<Output<TFloat32>> twice = new ArrayList<>();
      good.sums().forEach(sum -> twice.add(model.tf.math.add(sum, sum).asOutput()));
      VerificationReport found = verify(model, Fault.with(good, good.norms(), twice));
      assertThat(found.sumError()).isGreaterThan(0.5);
    }
  }

  /** A fault of the sum alone, which no example shows that is looked at alone. */
  @Test
  void verify_oneOfManyCountsMoreBesideOthers_isSeen() {
    int units = 64;
    try (TestModel<TFloat32> model = TestModel.single()) {
      ClippedSumGraph<TFloat32> good = update(model, CLIP_NORM);
      Ops tf = model.tf;
      Operand<TFloat32> each = good.mask().weights(tf, 0.2 * CLIP_NORM / UNITS, TFloat32.class);
      Operand<TFloat32> others = tf.math.sub(tf.reduceSum(each, tf.array(0)), each);
      Operand<TInt32> places = tf.range(tf.constant(0), tf.size(each), tf.constant(1));
      Operand<TFloat32> fifth =
          tf.dtypes.cast(tf.math.equal(places, tf.constant(4)), TFloat32.class);
      Operand<TFloat32> here =
          tf.dtypes.cast(tf.math.greater(others, tf.constant(0f)), TFloat32.class);
      Operand<TFloat32> weights =
          tf.math.div(tf.math.mul(tf.math.mul(each, fifth), here), good.norms());
      VerificationReport found = verify(model, units, Fault.plus(tf, good, weights));
      assertThat(found.sumError()).isGreaterThan(0.004);
      assertThat(found.isWithin(1e-3)).isFalse();
    }
  }

  private static VerificationReport verify(
      TestModel<TFloat32> model, ClippedSumGraph<TFloat32> update) {
    return verify(model, UNITS, update);
  }

  private static VerificationReport verify(
      TestModel<TFloat32> model, int units, ClippedSumGraph<TFloat32> update) {
    model.session.initialize();
    try (BatchFeeds feeds = rows(model, units)) {
      return new Verification<>(model.graph, update, List.of(), 1, UNITS, new double[0])
          .run(model.session, feeds.inputs(), some -> List.of());
    }
  }

  private static ClippedSumGraph<TFloat32> update(TestModel<TFloat32> model, double clipNorm) {
    Output<TFloat32> loss = TestModels.DENSE.loss(model).asOutput();
    DpPlan plan =
        new DpPlan(
            PoissonSampling.of(UNITS, UNITS),
            Clipping.flat(clipNorm),
            1,
            PrivateStatistics.none(),
            false);
    return ClippedSumGraph.of(
        model.tf,
        plan,
        ScheduledRelease.of(plan.noise(), plan.clipping(), plan.statistics().noiseMultipliers()),
        PhysicalBatches.automatic().sizes(),
        PrivateModel.of(model.tf, loss, List.of(), UnitSize.of(1), List.of()));
  }

  @Test
  void isWithin_notANumber_isFalse() {
    assertThat(report(1, Double.NaN, 0, 1).isWithin(1)).isFalse();
    assertThat(report(1, 0, Double.NaN, 1).isWithin(1)).isFalse();
    assertThat(report(1, 0, 0, Double.NaN).isWithin(1)).isFalse();
    assertThat(report(1, 0, 0, 1).isWithin(0)).isTrue();
  }

  private static VerificationReport report(int examples, double norm, double sum, double share) {
    return new VerificationReport(
        new NeighborReport(
            examples, 1, norm, sum, share, 0, OptionalDouble.empty(), List.of(), List.of()),
        List.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void verify_noWholeUnit_isRefusedAndFreed(int rows) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, 1).rowsPerUnit(2).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      BatchFeeds feeds = rows(model, rows);
      assertThatThrownBy(() -> optimizer.verify(model.session, feeds))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 row(s) each");
      assertThat(feeds.inputs().tensors()).isEmpty();
    }
  }

  @Test
  void verify_squareOfAVariableThatMeetsData_doesNotEndTheProcess() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> positive = model.tf.math.square(model.variable(5));
      Operand<TFloat32> loss = model.distance(model.tf.math.mul(model.numbers(5), positive));
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(loss);
      model.session.initialize();
      assertThat(optimizer.verify(model.session, rows(model, 3)).isWithin(1e-4)).isTrue();
    }
  }
}
