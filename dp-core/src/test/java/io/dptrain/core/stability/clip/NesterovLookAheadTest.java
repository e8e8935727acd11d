package io.dptrain.core.stability.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat64;

/** The loss is a bowl, {@code sum(c_i w_i^2) / 2}, whose gradient is {@code c_i w_i}. */
class NesterovLookAheadTest {
  private static final double[] START = {3, -2};
  private static final double[] CURVATURES = {1, 10};
  private static final double RATE = 0.05;
  private static final double MU = 0.9;
  private static final int STEPS = 20;

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Session session = new Session(graph);
  private final Variable<TFloat64> weights = tf.withName("weights").variable(tf.constant(START));

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  @Test
  void minimize_bowl_equalsTheTextbook() {
    NesterovLookAhead optimizer = new NesterovLookAhead(graph, RATE, MU);
    Output<TFloat64> plain = train(optimizer.minimize(bowl()), optimizer);
    double[][] expected = textbook(Double.POSITIVE_INFINITY);
    assertThat(values(plain)).containsExactly(expected[0], within(1e-6));
    assertThat(values(weights.asOutput())).containsExactly(expected[1], within(1e-6));
  }

  @Test
  void minimize_clippedAtTheLookAheadPoint_equalsTheTextbook() {
    NesterovLookAhead optimizer = new NesterovLookAhead(graph, RATE, MU);
    ClippedOptimizer clipped = ClippedOptimizer.wrap(optimizer, GradientClipping.byGlobalNorm(2));
    Output<TFloat64> plain = train(clipped.minimize(bowl()), optimizer);
    assertThat(values(plain)).containsExactly(textbook(2)[0], within(1e-6));
    assertThat(textbook(2)[0][1]).isNotCloseTo(textbook(1e9)[0][1], within(1e-3));
  }

  @Test
  void settle_afterTraining_movesToThePlainPoint() {
    NesterovLookAhead optimizer = new NesterovLookAhead(graph, RATE, MU);
    Output<TFloat64> plain = train(optimizer.minimize(bowl()), optimizer);
    double[] expected = values(plain);
    session.runner().addTarget(optimizer.settle()).run().close();
    assertThat(values(weights.asOutput())).containsExactly(expected);
    assertThat(values(plain)).containsExactly(expected);
  }

  @Test
  void minimize_withoutMomentum_isGradientDescent() {
    NesterovLookAhead optimizer = new NesterovLookAhead(graph, RATE, 0);
    train(optimizer.minimize(bowl()), optimizer);
    double[] expected = new double[2];
    Arrays.setAll(expected, i -> START[i] * Math.pow(1 - RATE * CURVATURES[i], STEPS));
    assertThat(values(weights.asOutput())).containsExactly(expected, within(1e-6));
  }

  /** With a constant rate the look-ahead point is where the framework's own form goes. */
  @Test
  void minimize_bowl_equalsTheFrameworksNesterov() {
    Op train = new Momentum(graph, (float) RATE, (float) MU, true).minimize(bowl());
    session.initialize();
    for (int step = 0; step < STEPS; step++) {
      session.runner().addTarget(train).run().close();
    }
    double[] lookAhead = textbook(Double.POSITIVE_INFINITY)[1];
    assertThat(values(weights.asOutput())).containsExactly(lookAhead, within(1e-6));
  }

  @Test
  void plainPoint_variableNotTrained_isRefused() {
    NesterovLookAhead optimizer = new NesterovLookAhead(graph, RATE, MU);
    assertThatThrownBy(() -> optimizer.plainPoint(weights))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("weights");
    assertThatThrownBy(optimizer::settle).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void constructor_momentumOutOfDomain_isRefused(double bad) {
    assertThatThrownBy(() -> new NesterovLookAhead(graph, RATE, bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Double.toString(bad));
  }

  private Operand<TFloat64> bowl() {
    Operand<TFloat64> squares = tf.math.mul(weights, weights);
    Operand<TFloat64> halves = tf.math.mul(tf.constant(0.5), tf.constant(CURVATURES));
    return tf.reduceSum(tf.math.mul(halves, squares), tf.constant(0));
  }

  private Output<TFloat64> train(Op train, NesterovLookAhead optimizer) {
    Output<TFloat64> plain = optimizer.plainPoint(weights);
    session.initialize();
    for (int step = 0; step < STEPS; step++) {
      session.runner().addTarget(train).run().close();
    }
    return plain;
  }

  /** The two lines of the textbook: the plain point and the look-ahead point after all steps. */
  private static double[][] textbook(double clipNorm) {
    double[] theta = START.clone();
    double[] velocity = new double[2];
    for (int step = 0; step < STEPS; step++) {
      double[] gradient = new double[2];
      for (int i = 0; i < 2; i++) {
        gradient[i] = CURVATURES[i] * (theta[i] + MU * velocity[i]);
      }
      double factor = Math.min(1, clipNorm / Math.hypot(gradient[0], gradient[1]));
      for (int i = 0; i < 2; i++) {
        velocity[i] = MU * velocity[i] - RATE * factor * gradient[i];
        theta[i] += velocity[i];
      }
    }
    double[] lookAhead = {theta[0] + MU * velocity[0], theta[1] + MU * velocity[1]};
    return new double[][] {theta, lookAhead};
  }

  private double[] values(Output<TFloat64> tensor) {
    try (Result result = session.runner().fetch(tensor).run()) {
      double[] values = new double[2];
      result.get(0).asRawTensor().data().asDoubles().read(values);
      return values;
    }
  }
}
