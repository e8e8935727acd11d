package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Right models whose gradients cancel, vanish or underflow: their report shows rounding alone. */
class VerifiedRoundingTest {
  private static final float[] FIRST = {0.3f, -1.7f, 0.9f};
  private static final float[] SECOND = {5.1f, 0.2f, -3.3f};

  static Stream<Arguments> batches() {
    return Stream.of(
        Arguments.of("opposite examples", rows(FIRST, SECOND, times(FIRST, -7), times(SECOND, -3))),
        Arguments.of("an example that changes nothing", rows(FIRST, SECOND, new float[3])),
        Arguments.of("a very short gradient", rows(FIRST, SECOND, times(FIRST, 1e-9f))),
        Arguments.of("no example that changes anything", rows(new float[3], new float[3])),
        Arguments.of("opposite short examples", rows(times(FIRST, 1e-9f), times(FIRST, -1e-9f))));
  }

  private static float[][] rows(float[]... rows) {
    return rows;
  }

  private static float[] times(float[] row, float factor) {
    float[] scaled = row.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("batches")
  void verify_gradientsThatCancelOrVanish_isWithinRounding(String name, float[][] rows) {
    for (Clipping clipping : new Clipping[] {Clipping.flat(1), Clipping.perLayer(0.5)}) {
      VerificationReport report = verified(clipping, rows, UnaryOperator.identity());
      assertThat(report.neighbors().failures()).isEmpty();
      assertThat(report.normError()).isLessThan(1e-5);
      assertThat(report.sumError()).isLessThan(1e-5);
      assertThat(report.isWithin(1e-4)).isTrue();
    }
  }

  /** Large inputs, and slopes that are too small for the squares of single precision. */
  @ParameterizedTest
  @ValueSource(floats = {20, 30, 40, 100, 1e4f, 1e5f, 1e7f})
  void verify_gradientsThatUnderflow_areWithinRounding(float size) {
    float[][] rows = {{size, size, size}, {2 * size, size, 0}, {3 * size, -size, size}};
    VerificationReport report = verified(Clipping.flat(1), rows, VerifiedRoundingTest::softplus);
    assertThat(report.neighbors().failures()).isEmpty();
    assertThat(report.isWithin(1e-4)).isTrue();
  }

  private static Operand<TFloat32> softplus(Operand<TFloat32> x) {
    Ops tf = Ops.create(x.asOutput().op().env());
    return tf.math.softplus(tf.math.neg(x));
  }

  private static VerificationReport verified(
      Clipping clipping, float[][] rows, UnaryOperator<Operand<TFloat32>> last) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));
      Operand<TFloat32> weight = tf.variable(tf.constant(new float[][] {{1, 1}, {1, 1}, {1, 1}}));
      Operand<TFloat32> scale = tf.variable(tf.constant(new float[3]));
      Operand<TFloat32> linear = tf.linalg.matMul(tf.math.add(x, tf.math.mul(x, scale)), weight);
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(graph, 1f))
              .sampling(PoissonSampling.of(1000, rows.length))
              .clipping(clipping)
              .noiseMultiplier(1)
              .build();
      optimizer.minimize(tf.reduceSum(last.apply(linear), tf.constant(1)));
      session.initialize();
      TFloat32 fed = TFloat32.tensorOf(StdArrays.ndCopyOf(rows));
      return optimizer.verify(session, new BatchFeeds().feed(x, fed));
    }
  }
}
