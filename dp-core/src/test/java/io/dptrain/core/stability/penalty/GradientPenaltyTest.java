package io.dptrain.core.stability.penalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

class GradientPenaltyTest {
  private final Network network = new Network();
  private final Ops tf = network.tf;

  /** Scores {@code |x_i|^2 / 2}, whose gradient is {@code x_i}: norms 5, 10 and 0.5. */
  private final Operand<TFloat64> points =
      tf.constant(new double[][] {{3, 4}, {-6, 8}, {0.3, 0.4}});

  private final Operand<TFloat64> scores = scores(points);

  private Operand<TFloat64> scores(Operand<TFloat64> input) {
    return tf.reduceSum(tf.math.mul(tf.constant(0.5), tf.math.square(input)), tf.constant(1));
  }

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  private double[] values(Operand<TFloat64> tensor) {
    return network.values(tensor.asOutput());
  }

  @Test
  void penalty_twoSided_isTheSquaredDistanceToOne() {
    assertThat(values(GradientPenalty.of(10).penalty(tf, scores, points)))
        .containsExactly(new double[] {160, 810, 2.5}, within(1e-12));
  }

  @Test
  void penalty_towardsAnotherNorm_isTheSquaredDistanceToIt() {
    assertThat(values(GradientPenalty.of(1).towards(5).penalty(tf, scores, points)))
        .containsExactly(new double[] {0, 25, 20.25}, within(1e-12));
  }

  @Test
  void penalty_oneSided_leavesSmallNormsAlone() {
    assertThat(values(GradientPenalty.of(1).oneSided().penalty(tf, scores, points)))
        .containsExactly(new double[] {16, 81, 0}, within(1e-12));
  }

  @Test
  void penalty_zeroCentered_isHalfGammaTimesTheSquare() {
    assertThat(values(GradientPenalty.zeroCentered(10).penalty(tf, scores, points)))
        .containsExactly(new double[] {125, 500, 1.25}, within(1e-12));
  }

  @Test
  void penalty_scoresInAColumn_isTheSame() {
    Operand<TFloat64> column = tf.reshape(scores, tf.constant(new int[] {3, 1}));
    assertThat(values(GradientPenalty.of(10).penalty(tf, column, points)))
        .containsExactly(new double[] {160, 810, 2.5}, within(1e-12));
  }

  @Test
  void penalty_inputOfOneAxis_takesEachNumberAlone() {
    Operand<TFloat64> input = tf.constant(new double[] {3, -2});
    Operand<TFloat64> squares = tf.math.square(input);
    assertThat(values(GradientPenalty.of(1).penalty(tf, squares, input)))
        .containsExactly(new double[] {25, 9}, within(1e-12));
  }

  @Test
  void gradient_whereTheNormIsZero_isZero() {
    Operand<TFloat64> weight = network.weight(2, 1);
    Operand<TFloat64> input = tf.constant(new double[][] {{1, 2}});
    Operand<TFloat64> silent = tf.math.mul(tf.linalg.matMul(input, weight), tf.constant(0.0));
    Operand<TFloat64> penalty = GradientPenalty.of(1).penalty(tf, silent, input);
    assertThat(values(penalty)).containsExactly(1);
    assertThat(network.gradient(penalty)).containsExactly(new double[2], within(0.0));
  }

  @Test
  void penalty_notANumber_staysOne() {
    Operand<TFloat64> spoiled = tf.math.mul(scores, tf.constant(Double.NaN));
    assertThat(values(GradientPenalty.of(1).penalty(tf, spoiled, points))).containsOnly(Double.NaN);
  }

  @Test
  void penalty_oneSidedNetwork_hasTheGradientOfCentralDifferences() {
    Operand<TFloat64> input = network.input(3, 16);
    Operand<TFloat64> score = Networks.TANH.score(network, input);
    Operand<TFloat64> penalty =
        GradientPenalty.of(3).towards(0.4).oneSided().penalty(tf, score, input);
    assertThat(Arrays.stream(values(penalty))).as("both sides").contains(0.0).anyMatch(x -> x > 0);
    assertThat(network.gradient(penalty))
        .containsExactly(network.differences(penalty), within(1e-6));
  }

  @Test
  void interpolate_images_liesBetweenRealAndGenerated() {
    Operand<TFloat64> real = tf.identity(network.input(3, 2, 2, 1));
    Operand<TFloat64> generated = tf.identity(network.input(3, 2, 2, 1));
    Operand<TFloat64> uniform = tf.constant(new double[] {0, 1, 0.25});
    double[] a = values(real);
    double[] b = values(generated);
    double[] expected = new double[12];
    double[] shares = {0, 1, 0.25};
    Arrays.setAll(expected, i -> shares[i / 4] * a[i] + (1 - shares[i / 4]) * b[i]);
    assertThat(values(GradientPenalty.interpolate(tf, real, generated, uniform)))
        .containsExactly(expected, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void of_badWeight_isRefused(double weight) {
    assertThatThrownBy(() -> GradientPenalty.of(weight))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight must be positive and finite, but is " + weight);
    assertThatThrownBy(() -> GradientPenalty.zeroCentered(weight))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gamma must be positive and finite, but is " + weight);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void towards_badNorm_isRefused(double norm) {
    GradientPenalty penalty = GradientPenalty.of(1);
    assertThatThrownBy(() -> penalty.towards(norm))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("norm must be zero or positive and finite, but is");
  }

  @Test
  void penalty_meanOfScores_isRefused() {
    Operand<TFloat64> mean = tf.math.mean(scores, tf.constant(0));
    assertThatThrownBy(() -> GradientPenalty.of(1).penalty(tf, mean, points))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("score must have the shape [batch, ...]")
        .hasMessageContaining("before the mean over the batch");
  }

  @Test
  void penalty_anotherInput_isRefused() {
    Operand<TFloat64> copy = tf.identity(points);
    assertThatThrownBy(() -> GradientPenalty.of(1).penalty(tf, scores, copy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("score must be computed from input")
        .hasMessageContaining(copy.op().name());
  }

  @Test
  void penalty_scoreBehindStopGradient_isRefused() {
    Operand<TFloat64> stopped = scores(tf.stopGradient(points));
    assertThatThrownBy(() -> GradientPenalty.of(1).penalty(tf, stopped, points))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in a differentiable way");
  }

  @Test
  void toString_names_whatIsPenalized() {
    assertThat(GradientPenalty.of(10)).hasToString("10.0 * (|g| - 1.0)^2");
    assertThat(GradientPenalty.of(2).oneSided()).hasToString("2.0 * max(0, |g| - 1.0)^2");
  }
}
