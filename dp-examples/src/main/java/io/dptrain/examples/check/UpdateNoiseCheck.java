package io.dptrain.examples.check;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.List;
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

/**
 * The noise that reaches a variable: a step on examples whose gradient is zero moves it by noise
 * alone, of standard deviation {@code noiseMultiplier * l2Sensitivity / expectedBatchSize}.
 */
final class UpdateNoiseCheck {
  private static final int ROWS = 4;
  private static final double CLIP_NORM = 0.5;
  private static final double NOISE_MULTIPLIER = 1.25;

  private UpdateNoiseCheck() {}

  /** Looks at what a step leaves in the variable, in units of the noise that should be there. */
  static List<Measured> run(String what, NoiseMechanism noise) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> data =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, NoiseCheck.VALUES)));
      Variable<TFloat32> variable =
          tf.variable(tf.zeros(tf.constant(new int[] {NoiseCheck.VALUES}), TFloat32.class));
      Operand<TFloat32> loss = tf.reduceSum(tf.math.mul(data, variable), tf.constant(1));
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(graph, 1))
              .sampling(PoissonSampling.of(ROWS, ROWS))
              .clipping(Clipping.flat(CLIP_NORM))
              .noiseMultiplier(NOISE_MULTIPLIER)
              .noise(noise)
              .build();
      optimizer.minimize(loss);
      session.initialize();
      optimizer.step(session, rows -> new BatchFeeds().feed(data, zeros(rows.length)));
      double unit = NOISE_MULTIPLIER * optimizer.l2Sensitivity() / ROWS;
      return NoiseCheck.standard(what, moved(session, variable, unit));
    }
  }

  private static TFloat32 zeros(int rows) {
    float[] zeros = new float[rows * NoiseCheck.VALUES];
    return TFloat32.tensorOf(Shape.of(rows, NoiseCheck.VALUES), DataBuffers.of(zeros, true, false));
  }

  private static double[] moved(Session session, Operand<TFloat32> variable, double unit) {
    float[] values = new float[NoiseCheck.VALUES];
    try (var result = session.runner().fetch(variable).run()) {
      result.get(0).asRawTensor().data().asFloats().read(values);
    }
    double[] noise = new double[values.length];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = values[i] / unit;
    }
    return noise;
  }
}
