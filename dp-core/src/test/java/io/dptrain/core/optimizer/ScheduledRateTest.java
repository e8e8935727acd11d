package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.optimizer.FrameworkOptimizers.Maker;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.core.stability.weights.DecoupledWeightDecay;
import io.dptrain.core.stability.weights.WeightClipping;
import io.dptrain.core.testing.LinearModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Adamax;
import org.tensorflow.framework.optimizers.Ftrl;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Learning rates that change from step to step, against updates in plain Java. */
class ScheduledRateTest {
  private static final int ROWS = 4;
  private static final int SIZE = LinearModel.WIDTH + LinearModel.BIASES;
  private static final double[] FACTORS = {1, 0.25, 2, 0, 0.5};
  private static final LearningRateSchedule SCHEDULE = step -> FACTORS[(int) step];
  private static final float RATE = 0.125f;

  /** The rows that all steps see. */
  private static final float[][] TABLE = new float[ROWS][LinearModel.WIDTH];

  static {
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < LinearModel.WIDTH; j++) {
        TABLE[i][j] = (float) Math.sin(1 + 3 * i + 7 * j);
      }
    }
  }

  /** Of the linear model, unclipped: the mean of the rows times BIASES, and ones. */
  private static double[] gradient() {
    double[] gradient = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      if (i < LinearModel.WIDTH) {
        for (float[] row : TABLE) {
          gradient[i] += (double) row[i] * LinearModel.BIASES / ROWS;
        }
      } else {
        gradient[i] = 1;
      }
    }
    return gradient;
  }

  private static DpOptimizerBuilder scheduled(DpOptimizerBuilder builder) {
    return builder.learningRate(SCHEDULE);
  }

  /** The variables after each step. */
  private static List<double[]> run(Maker maker, UnaryOperator<DpOptimizerBuilder> options) {
    try (LinearModel model = new LinearModel()) {
      DpOptimizerBuilder builder =
          LinearModel.builder(maker.of(model.graph, RATE), ROWS)
              .clipping(Clipping.flat(1e6))
              .trustKernelsWithoutProbe(); // one model in all cases
      DpOptimizer optimizer = model.ready(options.apply(builder));
      List<double[]> after = new ArrayList<>();
      for (int i = 0; i < FACTORS.length; i++) {
        optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
        after.add(model.variables().stream().mapToDouble(Double::doubleValue).toArray());
      }
      assertThat(optimizer.ledger().steps()).isEqualTo(FACTORS.length);
      return after;
    }
  }

  private static void requireClose(List<double[]> actual, List<double[]> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).as("step %s", i).containsExactly(expected.get(i), within(2e-5));
    }
  }

  private static List<double[]> descent() {
    List<double[]> expected = new ArrayList<>();
    double[] weights = new double[SIZE];
    for (double factor : FACTORS) {
      for (int i = 0; i < SIZE; i++) {
        weights[i] -= RATE * factor * gradient()[i];
      }
      expected.add(weights.clone());
    }
    return expected;
  }

  @Test
  void step_gradientDescent_movesByTheRateOfTheStep() {
    requireClose(run(GradientDescent::new, ScheduledRateTest::scheduled), descent());
  }

  @Test
  void step_momentum_movesByTheRateOfTheStep() {
    List<double[]> expected = new ArrayList<>();
    double[] weights = new double[SIZE];
    double[] held = new double[SIZE];
    for (double factor : FACTORS) {
      for (int i = 0; i < SIZE; i++) {
        held[i] = 0.9 * held[i] + gradient()[i];
        weights[i] -= RATE * factor * held[i];
      }
      expected.add(weights.clone());
    }
    requireClose(
        run((graph, rate) -> new Momentum(graph, rate, 0.9f, false), ScheduledRateTest::scheduled),
        expected);
  }

  /** The framework writes the powers of the betas beside the update, each in any order. */
  private static void requireOneOf(double moved, double[] possible, String what) {
    double nearest =
        Arrays.stream(possible).map(change -> Math.abs(moved - change)).min().orElseThrow();
    assertThat(nearest).as(what).isLessThan(2e-5);
  }

  @Test
  void step_adam_movesByTheRateOfTheStep() {
    List<double[]> after = run(Adam::new, ScheduledRateTest::scheduled);
    double[] first = new double[SIZE];
    double[] second = new double[SIZE];
    for (int step = 0; step < FACTORS.length; step++) {
      for (int i = 0; i < SIZE; i++) {
        first[i] = 0.9 * first[i] + 0.1 * gradient()[i];
        second[i] = 0.999 * second[i] + 0.001 * gradient()[i] * gradient()[i];
        double change = RATE * FACTORS[step] * first[i] / (Math.sqrt(second[i]) + 1e-8);
        double before = step == 0 ? 0 : after.get(step - 1)[i];
        requireOneOf(
            before - after.get(step)[i],
            new double[] {
              change * adamCorrection(step + 1, step + 1),
              change * adamCorrection(step + 1, step + 2),
              change * adamCorrection(step + 2, step + 1),
              change * adamCorrection(step + 2, step + 2)
            },
            "weight " + i + " in step " + step);
      }
    }
  }

  private static double adamCorrection(int first, int second) {
    return Math.sqrt(1 - Math.pow(0.999, second)) / (1 - Math.pow(0.9, first));
  }

  @Test
  void step_adamax_movesByTheRateOfTheStep() {
    List<double[]> after = run(Adamax::new, ScheduledRateTest::scheduled);
    double[] first = new double[SIZE];
    double[] largest = new double[SIZE];
    for (int step = 0; step < FACTORS.length; step++) {
      for (int i = 0; i < SIZE; i++) {
        first[i] = 0.9 * first[i] + 0.1 * gradient()[i];
        largest[i] = Math.max(0.999 * largest[i], Math.abs(gradient()[i]));
        double change = RATE * FACTORS[step] * first[i] / (largest[i] + 1e-7);
        double before = step == 0 ? 0 : after.get(step - 1)[i];
        requireOneOf(
            before - after.get(step)[i],
            new double[] {
              change / (1 - Math.pow(0.9, step + 1)), change / (1 - Math.pow(0.9, step + 2))
            },
            "weight " + i + " in step " + step);
      }
    }
  }

  static Stream<Named<Maker>> ordered() {
    return FrameworkOptimizers.ordered();
  }

  static Stream<Named<Maker>> all() {
    return FrameworkOptimizers.all();
  }

  /** As if the optimizer had been built with that rate: to the bit. */
  @ParameterizedTest
  @MethodSource("ordered")
  void step_constantFactor_isTheOptimizerBuiltWithThatRate(Maker maker) {
    List<double[]> scheduled =
        run(maker, builder -> builder.learningRate(LearningRateSchedule.constant(0.5)));
    List<double[]> built = run((graph, rate) -> maker.of(graph, rate / 2), builder -> builder);
    for (int i = 0; i < built.size(); i++) {
      assertThat(scheduled.get(i)).as("step %s", i).isEqualTo(built.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("ordered")
  void step_factorOne_changesNoBit(Maker maker) {
    List<double[]> plain = run(maker, builder -> builder);
    List<double[]> one =
        run(maker, builder -> builder.learningRate(LearningRateSchedule.constant(1)));
    for (int i = 0; i < plain.size(); i++) {
      assertThat(one.get(i)).as("step %s", i).isEqualTo(plain.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void minimize_schedule_addsNothingToTheGraph(Maker maker) {
    assertThat(operations(maker, ScheduledRateTest::scheduled))
        .isEqualTo(operations(maker, builder -> builder))
        .isNotEmpty();
  }

  private static List<String> operations(Maker maker, UnaryOperator<DpOptimizerBuilder> options) {
    try (LinearModel model = new LinearModel()) {
      model.ready(options.apply(LinearModel.builder(maker.of(model.graph, RATE), ROWS)));
      List<String> names = new ArrayList<>();
      model.graph.operations().forEachRemaining(operation -> names.add(operation.name()));
      return names;
    }
  }

  static Stream<Named<UnaryOperator<DpOptimizerBuilder>>> options() {
    return Stream.of(
        Named.of("in chunks", b -> b.physicalBatches(PhysicalBatches.ofSize(1))),
        Named.of("with statistics", b -> b.statistics(PrivateStatistics.none().withLoss(1e3, 20))),
        Named.of("with noise in the graph", b -> b.noise(InGraphNoise.of(SeededBits.of(1)))),
        Named.of("with clip norms by step", b -> b.clipping(Clipping.scheduled(step -> 1e6))));
  }

  @ParameterizedTest
  @MethodSource("options")
  void step_otherOptionsBesideASchedule_movesByTheRateOfTheStep(
      UnaryOperator<DpOptimizerBuilder> option) {
    requireClose(
        run(GradientDescent::new, builder -> option.apply(builder.learningRate(SCHEDULE))),
        descent());
  }

  /** The noise is a part of what the rate is applied to. */
  @Test
  void step_noiseAndRateZero_movesNothing() {
    List<double[]> after =
        run(
            GradientDescent::new,
            builder ->
                builder
                    .learningRate(SCHEDULE)
                    .noiseMultiplier(1)
                    .noise(HostNoise.of(SeededNoise.of(1))));
    assertThat(after.get(3)).isEqualTo(after.get(2)).isNotEqualTo(after.get(1));
  }

  @Test
  void step_decoupledWeightDecay_decaysByTheRateOfTheStep() {
    double decay = 0.5;
    List<double[]> expected = new ArrayList<>();
    double[] weights = new double[SIZE];
    for (double factor : FACTORS) {
      for (int i = 0; i < SIZE; i++) {
        double rate = RATE * factor;
        weights[i] = (1 - rate * decay) * weights[i] - rate * gradient()[i];
      }
      expected.add(weights.clone());
    }
    requireClose(
        run(
            (graph, rate) ->
                DecoupledWeightDecay.of(RATE, decay).around(new GradientDescent(graph, rate)),
            ScheduledRateTest::scheduled),
        expected);
  }

  @Test
  void step_weightConstraint_isThatOfTheScheduledUpdate() {
    List<double[]> expected = new ArrayList<>();
    double[] weights = new double[SIZE];
    for (double factor : FACTORS) {
      for (int i = 0; i < SIZE; i++) {
        weights[i] = Math.max(-0.2, Math.min(0.2, weights[i] - RATE * factor * gradient()[i]));
      }
      expected.add(weights.clone());
    }
    requireClose(
        run(
            (graph, rate) -> WeightClipping.of(0.2).around(new GradientDescent(graph, rate)),
            ScheduledRateTest::scheduled),
        expected);
  }

  @Test
  void step_optimizerInsideOfAnother_movesByTheRateOfTheStep() {
    requireClose(
        run(
            (graph, rate) ->
                ClippedOptimizer.wrap(
                    new GradientDescent(graph, rate), GradientClipping.byGlobalNorm(1e6)),
            ScheduledRateTest::scheduled),
        descent());
  }

  @Test
  void step_schedule_isAskedForEachStepOnceInOrder() {
    List<Long> asked = new ArrayList<>();
    run(
        GradientDescent::new,
        builder ->
            builder.learningRate(
                step -> {
                  asked.add(step);
                  return 1;
                }));
    assertThat(asked).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e300})
  void step_factorThatIsNone_isRefusedBeforeTheCharge(double factor) {
    try (LinearModel model = new LinearModel()) {
      DpOptimizer optimizer =
          model.ready(
              LinearModel.builder(new GradientDescent(model.graph, RATE), ROWS)
                  .learningRate(step -> step < 1 ? 1 : factor));
      optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
      assertThatThrownBy(() -> optimizer.step(model.session, rows -> model.feeds(TABLE, rows)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("learning rate factor of step 1");
      assertThat(optimizer.ledger().steps()).isOne();
    }
  }

  @Test
  void step_rateZeroThatIsDividedBy_isRefusedBeforeTheCharge() {
    try (LinearModel model = new LinearModel()) {
      DpOptimizer optimizer =
          model.ready(
              LinearModel.builder(new Ftrl(model.graph, RATE), ROWS)
                  .learningRate(LearningRateSchedule.constant(0)));
      assertThatThrownBy(() -> optimizer.step(model.session, rows -> model.feeds(TABLE, rows)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ApplyFtrl")
          .hasMessageContaining("return a small number instead of 0");
      assertThat(optimizer.ledger().steps()).isZero();
    }
  }

  @Test
  void minimize_optimizerWithoutARate_isRefusedByName() {
    try (LinearModel model = new LinearModel()) {
      DpOptimizer optimizer =
          LinearModel.builder(model.overwriting(), ROWS).learningRate(SCHEDULE).build();
      assertThatThrownBy(() -> optimizer.minimize(model.loss))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("learning rate of this optimizer cannot be scheduled")
          .hasMessageContaining("Assign");
    }
  }

  /** Its constant would be fed in both places. */
  @Test
  void minimize_rateThatIsSomethingElseToo_isRefused() {
    try (LinearModel model = new LinearModel()) {
      DpOptimizer optimizer =
          LinearModel.builder(new Sharing(model.graph), ROWS).learningRate(SCHEDULE).build();
      assertThatThrownBy(() -> optimizer.minimize(model.loss))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("reads the constant of the rate, too");
    }
  }

  /** Adds its rate to the gradient. */
  private static final class Sharing extends Optimizer {
    Sharing(Graph graph) {
      super(graph);
    }

    @Override
    @SuppressWarnings("unchecked") // the model is of one type
    protected <T extends TType> Op applyDense(Ops tf, Output<T> gradient, Output<T> variable) {
      Output<TFloat32> rate = tf.constant(0.1f).asOutput();
      Output<TFloat32> number = (Output<TFloat32>) gradient;
      return tf.train.applyGradientDescent(
          (Output<TFloat32>) variable, rate, tf.math.add(number, rate));
    }

    @Override
    public String getOptimizerName() {
      return "sharing";
    }
  }
}
