/**
 * Norms of ordinary gradients, those of a whole batch, for the tools of {@code stability}.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.norm.GroupNorm} and {@link
 * io.dptrain.core.internal.norm.ScaledNorm}, norms that neither overflow nor vanish; {@link
 * io.dptrain.core.internal.norm.SingleGradient}, which lets a private strategy clip the gradient of
 * a batch as that of one example.
 *
 * <p><b>Guarantees.</b> Gradients of ordinary size are not rounded for a norm.
 *
 * <p><b>What it does not guarantee.</b> Privacy: nothing here is clipped for each example, and no
 * bound on rounding is added. Private training takes its norms from {@link
 * io.dptrain.core.internal.gradient}.
 */
package io.dptrain.core.internal.norm;
