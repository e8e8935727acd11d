package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.testing.LinearModel;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Several optimizers, each for some of the variables, in one accounted step. */
class ParameterGroupTest {
  private static final int ROWS = 4;
  private static final int SIZE = LinearModel.WIDTH + LinearModel.BIASES;
  private static final float[][] TABLE = new float[ROWS][LinearModel.WIDTH];

  static {
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < LinearModel.WIDTH; j++) {
        TABLE[i][j] = (float) Math.cos(i + 5 * j);
      }
    }
  }

  private final LinearModel model = new LinearModel();

  @AfterEach
  void closeModel() {
    model.close();
  }

  private DpOptimizerBuilder builder(Optimizer first) {
    return LinearModel.builder(first, ROWS);
  }

  private GradientDescent descent(float rate) {
    return new GradientDescent(model.graph, rate);
  }

  private Adam adam() {
    return new Adam(model.graph, 1f);
  }

  /** Descent of rate 1, but for some variables. */
  private DpOptimizerBuilder grouped(Optimizer other, Operand<?>... variables) {
    return builder(descent(1)).parameterGroup(other, List.of(variables));
  }

  private double[] step(DpOptimizer optimizer) {
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    return model.variables().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** What an optimizer sees: all variables of each example are clipped together to 1. */
  private static double[] gradient() {
    double[] gradient = new double[SIZE];
    for (float[] row : TABLE) {
      double squares = LinearModel.BIASES;
      for (float value : row) {
        squares += Math.pow((double) value * LinearModel.BIASES, 2);
      }
      double factor = Math.min(1, 1 / Math.sqrt(squares)) / ROWS;
      for (int i = 0; i < SIZE; i++) {
        gradient[i] += factor * (i < LinearModel.WIDTH ? row[i] * LinearModel.BIASES : 1);
      }
    }
    return gradient;
  }

  @Test
  void step_twoRates_eachMovesItsVariables() {
    DpOptimizer optimizer = model.ready(grouped(descent(0.25f), model.bias));
    double[] after = step(optimizer);
    for (int i = 0; i < SIZE; i++) {
      double rate = i < LinearModel.WIDTH ? 1 : 0.25;
      assertThat(after[i]).isCloseTo(-rate * gradient()[i], within(1e-5));
    }
    assertThat(optimizer.ledger().steps()).isOne();
  }

  @Test
  void step_twoKindsOfOptimizers_eachMovesItsVariables() {
    DpOptimizer optimizer =
        model.ready(
            builder(new Momentum(model.graph, 1f, 0.5f, false))
                .parameterGroup(descent(1), List.of(model.bias)));
    step(optimizer);
    double[] after = step(optimizer);
    for (int i = 0; i < SIZE; i++) {
      double moved = i < LinearModel.WIDTH ? 1 + 1.5 : 2;
      assertThat(after[i]).isCloseTo(-moved * gradient()[i], within(1e-5));
    }
  }

  static Stream<Supplier<NoiseMechanism>> mechanisms() {
    return Stream.of(
        () -> HostNoise.of(SeededNoise.of(3)), () -> InGraphNoise.of(SeededBits.of(3)));
  }

  /** Same clipping, same noise, same cost: with equal optimizers groups change no bit. */
  @ParameterizedTest
  @MethodSource("mechanisms")
  void step_groupsOfEqualOptimizers_isThatOfOneOptimizer(Supplier<NoiseMechanism> noise) {
    DpOptimizer grouped =
        model.ready(
            builder(descent(0.5f))
                .noiseMultiplier(1.5)
                .noise(noise.get())
                .physicalBatches(PhysicalBatches.ofSize(3))
                .parameterGroup(descent(0.5f), List.of(model.weight)));
    try (LinearModel other = new LinearModel()) {
      DpOptimizer one =
          other.ready(
              LinearModel.builder(new GradientDescent(other.graph, 0.5f), ROWS)
                  .noiseMultiplier(1.5)
                  .noise(noise.get())
                  .physicalBatches(PhysicalBatches.ofSize(3)));
      for (int i = 0; i < 3; i++) {
        grouped.step(model.session, rows -> model.feeds(TABLE, rows));
        one.step(other.session, rows -> other.feeds(TABLE, rows));
      }
      assertThat(model.variables()).isEqualTo(other.variables());
      assertThat(grouped.l2Sensitivity()).isEqualTo(one.l2Sensitivity());
      assertThat(grouped.ledger().event()).isEqualTo(one.ledger().event());
      assertThat(grouped.ledger().steps()).isEqualTo(3);
    }
  }

  @Test
  void step_schedules_thatOfTheGroupComesBeforeThatOfAll() {
    DpOptimizer optimizer =
        model.ready(
            builder(descent(1))
                .learningRate(LearningRateSchedule.constant(0.5))
                .parameterGroup(
                    descent(1),
                    List.of(model.bias),
                    LearningRateSchedule.stepwise(Map.of(0L, 0.0, 1L, 2.0))));
    double[] first = step(optimizer);
    double[] second = step(optimizer);
    for (int i = 0; i < SIZE; i++) {
      boolean isWeight = i < LinearModel.WIDTH;
      assertThat(first[i]).isCloseTo(isWeight ? -0.5 * gradient()[i] : 0, within(1e-5));
      assertThat(second[i]).isCloseTo(-(isWeight ? 1 : 2) * gradient()[i], within(2e-5));
    }
  }

  @Test
  void step_scheduleOfAll_alsoMovesGroupsWithoutOne() {
    DpOptimizer optimizer =
        model.ready(
            builder(descent(1))
                .learningRate(LearningRateSchedule.constant(0.5))
                .parameterGroup(descent(2), List.of(model.bias)));
    double[] after = step(optimizer);
    assertThat(after[SIZE - 1]).isCloseTo(-gradient()[SIZE - 1], within(1e-5));
  }

  /** Clip groups and parameter groups have nothing to do with each other. */
  @Test
  void step_clippedPerLayer_groupsKeepTheirRates() {
    DpOptimizer optimizer =
        model.ready(
            builder(descent(1))
                .clipping(Clipping.perLayer(1e6))
                .parameterGroup(descent(0.5f), List.of(model.bias)));
    assertThat(step(optimizer)[SIZE - 1]).isCloseTo(-0.5, within(1e-4));
  }

  @Test
  void minimize_groupsAndAName_isOneOperationThatUpdatesAll() {
    DpOptimizer optimizer = grouped(adam(), model.bias).build();
    Op train = optimizer.minimize(model.loss, "train");
    model.session.initialize();
    assertThat(train.op().name()).isEqualTo("train");
    assertThat(step(optimizer)).doesNotContain(0.0);
  }

  @Test
  void step_ordinaryOptimizerAddedForAGroup_isRefused() {
    DpOptimizer optimizer = model.ready(grouped(descent(1), model.bias));
    step(optimizer);
    model.tf.assignSub(model.bias, model.tf.math.mean(model.data, model.tf.constant(0)));
    assertThatThrownBy(() -> step(optimizer))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("'bias'")
        .hasMessageContaining("neither clipped nor noised");
    assertThat(optimizer.ledger().steps()).isOne();
  }

  static Stream<UnaryOperator<Optimizer[]>> orders() {
    return Stream.of(pair -> pair, pair -> new Optimizer[] {pair[1], pair[0]});
  }

  @ParameterizedTest
  @MethodSource("orders")
  void minimize_optimizerOfAnyGroupThatReadsTheBatch_isRefused(UnaryOperator<Optimizer[]> order) {
    Optimizer[] pair = order.apply(new Optimizer[] {descent(1), new Reading(model.graph)});
    DpOptimizer optimizer = builder(pair[0]).parameterGroup(pair[1], List.of(model.bias)).build();
    assertThatThrownBy(() -> optimizer.minimize(model.loss))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("'data'");
  }

  /** Adds the sum of the batch to what it writes. */
  private final class Reading extends Optimizer {
    Reading(Graph graph) {
      super(graph);
    }

    @Override
    @SuppressWarnings("unchecked") // the model is of one type
    protected <T extends TType> Op applyDense(Ops tf, Output<T> gradient, Output<T> variable) {
      Operand<TFloat32> sum = tf.reduceSum(model.data, tf.constant(new int[] {0, 1}));
      return tf.assign((Output<TFloat32>) variable, tf.math.add((Output<TFloat32>) gradient, sum));
    }

    @Override
    public String getOptimizerName() {
      return "reading";
    }
  }

  private void requireRefused(DpOptimizerBuilder builder, String... parts) {
    assertThatThrownBy(() -> builder.build().minimize(model.loss))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void build_variableInTwoGroups_isRefused() {
    requireRefused(
        grouped(descent(1), model.bias).parameterGroup(adam(), List.of(model.bias)),
        "'bias' is named twice");
    requireRefused(grouped(adam(), model.bias, model.bias), "'bias' is named twice");
  }

  @Test
  void build_optimizerTwice_isRefused() {
    Optimizer adam = adam();
    requireRefused(builder(adam).parameterGroup(adam, List.of(model.bias)), "Adam was given twice");
  }

  @Test
  void build_noVariables_isRefused() {
    requireRefused(grouped(adam()), "at least one variable");
  }

  @Test
  void build_optimizerOrVariableOfAnotherGraph_isRefused() {
    try (LinearModel other = new LinearModel()) {
      requireRefused(grouped(new Adam(other.graph, 1f), model.bias), "Adam is in another one");
      requireRefused(grouped(adam(), other.bias), "'bias' is in another one");
    }
  }

  @Test
  void minimize_groupOfAVariableThatIsNotTrained_isRefused() {
    Variable<TFloat32> unused = model.tf.withName("unused").variable(model.tf.constant(1f));
    requireRefused(grouped(adam(), unused), "'unused' is not", "take it out of the group");
  }

  @Test
  void minimize_groupOfWhatIsNoVariable_isRefused() {
    requireRefused(grouped(adam(), model.data), "'data' is not");
  }

  @Test
  void minimize_frozenVariableInAGroup_isRefused() {
    DpOptimizer optimizer = grouped(adam(), model.bias).build();
    assertThatThrownBy(() -> optimizer.minimize(model.loss, List.of(model.weight)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'bias' is not");
  }

  @Test
  void minimize_nothingLeftForTheFirstOptimizer_isRefused() {
    requireRefused(grouped(adam(), model.bias, model.weight), "a variable must be left");
  }
}
