package io.dptrain.core.internal.gradient.form;

import io.dptrain.core.internal.graph.axis.Rows;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** Sums that are taken in double precision and rounded once. */
final class DoubleSums {
  private static final double UNIT_ROUNDOFF = 0x1p-53;

  private DoubleSums() {}

  /**
   * What a sum may be off by, relative to the sum of the l2 norms of what the examples add.
   *
   * <p><b>Formula</b>: {@code k u a} with {@code u = 2^-53}, and the unit roundoff of the result.
   *
   * @param terms {@code k}: no number goes through more roundings
   * @param amplification {@code a}: how many times the l2 norm of what an example adds the sum of
   *     the l2 norms of its terms may be
   * @param result of the type that the sum is rounded to
   */
  static double rounding(double terms, double amplification, Operand<? extends TFloating> result) {
    double error = (terms + 2) * UNIT_ROUNDOFF;
    double sum = error < 1 ? error / (1 - error) * amplification : Double.POSITIVE_INFINITY;
    return sum + (1 + sum) * Rows.unitRoundoff(result);
  }
}
