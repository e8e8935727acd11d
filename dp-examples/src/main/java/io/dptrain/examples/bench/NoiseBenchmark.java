package io.dptrain.examples.bench;

import io.dptrain.core.random.NoiseSource;
import io.dptrain.core.random.SecureNoise;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Draws standard normals from the default noise source and from TensorFlow's own sampler in turn.
 */
final class NoiseBenchmark {
  /** The number of values, one for each parameter of a model of that size. */
  static final int PARAMETERS = 2_000_000;

  private NoiseBenchmark() {}

  static Pair run(Rounds rounds) {
    NoiseSource source = SecureNoise.create();
    float[] values = new float[PARAMETERS];
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Op sampler =
          tf.random.randomStandardNormal(tf.constant(new int[] {PARAMETERS}), TFloat32.class);
      return Pair.time(
          () -> session.run(sampler), () -> source.fillStandardNormal(values, PARAMETERS), rounds);
    }
  }
}
