package io.dptrain.core.stability.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.util.DoubleComparator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat64;

class WeightConstraintTest {
  private static final Comparator<Double> CLOSE = new DoubleComparator(1e-12);

  private final WeightModel model = new WeightModel();

  @AfterEach
  void closeModel() {
    model.close();
  }

  private void expectAfterHalf(WeightConstraint constraint, List<Double> expected) {
    Op op = constraint.after(model.tf, model.addHalf(), List.of(model.weight));
    model.session.initialize();
    model.run(op);
    assertThat(model.values(model.weight))
        .usingElementComparator(CLOSE)
        .containsExactlyElementsOf(expected);
    assertThat(model.values(model.bias)).containsExactly(-2.0, 0.25, 7.0);
  }

  /** The weight after the update, in plain Java. */
  private static double[][] half() {
    return new double[][] {{3.5, 0.8, 0.5}, {-3.5, 0.9, 0.5}};
  }

  @Test
  void after_weightClipping_clipsWhatTheUpdateLeft() {
    List<Double> expected = new ArrayList<>();
    for (double[] row : half()) {
      for (double value : row) {
        expected.add(Math.max(-0.7, Math.min(0.7, value)));
      }
    }
    expectAfterHalf(WeightClipping.of(0.7), expected);
  }

  @Test
  void after_maxNorm_shrinksLongColumnsAlone() {
    expectAfterHalf(NormConstraint.maxNorm(1, 0), scaledColumns(norm -> Math.min(1, 1 / norm)));
  }

  @Test
  void after_unitNorm_scalesAllColumns() {
    expectAfterHalf(NormConstraint.unitNorm(0), scaledColumns(norm -> 1 / norm));
  }

  private static List<Double> scaledColumns(DoubleUnaryOperator factor) {
    double[][] weight = half();
    List<Double> scaled = new ArrayList<>();
    for (double[] row : weight) {
      for (int j = 0; j < row.length; j++) {
        double norm = Math.hypot(weight[0][j], weight[1][j]);
        scaled.add(row[j] * factor.applyAsDouble(norm));
      }
    }
    return scaled;
  }

  @Test
  void project_columnOfZeros_staysAsItIs() {
    model.session.initialize();
    for (NormConstraint constraint :
        List.of(NormConstraint.unitNorm(0), NormConstraint.maxNorm(2, 0))) {
      Operand<TFloat64> projected =
          constraint.project(model.tf, model.tf.constant(WeightModel.WEIGHT));
      assertThat(model.values(projected)).element(2).isEqualTo(0.0);
      assertThat(model.values(projected)).element(5).isEqualTo(0.0);
    }
  }

  @Test
  void project_severalAxes_takesTheNormOverAll() {
    Operand<TFloat64> kernel = model.tf.constant(new double[][][] {{{1, 3}}, {{1, 4}}, {{1, 0}}});
    assertThat(model.values(NormConstraint.maxNorm(1.5, 0, 1).project(model.tf, kernel)))
        .usingElementComparator(CLOSE)
        .containsExactly(1.5 / Math.sqrt(3), 0.9, 1.5 / Math.sqrt(3), 1.2, 1.5 / Math.sqrt(3), 0.0);
  }

  @Test
  void project_notANumber_staysOne() {
    Operand<TFloat64> spoiled = model.tf.constant(new double[][] {{Double.NaN}});
    for (WeightConstraint constraint :
        List.of(WeightClipping.of(1), NormConstraint.maxNorm(1, 0), NormConstraint.unitNorm(0))) {
      assertThat(model.values(constraint.project(model.tf, spoiled))).containsOnly(Double.NaN);
    }
  }

  @Test
  void around_optimizer_clipsAllThatItTrains() {
    Optimizer optimizer = WeightClipping.of(0.7).around(model.ascent(0.5));
    Op train = optimizer.minimize(model.loss);
    model.session.initialize();
    model.run(train);
    assertThat(model.values(model.weight))
        .usingElementComparator(CLOSE)
        .containsExactly(0.7, 0.7, 0.5, -0.7, 0.7, 0.5);
    assertThat(model.values(model.bias))
        .usingElementComparator(CLOSE)
        .containsExactly(-0.7, 0.7, 0.7);
    assertThat(optimizer.getOptimizerName()).isEqualTo("GradientDescent");
  }

  @Test
  void around_chosenVariables_leavesTheOthers() {
    Optimizer optimizer =
        NormConstraint.maxNorm(1, 0).around(model.ascent(0.5), List.of(model.weight));
    Op train = optimizer.minimize(model.loss);
    model.session.initialize();
    model.run(train);
    assertThat(model.values(model.weight))
        .usingElementComparator(CLOSE)
        .containsExactlyElementsOf(scaledColumns(norm -> Math.min(1, 1 / norm)));
    assertThat(model.values(model.bias)).containsExactly(-1.5, 0.75, 7.5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void of_badBound_isRefused(double bound) {
    assertThatThrownBy(() -> WeightClipping.of(bound))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bound must be positive and finite, but is " + bound);
    assertThatThrownBy(() -> NormConstraint.maxNorm(bound, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("l2 must be positive and finite, but is " + bound);
  }

  @Test
  void maxNorm_badAxes_areRefused() {
    assertThatThrownBy(() -> NormConstraint.unitNorm()).hasMessageContaining("but are []");
    assertThatThrownBy(() -> NormConstraint.unitNorm(1, 1)).hasMessageContaining("[1, 1]");
    assertThatThrownBy(() -> NormConstraint.unitNorm(-1)).hasMessageContaining("axis must be");
  }

  @Test
  void around_axisThatAVariableLacks_isRefusedByName() {
    Optimizer optimizer = NormConstraint.maxNorm(1, 1).around(model.ascent(1));
    assertThatThrownBy(() -> optimizer.minimize(model.loss))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("axes must be axes of the weight, but are [1]")
        .hasMessageContaining(model.bias.op().name());
  }

  @Test
  void around_variablesThatCannotBeMeant_areRefused() {
    Operand<TFloat64> sum = model.tf.math.add(model.bias, model.bias);
    Operand<TFloat64> other = model.tf.variable(model.tf.constant(1.0));
    WeightClipping clipping = WeightClipping.of(1);
    assertThatThrownBy(() -> clipping.around(model.ascent(1), List.of()))
        .hasMessageContaining("at least one variable");
    assertThatThrownBy(() -> clipping.around(model.ascent(1), List.of(sum)))
        .hasMessageContaining("must come from tf.variable(...)");
    Optimizer optimizer = clipping.around(model.ascent(1), List.of(other));
    List<Optimizer.GradAndVar<?>> gradients =
        List.of(
            new Optimizer.GradAndVar<>(
                model.tf.onesLike(model.bias).asOutput(), model.bias.asOutput()));
    assertThatThrownBy(() -> optimizer.applyGradients(gradients, "train"))
        .hasMessageContaining("must be trained by the optimizer")
        .hasMessageContaining(other.op().name());
  }

  @Test
  void equals_sameConstraint_isEqual() {
    assertThat(NormConstraint.maxNorm(2, 0))
        .isEqualTo(NormConstraint.maxNorm(2, 0))
        .hasSameHashCodeAs(NormConstraint.maxNorm(2, 0))
        .isNotEqualTo(NormConstraint.maxNorm(2, 1))
        .isNotEqualTo(NormConstraint.maxNorm(1, 0))
        .hasToString("maximal norm 2.0 over axes [0]");
    assertThat(NormConstraint.maxNorm(1, 0)).isNotEqualTo(NormConstraint.unitNorm(0));
  }
}
