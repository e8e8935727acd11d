package io.dptrain.core.gradient;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.family.TFloating;

/**
 * The per-example gradients of a model, as clipping sees them: norms to make factors of, and sums
 * weighted by factors. They are built only where that is asked for.
 */
public interface PerExampleGradients<T extends TFloating> {

  /** The variables, in the order of the graph. */
  List<Output<T>> variables();

  /**
   * The squared l2 norm of each example's gradient over all variables together. <b>Shape</b> {@code
   * [batch]}. <b>Error</b>: never too small; too large by rounding. Not finite if the gradient is
   * not, or if its square overflows.
   */
  Operand<T> squaredNorms();

  /**
   * The squared l2 norm of each example's gradient over a group of variables, such as a layer.
   * <b>Shape</b> {@code [batch]}.
   *
   * @throws IllegalArgumentException if the group is empty or holds a variable not in {@link
   *     #variables()}
   */
  Operand<T> squaredNorms(Collection<Output<T>> group);

  /**
   * The sums of {@code factors_i * g_i}, one for each of {@link #variables()}. <b>Sensitivity</b>:
   * one example changes all sums together by at most {@code factors_i * |g_i|} in l2 norm. A factor
   * of zero contributes exactly zero, whatever the row holds; factors of rows whose norm is not
   * finite must be zero.
   *
   * @param factors <b>Shape</b> {@code [batch]}
   */
  List<Output<T>> weightedSums(Operand<T> factors);

  /**
   * The sums with factors of their own for each variable, as clipping by groups needs them.
   *
   * @param factors for each variable the factors, <b>shape</b> {@code [batch]}
   */
  List<Output<T>> weightedSums(Function<Output<T>, Operand<T>> factors);

  /** The same gradients, built one by one: batch times parameters numbers in memory. */
  BuiltGradients<T> built();
}
