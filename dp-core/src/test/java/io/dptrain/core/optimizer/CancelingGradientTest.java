package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Two positions of an example whose products nearly cancel, with constant features, whose inner
 * products all round to the same side: the hardest case for norms from Gram matrices.
 */
class CancelingGradientTest {
  private static final int EXAMPLES = 200;
  private static final int COLUMNS = 64;

  @ParameterizedTest
  @ValueSource(ints = {64, 256, 512, 1024, 4096})
  void verify_productsThatNearlyCancel_noExampleExceedsTheClipNorm(int width) {
    requireWithinTheBound(width, Clipping.flat(1.0));
  }

  static List<Clipping> strategies() {
    return List.of(
        Clipping.perLayer(1.0),
        Clipping.automatic(1.0),
        Clipping.adaptiveQuantile(0.5, 1.0),
        Clipping.byValue(1e-3),
        Clipping.byL1Norm(1.0));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void verify_productsThatNearlyCancel_noExampleExceedsTheBound(Clipping clipping) {
    requireWithinTheBound(512, clipping);
  }

  private static void requireWithinTheBound(int width, Clipping clipping) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2, width)));
      var c = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2, COLUMNS)));
      Operand<TFloat32> weight = tf.variable(tf.constant(new float[width][COLUMNS]));
      Operand<TFloat32> rows = tf.reshape(x, tf.constant(new int[] {-1, width}));
      Operand<TFloat32> product =
          tf.reshape(tf.linalg.matMul(rows, weight), tf.constant(new int[] {-1, 2, COLUMNS}));
      Operand<TFloat32> loss = tf.reduceSum(tf.math.mul(product, c), tf.constant(new int[] {1, 2}));
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(graph, 1f))
              .sampling(PoissonSampling.of(1000, EXAMPLES))
              .clipping(clipping)
              .noiseMultiplier(1)
              .build();
      optimizer.minimize(loss);
      session.initialize();
      VerificationReport report =
          optimizer.verify(
              session, new BatchFeeds().feed(x, features(width)).feed(c, directions()));
      assertThat(optimizer.explain().toString()).contains("Gram");
      assertThat(report.largestShare()).isLessThanOrEqualTo(1 + 1e-5);
    }
  }

  /** Both positions constant, the second larger by about 2^-12. */
  private static TFloat32 features(int width) {
    float[] values = new float[EXAMPLES * 2 * width];
    for (int i = 0; i < values.length; i++) {
      int example = i / (2 * width);
      float level = 1 + example / 317f;
      boolean second = i / width % 2 == 1;
      values[i] = second ? level * (1 + (1 + example % 7) * 0x1p-13f) : level;
    }
    return TFloat32.tensorOf(Shape.of(EXAMPLES, 2, width), DataBuffers.of(values));
  }

  private static TFloat32 directions() {
    float[] values = new float[EXAMPLES * 2 * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / COLUMNS % 2 == 0 ? 1e5f : -1e5f;
    }
    return TFloat32.tensorOf(Shape.of(EXAMPLES, 2, COLUMNS), DataBuffers.of(values));
  }
}
