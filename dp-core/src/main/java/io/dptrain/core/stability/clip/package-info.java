/**
 * Ordinary gradient clipping, against exploding gradients: the gradients of one update are bounded
 * before an optimizer applies them.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.stability.clip.GradientClipping}, which lists the
 * strategies, and {@link io.dptrain.core.stability.clip.ClippedOptimizer}, which puts one in front
 * of any optimizer of tensorflow-framework. {@link io.dptrain.core.stability.clip.ClippingReport}
 * tells what it did. {@link io.dptrain.core.stability.clip.NesterovLookAhead} takes the gradient
 * where momentum will carry the weights.
 *
 * <p><b>Guarantees</b> of the strategies in this package. A gradient whose norm is within the bound
 * is not changed in any bit, unless its largest entry lies outside of {@code [2^-40, 2^40]}, or it
 * is normalized. Norms neither overflow nor vanish. If an entry of any gradient is not finite, all
 * that the optimizer gets are zeros, unless nothing is to be clipped at all. Private strategies,
 * which can be used here too, say themselves what they guarantee.
 *
 * <p><b>What it does not guarantee.</b> Privacy: the gradient of a batch is clipped, not that of an
 * example. See {@link io.dptrain.core.clip} for that.
 */
package io.dptrain.core.stability.clip;
