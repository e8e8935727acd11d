/**
 * Clipping: from the norms of per-example gradients to the factors they are multiplied with.
 *
 * <p>Read {@link io.dptrain.core.clip.Clipping} first. A strategy states its own l2 sensitivity and
 * privacy event, so nobody types them. {@link io.dptrain.core.clip.ClippedSum} is what comes out:
 * the one value that a noise mechanism accepts.
 *
 * <p>Guaranteed: one example's share of the sum has an l2 norm of at most the sensitivity, or is
 * zero where its gradient is not finite. Not guaranteed: that adding the shares rounds
 * independently of the data.
 */
package io.dptrain.core.clip;
