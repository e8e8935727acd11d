package io.dptrain.core.gradient;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** The per-example gradients {@code g_i} of one variable, held in whatever form is cheapest. */
interface SiteGradient<T extends TFloating> {

  /**
   * The squared l2 norms {@code |g_i|^2}. <b>Shape</b> {@code [batch]}. <b>Error</b>: rounded
   * upwards where a square may have underflowed; infinite or NaN if {@code g_i} is not finite or
   * its square overflows.
   */
  Operand<T> squaredNorms();

  /**
   * The sum of {@code factors_i * g_i}. <b>Shape</b> that of the variable. A row with factor zero
   * contributes exactly zero, even if it is not finite.
   *
   * @param factors <b>Shape</b> {@code [batch]}
   */
  Operand<T> weightedSum(Operand<T> factors);

  /** The gradients themselves. <b>Shape</b> {@code [batch, size of the variable]}. */
  Operand<T> perExample();
}
