/**
 * Private clipping: from per-example gradients to a sum in which no example counts for much.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.clip.Clipping} names the strategies. Bound to the
 * variables of a model, a strategy is a {@link io.dptrain.core.clip.Clipper}, which adds the
 * clipped sums to the graph ({@link io.dptrain.core.clip.Clipped}) and states their l2 bound. So
 * nobody types a sensitivity. What it releases beside the gradient ({@link
 * io.dptrain.core.clip.Statistic}) it declares once, in {@code statisticNoiseMultipliers()}, and is
 * charged for both together.
 *
 * <p><b>Guarantees.</b> One example's share of the sum has an l2 norm of at most the bound, or is
 * zero where the norm of its gradient is not finite. A margin below the clip norm is kept for the
 * rounding of the factor. A strategy that releases more than it declares is refused.
 *
 * <p><b>What it does not guarantee.</b> That adding the shares does not round: what that adds to
 * the bound is in the sensitivity of the update (docs/noise.md). That the margin suffices for
 * products of reduced precision, such as TF32.
 *
 * <p>A strategy stands on nothing that gives no privacy. The other way round, ordinary training
 * takes a {@code Clipping} as it is: {@link io.dptrain.core.stability.clip.ClippedOptimizer}.
 */
package io.dptrain.core.clip;
