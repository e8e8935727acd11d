/**
 * Tools that keep weights in bounds: clipping, norm constraints, spectral normalization and
 * decoupled weight decay, for ordinary training and for private training alike.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.stability.weights.WeightConstraint}, what is done to
 * weights after an update, with {@link io.dptrain.core.stability.weights.WeightClipping} and {@link
 * io.dptrain.core.stability.weights.NormConstraint}; {@link
 * io.dptrain.core.stability.weights.DecoupledWeightDecay}, what is done before it; {@link
 * io.dptrain.core.stability.weights.SpectralNormalization}, which is part of the model. The first
 * three wrap an optimizer of tensorflow-framework, and what they give is one again: it can be used
 * as it is, be wrapped once more, or be handed to {@code DpOptimizer.wrap(...)}.
 *
 * <p><b>Guarantees.</b> A constraint reads a weight after the update of the same run and before the
 * run ends; the decay multiplies the weight that the gradient was computed at. Nothing here sees
 * data, so inside a private optimizer all of it is post-processing of noised gradients and costs no
 * privacy.
 *
 * <p><b>What it does not guarantee.</b> That a weight stays in bounds if something else writes to
 * it, and that a tensor which is fetched in the same run shows the weights before or after.
 */
package io.dptrain.core.stability.weights;
