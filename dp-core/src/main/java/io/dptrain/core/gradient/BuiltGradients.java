package io.dptrain.core.gradient;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.family.TFloating;

/**
 * Per-example gradients that are held one by one, for clipping that looks at their entries. Norms
 * and sums are taken of the same numbers, so what rounding did to a gradient is in both.
 *
 * <p><b>Cost</b>: batch times parameters numbers in memory, and a pass over them for each use.
 */
public interface BuiltGradients<T extends TFloating> {

  /**
   * The squared l2 norms over all variables together. <b>Shape</b> {@code [batch]}. <b>Error</b>:
   * never too small; not finite if the gradient is not.
   */
  Operand<T> squaredNorms();

  /**
   * The l1 norms over all variables together. <b>Shape</b> {@code [batch]}. <b>Error</b>: never too
   * small; not finite if the gradient is not.
   */
  Operand<T> l1Norms();

  /** The largest absolute values over all variables together. <b>Shape</b> {@code [batch]}. */
  Operand<T> largestValues();

  /**
   * The sums of {@code factors_i * g_i}, one for each variable; factors of rows whose norm is not
   * finite must be zero.
   *
   * @param factors <b>Shape</b> {@code [batch]}
   */
  List<Output<T>> weightedSums(Operand<T> factors);

  /**
   * The sums of {@code weights_i * max(-largest, min(largest, g_i))}, coordinate by coordinate, one
   * for each variable; weights of rows whose norm is not finite must be zero.
   *
   * @param weights <b>Shape</b> {@code [batch]}
   */
  List<Output<T>> sumsClippedByValue(double largest, Operand<T> weights);
}
