package io.dptrain.core.stability.penalty;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.stability.weights.SpectralNormalization;
import io.dptrain.core.stability.weights.SpectralNormalization.Normalized;
import io.dptrain.core.stability.weights.WeightClipping;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.RMSProp;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.random.RandomUniform;
import org.tensorflow.types.TFloat32;

/** The three ways to keep a critic Lipschitz, with an optimizer of tensorflow-framework. */
class WassersteinCriticTest {
  private static final int STEPS = 60;

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Ops tf = Ops.create(graph);
  private final Variable<TFloat32> first = variable(new float[][] {{2, -1, 1}, {1, 2, -1}});
  private final Variable<TFloat32> second = variable(new float[][] {{2}, {-1}, {1}});
  private final Operand<TFloat32> real = uniform(1, 1);
  private final Operand<TFloat32> generated = uniform(-1, 2);

  @AfterEach
  void closeSession() {
    session.close();
    graph.close();
  }

  private Variable<TFloat32> variable(float[][] values) {
    return tf.variable(tf.constant(values));
  }

  /** Points of a square with sides of one. */
  private Operand<TFloat32> uniform(float corner, long seed) {
    Operand<TFloat32> numbers =
        tf.random.randomUniform(
            tf.constant(new int[] {16, 2}), TFloat32.class, RandomUniform.seed(seed));
    return tf.math.add(numbers, tf.constant(corner));
  }

  private UnaryOperator<Operand<TFloat32>> critic(
      Operand<TFloat32> firstWeight, Operand<TFloat32> secondWeight) {
    return x -> tf.linalg.matMul(tf.nn.relu(tf.linalg.matMul(x, firstWeight)), secondWeight);
  }

  /** How much higher the generated points score; the critic makes it as negative as it can. */
  private Operand<TFloat32> difference(UnaryOperator<Operand<TFloat32>> critic) {
    return tf.math.sub(mean(critic.apply(generated)), mean(critic.apply(real)));
  }

  private Operand<TFloat32> mean(Operand<TFloat32> values) {
    return tf.math.mean(tf.reshape(values, tf.constant(new int[] {-1})), tf.constant(0));
  }

  private Optimizer optimizer() {
    return new RMSProp(graph, 0.02f);
  }

  private double value(Operand<TFloat32> scalar) {
    try (Result result = session.runner().fetch(scalar).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  private void run(int steps, Op... ops) {
    for (int i = 0; i < steps; i++) {
      Session.Runner runner = session.runner();
      List.of(ops).forEach(runner::addTarget);
      runner.run().close();
    }
  }

  @Test
  void minimize_gradientPenalty_bringsTheNormToOne() {
    UnaryOperator<Operand<TFloat32>> critic = critic(first, second);
    Operand<TFloat32> shares =
        tf.random.randomUniform(
            tf.constant(new int[] {16}), TFloat32.class, RandomUniform.seed(3L));
    Operand<TFloat32> points = GradientPenalty.interpolate(tf, real, generated, shares);
    Operand<TFloat32> penalty =
        mean(GradientPenalty.of(10).penalty(tf, critic.apply(points), points));
    Op train = optimizer().minimize(tf.math.add(difference(critic), penalty));
    session.initialize();
    double before = value(penalty);
    run(STEPS, train);
    assertThat(before).isGreaterThan(20);
    assertThat(value(penalty)).isBetween(0.0, 2.0);
    assertThat(value(difference(critic))).isNegative();
  }

  @Test
  void minimize_weightClipping_keepsWeightsInBounds() {
    UnaryOperator<Operand<TFloat32>> critic = critic(first, second);
    Op train = WeightClipping.of(0.1).around(optimizer()).minimize(difference(critic));
    session.initialize();
    run(STEPS, train);
    for (Variable<TFloat32> variable : List.of(first, second)) {
      assertThat(values(variable)).allMatch(value -> Math.abs(value) <= 0.1f);
    }
    assertThat(value(difference(critic))).isNegative();
  }

  private List<Float> values(Variable<TFloat32> variable) {
    try (Result result = session.runner().fetch(variable).run()) {
      List<Float> values = new ArrayList<>();
      ((TFloat32) result.get(0)).scalars().forEach(scalar -> values.add(scalar.getFloat()));
      return values;
    }
  }

  @Test
  void minimize_spectralNormalization_keepsTheCriticLipschitz() {
    Normalized<TFloat32> hidden = SpectralNormalization.of(1).apply(tf, first);
    Normalized<TFloat32> output = SpectralNormalization.of(1).apply(tf, second);
    UnaryOperator<Operand<TFloat32>> critic = critic(hidden.weight(), output.weight());
    Op train = optimizer().minimize(difference(critic));
    session.initialize();
    run(STEPS, train, hidden.update(), output.update());
    double distance = Math.sqrt(8);
    assertThat(-value(difference(critic))).isBetween(1.0, 1.01 * (distance + 1));
    assertThat(first.shape()).isEqualTo(Shape.of(2, 3));
  }
}
