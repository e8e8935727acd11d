package io.dptrain.core.stability.backprop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.VerificationReport;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** What private training makes of clipping inside of backpropagation. */
class PrivateBackpropClippingTest {
  private static final int BATCH = 6;
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Session session = new Session(graph);
  private final Placeholder<TFloat32> data =
      tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  @Test
  void minimize_clippedByRow_equalsEachExampleAlone() {
    DpOptimizer optimizer =
        minimize(hidden -> BackpropClipping.clipSignal(tf, hidden, SignalRule.byRowNorm(0.2)));
    assertThat(optimizer.explain().toString()).doesNotContain("Snapshot");
    assertThat(verify(optimizer).isWithin(1e-5)).isTrue();
  }

  @Test
  void minimize_clippedByValue_equalsEachExampleAlone() {
    DpOptimizer optimizer =
        minimize(hidden -> BackpropClipping.clipSignal(tf, hidden, SignalRule.byValue(0.1)));
    assertThat(verify(optimizer).isWithin(1e-5)).isTrue();
  }

  @Test
  void minimize_clippedOverTheBatch_isRefused() {
    assertThatThrownBy(
            () ->
                minimize(
                    hidden -> BackpropClipping.clipSignal(tf, hidden, SignalRule.byTensorNorm(1))))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("ClipSignal")
        .hasMessageContaining("norm over all examples");
  }

  @Test
  void minimize_rowsThatHoldAllExamples_isRefused() {
    assertThatThrownBy(() -> minimize(this::clippedAcross))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("every row holds all examples");
  }

  private Operand<TFloat32> clippedAcross(Operand<TFloat32> hidden) {
    Operand<TFloat32> turned = tf.linalg.transpose(hidden, tf.constant(new int[] {1, 0}));
    Operand<TFloat32> clipped = BackpropClipping.clipSignal(tf, turned, SignalRule.byRowNorm(1));
    return tf.linalg.transpose(clipped, tf.constant(new int[] {1, 0}));
  }

  private DpOptimizer minimize(UnaryOperator<Operand<TFloat32>> clipSignal) {
    Variable<TFloat32> first = variable(3, 4);
    Variable<TFloat32> second = variable(4, 4);
    Operand<TFloat32> hidden = clipSignal.apply(tf.math.tanh(tf.linalg.matMul(data, first)));
    hidden = clipSignal.apply(tf.math.tanh(tf.linalg.matMul(hidden, second)));
    Operand<TFloat32> loss = tf.reduceSum(tf.math.square(hidden), tf.constant(1));
    DpOptimizer optimizer =
        DpOptimizer.wrap(new GradientDescent(graph, 0.1f))
            .sampling(PoissonSampling.of(100, BATCH))
            .clipping(Clipping.flat(0.3))
            .noiseMultiplier(1)
            .build();
    optimizer.minimize(loss);
    return optimizer;
  }

  private Variable<TFloat32> variable(int rows, int columns) {
    return tf.variable(tf.constantOf(random(rows, columns)));
  }

  private VerificationReport verify(DpOptimizer optimizer) {
    session.initialize();
    return optimizer.verify(session, new BatchFeeds().feed(data, random(BATCH, 3)));
  }

  private static TFloat32 random(int rows, int columns) {
    Random random = new Random(rows);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return TFloat32.tensorOf(Shape.of(rows, columns), DataBuffers.of(values));
  }
}
