/**
 * Private clipping: from per-example gradients to a sum in which no example counts for much.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.clip.Clipping} names the strategies. Bound to the
 * variables of a model, a strategy is a {@link io.dptrain.core.clip.Clipper}, which adds the
 * clipped sums to the graph ({@link io.dptrain.core.clip.Clipped}) and states their l2 bound; what
 * else is released is declared by the strategy. So nobody types a sensitivity. {@link
 * io.dptrain.core.clip.ClippedSum} is what comes out: the one value that a noise mechanism accepts.
 * Strategies that release something beside the gradient ({@link io.dptrain.core.clip.Statistic})
 * are charged for both at once ({@link io.dptrain.core.internal.seam.Release}).
 *
 * <p><b>Guarantees.</b> One example's share of the sum has an l2 norm of at most the bound, or is
 * zero where the norm of its gradient is not finite. A margin below the clip norm is kept for the
 * rounding of the factor.
 *
 * <p><b>What it does not guarantee.</b> That adding the shares does not round: what that adds to
 * the bound is in the sensitivity of the update (docs/noise.md). That the margin suffices for
 * products of reduced precision, such as TF32.
 */
package io.dptrain.core.clip;
