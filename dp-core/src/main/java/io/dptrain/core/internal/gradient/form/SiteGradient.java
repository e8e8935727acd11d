package io.dptrain.core.internal.gradient.form;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The per-example gradients {@code g_i} of one tensor, in whatever form is cheapest: as outer
 * products, multiplied out only where that is cheaper ({@link OuterProducts}), as pooled look-ups
 * ({@link PooledLookUps}), or built one by one ({@link Built}).
 */
public sealed interface SiteGradient<T extends TFloating>
    permits OuterProducts, PooledLookUps, Built {

  /**
   * The squared l2 norms {@code |g_i|^2}. <b>Shape</b> {@code [batch]}. <b>Error</b>: rounded
   * upwards where a square may have underflowed or terms may have canceled; too small by {@link
   * #normRoundings} unit roundoffs at most; infinite or NaN if {@code g_i} is not finite or its
   * square overflows.
   */
  Operand<T> squaredNorms();

  /** How many unit roundoffs a squared norm may be too small by. */
  double normRoundings();

  /**
   * The sum of {@code factors_i * g_i}. <b>Shape</b> that of the variable. A row with factor zero
   * contributes exactly zero, even if it is not finite; factors of rows whose norm is not finite
   * must be zero.
   *
   * <p><b>Error</b>: off in l2 norm by at most {@link #sumRounding} times the sum of the l2 norms
   * of {@code factors_i * g_i}, in whatever order a kernel adds.
   *
   * @param tf where the operations are added
   * @param factors <b>Shape</b> {@code [batch]}
   * @param blocks how the batch is cut where the sum is taken in the precision of the gradients
   */
  Operand<T> weightedSum(Ops tf, Operand<T> factors, SumBlocks blocks);

  /**
   * What a weighted sum may be off by, relative to the sum of the l2 norms of what is added.
   *
   * @param rows the size of the batch
   * @param blocks the number of blocks that it is cut into
   */
  double sumRounding(long rows, int blocks);

  /** The gradients themselves. <b>Shape</b> {@code [batch, size of the variable]}. */
  Built<T> built();

  /** The shape of the tensor that the gradients belong to. */
  Shape shape();

  /** How norms and sums are computed, in words. */
  String form();

  /** Multiplications for the norms, per example. */
  long cost();
}
