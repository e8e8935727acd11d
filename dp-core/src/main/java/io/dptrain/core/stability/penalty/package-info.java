/**
 * Penalties on the gradient of a network with respect to its input, and the second-order gradients
 * that they need.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.stability.penalty.GradientPenalty}, then {@link
 * io.dptrain.core.stability.penalty.SecondOrderGradients}, which says which networks can have one.
 *
 * <p><b>Guarantees.</b> A penalty is computed for each example, and its gradient with respect to
 * weights is finite wherever the network is twice differentiable, also where the gradient that is
 * penalized is zero.
 *
 * <p><b>What it does not guarantee.</b> That the network keeps examples apart: with batch
 * normalization the gradient of a score with respect to its own input is not what is penalized. The
 * private optimizer does not follow the operations of a backward pass, so a loss with a gradient
 * penalty is for ordinary training.
 */
package io.dptrain.core.stability.penalty;
