package io.dptrain.examples.lab.model;

import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The matrix of all derivatives of a function at a point. */
public final class Jacobian {
  private Jacobian() {}

  /**
   * Adds it to a graph, by one backward pass: the function sees the point once for each of its
   * outputs, and from each copy another output is differentiated.
   *
   * @param function <b>Shape</b> {@code [batch, inputs] -> [batch, outputs]}; treats each row alone
   * @param point <b>Shape</b> {@code [1, inputs]}
   * @return <b>Shape</b> {@code [outputs, inputs]}
   */
  public static Operand<TFloat32> of(
      LabGraph lab,
      UnaryOperator<Operand<TFloat32>> function,
      Operand<TFloat32> point,
      int outputs) {
    Ops tf = lab.tf();
    Operand<TFloat32> copies = tf.tile(point, tf.constant(new int[] {outputs, 1}));
    float[] identity = new float[outputs * outputs];
    for (int i = 0; i < outputs; i++) {
      identity[i * (outputs + 1)] = 1;
    }
    Operand<TFloat32> one = lab.constant(identity, outputs, outputs);
    Operand<TFloat32> picked = tf.math.mul(function.apply(copies), one);
    Operand<TFloat32> sum = tf.reduceSum(picked, tf.constant(new int[] {0, 1}));
    return lab.gradients(sum, List.of(copies)).get(0);
  }
}
