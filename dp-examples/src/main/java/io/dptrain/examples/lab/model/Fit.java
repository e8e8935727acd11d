package io.dptrain.examples.lab.model;

import java.util.function.DoubleUnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What a net with one input and one output learns: a function on an interval. */
public final class Fit {
  private Fit() {}

  /**
   * The mean squared error at points that lie evenly in an interval.
   *
   * @return <b>Shape</b> {@code []}
   */
  public static Operand<TFloat32> loss(
      Net net, DoubleUnaryOperator function, double from, double to, int points) {
    float[] x = new float[points];
    float[] y = new float[points];
    for (int i = 0; i < points; i++) {
      x[i] = (float) (from + (to - from) * (i + 0.5) / points);
      y[i] = (float) function.applyAsDouble(x[i]);
    }
    LabGraph lab = net.lab();
    Operand<TFloat32> outputs = net.apply(lab.constant(x, points, 1));
    return lab.meanSquaredError(outputs, lab.constant(y, points, 1));
  }
}
