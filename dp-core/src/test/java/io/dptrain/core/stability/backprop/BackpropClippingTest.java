package io.dptrain.core.stability.backprop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Snapshot;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

class BackpropClippingTest {
  private static final int STEPS = 5;
  private static final int BATCH = 3;
  private static final int UNITS = 4;

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(SignalRule.byValue(0.6), clip(BackpropClippingTest::byValue)),
        Arguments.of(SignalRule.byRowNorm(1.5), clip(BackpropClippingTest::byRow)),
        Arguments.of(SignalRule.byTensorNorm(2.5), clip(BackpropClippingTest::byTensor)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void clipSignal_atEveryStepOfARecurrentNet_equalsPlainJava(
      SignalRule rule, ReferenceRecurrentNet.SignalClip clip) {
    Random random = new Random(7);
    double[][][] inputs = new double[STEPS][][];
    Arrays.setAll(inputs, t -> matrix(random, BATCH, 2, 0.3));
    double[][] input = matrix(random, 2, UNITS, 0.5);
    double[][] recurrent = matrix(random, UNITS, UNITS, 1.5);
    double[] readOut = {1, -2, 0.5, 0.1};
    ReferenceRecurrentNet net = new ReferenceRecurrentNet(inputs, input, recurrent, readOut);
    double[] expected = flat(net.recurrentGradient(clip));
    double[] actual = gradient(inputs, input, recurrent, readOut, rule);
    double[] unclipped = flat(net.recurrentGradient(signal -> {}));
    assertThat(actual).containsExactly(expected, within(1e-12));
    assertThat(expected[0]).isNotCloseTo(unclipped[0], within(1e-3));
  }

  private static double[] gradient(
      double[][][] inputs,
      double[][] input,
      double[][] recurrent,
      double[] readOut,
      SignalRule rule) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat64> weights = tf.constant(recurrent);
      Operand<TFloat64> hidden = tf.constant(new double[BATCH][UNITS]);
      for (double[][] step : inputs) {
        Operand<TFloat64> fromInput = tf.linalg.matMul(tf.constant(step), tf.constant(input));
        Operand<TFloat64> sum = tf.math.add(fromInput, tf.linalg.matMul(hidden, weights));
        hidden = BackpropClipping.clipSignal(tf, tf.math.tanh(sum), rule);
      }
      Operand<TFloat64> loss = tf.math.mul(hidden, tf.constant(readOut));
      Output<?>[] gradients =
          graph.addGradients(loss.asOutput(), new Output<?>[] {weights.asOutput()});
      return fetch(session, gradients[0]);
    }
  }

  @Test
  void clipSignal_forward_passesTheTensor() {
    assertThat(run(SignalRule.byValue(0.1), new float[] {3, -4}, new float[] {1, 1})[0])
        .containsExactly(3, -4);
  }

  @Test
  void clipSignal_signalWithinTheBound_changesNoBit() {
    float[] signal = {0.1f, -0.3f};
    float[] values = {1, 1};
    assertThat(signal(SignalRule.byTensorNorm(1), values, signal)).containsExactly(signal);
    assertThat(signal(SignalRule.byRowNorm(0.3f), values, signal)).containsExactly(signal);
    assertThat(signal(SignalRule.byValue(0.3f), values, signal)).containsExactly(signal);
  }

  @ParameterizedTest
  @ValueSource(floats = {1e30f, Float.MAX_VALUE})
  void clipSignal_squaresBeyondFloat_areClippedToTheBound(float size) {
    float[] signal = {size, -size};
    float root = (float) Math.sqrt(0.5);
    assertThat(signal(SignalRule.byTensorNorm(1), new float[2], signal))
        .containsExactly(new float[] {root, -root}, within(1e-6f));
    assertThat(signal(SignalRule.byRowNorm(1), new float[2], signal)).containsExactly(1, -1);
  }

  @Test
  void clipSignal_signalNotFinite_isZeroWhereItIsNot() {
    float[] signal = {Float.NaN, 2, Float.NEGATIVE_INFINITY};
    float[] values = new float[3];
    assertThat(signal(SignalRule.byTensorNorm(1), values, signal)).containsExactly(0, 0, 0);
    assertThat(signal(SignalRule.byRowNorm(1), values, signal)).containsExactly(0, 1, 0);
    assertThat(signal(SignalRule.byValue(1), values, signal)).containsExactly(0, 1, -1);
  }

  @Test
  void clipSignal_severalInOneGraph_keepTheirOwnRules() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat64> x = tf.constant(new double[] {5});
      Operand<TFloat64> wide = BackpropClipping.clipSignal(tf, x, SignalRule.byValue(2));
      Operand<TFloat64> narrow = BackpropClipping.clipSignal(tf, x, SignalRule.byRowNorm(0.5));
      Operand<TFloat64> foreign = Snapshot.create(tf.scope(), x); // of another user: no rule
      Operand<TFloat64> loss =
          tf.math.addN(List.of(square(tf, wide), square(tf, narrow), square(tf, foreign)));
      Output<?>[] gradients = graph.addGradients(loss.asOutput(), new Output<?>[] {x.asOutput()});
      assertThat(fetch(session, gradients[0])).containsExactly(2 + 0.5 + 10);
    }
  }

  @Test
  void clipSignal_graphImported_keepsTheRule() {
    try (Graph graph = new Graph();
        Graph copy = new Graph();
        Session session = new Session(copy)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat64> x = tf.withName("x").constant(new double[] {5});
      Operand<TFloat64> clipped = BackpropClipping.clipSignal(tf, x, SignalRule.byValue(0.25));
      String loss = square(tf, clipped).op().name();
      copy.importGraphDef(graph.toGraphDef());
      Output<?>[] gradients =
          copy.addGradients(
              copy.operation(loss).output(0), new Output<?>[] {copy.operation("x").output(0)});
      assertThat(fetch(session, gradients[0])).containsExactly(0.25);
    }
  }

  @Test
  void clipSignal_rowsOfAScalar_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      assertThatThrownBy(
              () -> BackpropClipping.clipSignal(tf, tf.constant(1f), SignalRule.byRowNorm(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("rows");
    }
  }

  @Test
  void clipSignal_halfPrecision_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat16> half = tf.dtypes.cast(tf.constant(1f), TFloat16.class);
      assertThatThrownBy(() -> BackpropClipping.clipSignal(tf, half, SignalRule.byValue(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("TFloat16");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void byValue_boundOutOfDomain_isRefused(double bad) {
    assertThatThrownBy(() -> SignalRule.byValue(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Double.toString(bad));
  }

  /** What comes back for a signal. */
  private static float[] signal(SignalRule rule, float[] values, float[] signal) {
    return run(rule, values, signal)[1];
  }

  /** Sends values forward and a signal back. */
  private static float[][] run(SignalRule rule, float[] values, float[] signal) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = tf.constant(values);
      Output<TFloat32> y = BackpropClipping.clipSignal(tf, x, rule).asOutput();
      Output<?>[] seed = {tf.constant(signal).asOutput()};
      Output<?>[] back =
          graph.addGradients(null, new Output<?>[] {y}, new Output<?>[] {x.asOutput()}, seed);
      try (Result result = session.runner().fetch(y).fetch(back[0]).run()) {
        return new float[][] {floats((TFloat32) result.get(0)), floats((TFloat32) result.get(1))};
      }
    }
  }

  private static Operand<TFloat64> square(Ops tf, Operand<TFloat64> tensor) {
    return tf.math.square(tensor);
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  private static double[] fetch(Session session, Output<?> tensor) {
    try (Result result = session.runner().fetch(tensor).run()) {
      double[] values = new double[Math.toIntExact(result.get(0).shape().size())];
      result.get(0).asRawTensor().data().asDoubles().read(values);
      return values;
    }
  }

  private static double[][] matrix(Random random, int rows, int columns, double size) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      Arrays.setAll(row, i -> size * random.nextGaussian());
    }
    return matrix;
  }

  private static double[] flat(double[][] matrix) {
    return Arrays.stream(matrix).flatMapToDouble(Arrays::stream).toArray();
  }

  private static ReferenceRecurrentNet.SignalClip clip(ReferenceRecurrentNet.SignalClip clip) {
    return clip;
  }

  private static void byValue(double[][] signal) {
    for (double[] row : signal) {
      Arrays.setAll(row, i -> Math.max(-0.6, Math.min(0.6, row[i])));
    }
  }

  private static void byRow(double[][] signal) {
    for (double[] row : signal) {
      scale(new double[][] {row}, 1.5);
    }
  }

  private static void byTensor(double[][] signal) {
    scale(signal, 2.5);
  }

  private static void scale(double[][] signal, double bound) {
    double norm = Math.sqrt(Arrays.stream(flat(signal)).map(entry -> entry * entry).sum());
    for (double[] row : signal) {
      Arrays.setAll(row, i -> row[i] * Math.min(1, bound / norm));
    }
  }
}
