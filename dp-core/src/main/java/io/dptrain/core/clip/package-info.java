/**
 * Clipping: from the norms of per-example gradients to the factors they are multiplied with.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.clip.Clipping}. A strategy states its own l2
 * sensitivity and privacy event, so nobody types them. {@link io.dptrain.core.clip.ClippedSum} is
 * what comes out: the one value that a noise mechanism accepts.
 *
 * <p><b>Guarantees.</b> One example's share of the sum has an l2 norm of at most the sensitivity,
 * or is zero where the norm of its gradient is not finite. {@link
 * io.dptrain.core.clip.FlatClipping} keeps a margin below the clip norm for the rounding of norms.
 *
 * <p><b>What it does not guarantee.</b> That adding the shares rounds independently of the data,
 * and that the margin suffices for products of reduced precision, such as TF32.
 */
package io.dptrain.core.clip;
