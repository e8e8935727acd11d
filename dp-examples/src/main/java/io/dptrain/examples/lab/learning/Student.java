package io.dptrain.examples.lab.learning;

import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.Net;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A net that trains on points with labels, and may have a term for consistency.
 *
 * @param x points with labels
 * @param places points for consistency
 * @param earlier the probabilities that were told there in earlier rounds
 * @param logits at {@code x}, of the class 1
 */
record Student(
    LabGraph lab,
    Placeholder<TFloat32> x,
    Placeholder<TFloat32> places,
    Placeholder<TFloat32> earlier,
    Placeholder<TFloat32> signs,
    Operand<TFloat32> logits,
    Op update) {
  private static final double LAMBDA = 10;
  private static final int BATCH = 8;
  private static final int PAIRS = 64;
  private static final float RATE = 0.3f;

  static Student of(LabGraph lab, Random random, boolean isConsistent) {
    Ops tf = lab.tf();
    Net net = Net.of(lab, "net", random, Activation.RELU, Math.sqrt(2), 2, 24, 24, 1);
    Placeholder<TFloat32> x = lab.input(-1, 2);
    Placeholder<TFloat32> places = lab.input(-1, 2);
    Placeholder<TFloat32> earlier = lab.input(-1, 1);
    Placeholder<TFloat32> signs = lab.input(-1, 1);
    Operand<TFloat32> logits = net.apply(x);
    Operand<TFloat32> loss = lab.mean(tf.math.softplus(tf.math.neg(tf.math.mul(signs, logits))));
    if (isConsistent) {
      Operand<TFloat32> apart = lab.meanSquaredError(tf.math.sigmoid(net.apply(places)), earlier);
      loss = tf.math.add(loss, tf.math.mul(apart, lab.constant(LAMBDA)));
    }
    Op update = new GradientDescent(lab.graph(), RATE).minimize(loss);
    return new Student(lab, x, places, earlier, signs, logits, update);
  }

  void train(SelfLabeled points, Random random, int updates) {
    for (int i = 0; i < updates; i++) {
      int[] batch = points.batch(random, BATCH);
      int[] pairs = points.any(random, PAIRS);
      lab.run()
          .feed(x, points.at(batch), BATCH, 2)
          .feed(places, points.at(pairs), PAIRS, 2)
          .feed(earlier, points.earlier(pairs), PAIRS, 1)
          .feed(signs, points.labels(batch), BATCH, 1)
          .target(update)
          .go();
    }
  }
}
