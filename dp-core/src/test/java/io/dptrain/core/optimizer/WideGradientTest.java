package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The clipped gradient of one record is no longer than its bound, however many entries it has:
 * squares that are small beside the sum of the others may not get lost in it. The length is that of
 * an update without noise, in double precision.
 */
class WideGradientTest {
  private static final double BOUND = 1;

  /** Each with the bound one. */
  static Stream<Clipping> strategies() {
    return Stream.of(
        Clipping.flat(1),
        Clipping.scheduled(step -> 1),
        Clipping.perLayer(1),
        Clipping.automatic(1).withStability(1e-9),
        Clipping.adaptiveQuantile(0.5, 1),
        Clipping.byL1Norm(1));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void step_oneLargeAndManySmallEntries_isNotAboveTheBound(Clipping clipping) {
    for (float small : new float[] {2.44e-4f, 1.2e-4f, 1e-3f}) {
      float[] gradient = new float[8193];
      Arrays.fill(gradient, small);
      gradient[0] = 1;
      assertThat(built(clipping, 3f, gradient)).isBetween(0.01 * BOUND, BOUND);
      assertThat(product(clipping, gradient)).isBetween(0.01 * BOUND, BOUND);
    }
  }

  @Test
  void step_manyEqualEntries_isNotAboveTheBound() {
    for (int width : new int[] {4099, 65_536, 300_007}) {
      for (float size : new float[] {1f, 0.9f, 0.7f, 0.6f}) {
        float[] gradient = new float[width];
        Arrays.fill(gradient, size);
        assertThat(built(Clipping.flat(1), 1f, gradient)).isBetween(0.99 * BOUND, BOUND);
      }
    }
  }

  /** The counts alone are beyond what single precision can count. */
  @Test
  void step_oneRowLookedUpAMillionTimes_isNotAboveTheBound() {
    for (boolean isPooled : new boolean[] {true, false}) {
      assertThat(lookUps(1 << 20, isPooled)).isBetween(0.99 * BOUND, BOUND);
    }
  }

  private static double built(Clipping clipping, float scale, float... gradient) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> input =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, gradient.length)));
      Variable<TFloat32> variable = zeros(tf, gradient.length);
      Operand<TFloat32> products = tf.math.mul(input, variable);
      Operand<TFloat32> losses =
          tf.math.mul(tf.reduceSum(products, tf.constant(1)), tf.constant(scale));
      Shape shape = Shape.of(1, gradient.length);
      return length(
          graph,
          session,
          clipping,
          losses,
          variable,
          input,
          TFloat32.tensorOf(shape, DataBuffers.of(gradient)));
    }
  }

  /** The gradient is the outer product of the input and a one. */
  private static double product(Clipping clipping, float... gradient) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> input =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, gradient.length)));
      Variable<TFloat32> variable = zeros(tf, gradient.length, 1);
      Operand<TFloat32> losses =
          tf.reshape(tf.linalg.matMul(input, variable), tf.constant(new int[] {-1}));
      Shape shape = Shape.of(1, gradient.length);
      return length(
          graph,
          session,
          clipping,
          tf.math.mul(losses, tf.constant(3f)),
          variable,
          input,
          TFloat32.tensorOf(shape, DataBuffers.of(gradient)));
    }
  }

  private static double lookUps(int positions, boolean isPooled) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TInt32> ids =
          tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, positions)));
      Variable<TFloat32> variable = zeros(tf, 3, 1);
      Operand<TFloat32> rows = tf.gather(variable, ids, tf.constant(0));
      Operand<TFloat32> values =
          isPooled
              ? tf.reduceSum(rows, tf.constant(1))
              : tf.reduceSum(tf.math.mul(rows, tf.constant(0.7f)), tf.constant(1));
      Operand<TFloat32> losses = tf.reshape(values, tf.constant(new int[] {-1}));
      return length(
          graph,
          session,
          Clipping.flat(1),
          losses,
          variable,
          ids,
          TInt32.tensorOf(Shape.of(1, positions), DataBuffers.of(new int[positions])));
    }
  }

  private static Variable<TFloat32> zeros(Ops tf, int... shape) {
    return tf.variable(tf.zeros(tf.constant(shape), TFloat32.class));
  }

  private static <U extends TType> double length(
      Graph graph,
      Session session,
      Clipping clipping,
      Operand<TFloat32> losses,
      Variable<TFloat32> variable,
      Placeholder<U> input,
      Tensor record) {
    DpOptimizer optimizer =
        DpOptimizer.wrap(new GradientDescent(graph, 1f))
            .sampling(PoissonSampling.of(1, 1))
            .clipping(clipping)
            .noiseMultiplier(0)
            .noise(HostNoise.of(SeededNoise.of(1)))
            .build();
    optimizer.minimize(losses);
    session.initialize();
    optimizer.step(session, units -> new BatchFeeds().feed(input, record));
    List<Double> squares = new ArrayList<>();
    try (Result result = session.runner().fetch(variable).run()) {
      ((TFloat32) result.get(0))
          .scalars()
          .forEach(value -> squares.add((double) value.getFloat() * value.getFloat()));
    }
    return Math.sqrt(squares.stream().mapToDouble(Double::doubleValue).sum());
  }
}
