/**
 * The forms of per-example gradients: what norms and weighted sums can be taken of.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.gradient.form.SiteGradient}, then {@link
 * io.dptrain.core.internal.gradient.form.OuterProducts} and {@link
 * io.dptrain.core.internal.gradient.form.PooledLookUps}, which build no gradient of an example
 * unless that costs less, and {@link io.dptrain.core.internal.gradient.form.Built}, which holds
 * them one by one. {@link io.dptrain.core.internal.gradient.form.SumBlocks} says in how many parts
 * a sum over examples is taken, so that its rounding is bounded.
 *
 * <p><b>Guarantees.</b> Norm and sum are taken of the same numbers. Each form states by how many
 * roundoffs its norm may be too small, also where products cancel or underflow, so that norms can
 * be raised; and by how much its sum can be off, which the noise is made for (docs/noise.md).
 *
 * <p><b>What it does not guarantee.</b> Bounds are for full single or double precision.
 */
package io.dptrain.core.internal.gradient.form;
