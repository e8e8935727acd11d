package io.dptrain.examples.readme;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The code that README.md shows; a test holds the two together. */
final class WrapExample {
  private WrapExample() {}

  // README.md
  /** Trains a linear classifier privately and returns the epsilon that was spent. */
  static double train(float[][] features, int[] classes) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4)));
      Placeholder<TInt32> y = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      Variable<TFloat32> weights = tf.variable(tf.constant(new float[4][3]));
      Operand<TFloat32> logits = tf.linalg.matMul(x, weights);
      Operand<TFloat32> loss = tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, y).loss();

      DpOptimizer optimizer =
          DpOptimizer.wrap(new Adam(graph, 0.01f)) // any optimizer of tensorflow-framework
              .sampling(PoissonSampling.of(features.length, 64)) // data set, expected batch size
              .clipping(Clipping.flat(1.0)) // largest l2 norm of one example's gradient
              .noiseMultiplier(1.1) // or .budget(new PrivacyBudget(3.0, 1e-5), 200)
              .build();
      optimizer.minimize(loss); // one entry per example; a mean or sum over them will do too

      session.initialize();
      for (int step = 0; step < 200; step++) {
        optimizer.step(session, rows -> batch(x, y, features, classes, rows));
      }
      return optimizer.ledger().epsilon(1e-5);
    }
  }

  /** Exactly the sampled rows; the step closes the tensors. */
  static BatchFeeds batch(
      Operand<TFloat32> x, Operand<TInt32> y, float[][] features, int[] classes, int[] rows) {
    float[] values = new float[rows.length * 4];
    int[] labels = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(features[rows[i]], 0, values, 4 * i, 4);
      labels[i] = classes[rows[i]];
    }
    return new BatchFeeds()
        .feed(x, TFloat32.tensorOf(Shape.of(rows.length, 4), DataBuffers.of(values)))
        .feed(y, TInt32.tensorOf(Shape.of(rows.length), DataBuffers.of(labels)));
  }
  // end
}
