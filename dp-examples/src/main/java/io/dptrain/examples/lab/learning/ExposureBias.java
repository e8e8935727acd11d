package io.dptrain.examples.lab.learning;

import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.Net;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Trial;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A net that continues its own output errs more and more, while it errs little on true input.
 *
 * <p>It learns the next number of a chaotic sequence. <b>Formula</b>: mean squared error of {@code
 * f(f(...f(x)))} after some steps, over that of {@code f} on the true number before; the sequence
 * is {@code x' = 3.9 x (1 - x)}. <b>Source</b>: Bengio et al., Scheduled sampling for sequence
 * prediction with recurrent neural networks, 2015.
 */
final class ExposureBias {
  static final String RATIO = "error on own samples";

  private static final int POINTS = 64;
  private static final double CHAOS = 3.9;
  private static final int STEPS = 20;
  private static final float RATE = 0.01f;

  private ExposureBias() {}

  static Finding run(Trial trial) {
    Finding finding = new Finding();
    try (LabGraph lab = new LabGraph()) {
      Net net = Net.of(lab, "net", trial.random("next"), Activation.TANH, 1, 1, 32, 1);
      Placeholder<TFloat32> x = lab.input(-1, 1);
      Placeholder<TFloat32> y = lab.input(-1, 1);
      Operand<TFloat32> next = net.apply(x);
      Op train = new Adam(lab.graph(), RATE).minimize(lab.meanSquaredError(next, y));
      lab.initialize();
      for (int update = 0; update < trial.size(1500, 500); update++) {
        lab.run().feed(x, truth(0), POINTS, 1).feed(y, truth(1), POINTS, 1).target(train).go();
      }
      float[] own = truth(0);
      double ratio = 0;
      for (int step = 1; step <= STEPS; step++) {
        own = next(lab, x, next, own);
        float[] forced = next(lab, x, next, truth(step - 1));
        ratio = error(own, truth(step)) / error(forced, truth(step));
        finding.point(RATIO, step, ratio);
      }
      return finding.number(RATIO, ratio);
    }
  }

  private static float[] next(
      LabGraph lab, Placeholder<TFloat32> x, Operand<TFloat32> next, float[] points) {
    double[] moved = lab.run().feed(x, points, POINTS, 1).fetch(next).array();
    float[] floats = new float[moved.length];
    for (int i = 0; i < moved.length; i++) {
      floats[i] = (float) moved[i];
    }
    return floats;
  }

  private static double error(float[] points, float[] truth) {
    double sum = 0;
    for (int i = 0; i < points.length; i++) {
      sum += (points[i] - truth[i]) * (points[i] - truth[i]);
    }
    return sum / points.length;
  }

  /** Where sequences from evenly spread numbers are after some steps. */
  private static float[] truth(int step) {
    float[] points = new float[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double x = (i + 0.5) / POINTS;
      for (int k = 0; k < step; k++) {
        x = CHAOS * x * (1 - x);
      }
      points[i] = (float) x;
    }
    return points;
  }
}
