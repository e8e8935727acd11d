package io.dptrain.core.gradient;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Per-example gradients that are held one by one: right for variables that are small, or used so
 * often per example that the gradient is smaller than what it is made of. Memory: batch times the
 * size of the variable.
 *
 * @param gradients <b>Shape</b> {@code [batch, size of the variable]}
 * @param shape the shape of the variable
 */
record Instantiated<T extends TFloating>(Ops tf, Operand<T> gradients, Shape shape)
    implements SiteGradient<T> {

  @Override
  public Operand<T> squaredNorms() {
    return Rows.squaredNorms(tf, gradients);
  }

  @Override
  public Operand<T> weightedSum(Operand<T> factors) {
    Operand<T> kept = Rows.keep(tf, gradients, factors);
    Operand<T> sum = tf.linalg.matMul(tf.expandDims(factors, tf.constant(0)), kept);
    return tf.reshape(sum, tf.constant(shape.asArray()));
  }

  @Override
  public Operand<T> perExample() {
    return gradients;
  }
}
