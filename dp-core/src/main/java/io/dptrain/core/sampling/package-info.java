/**
 * How batches are drawn. A sampler states its own privacy event; see {@link
 * io.dptrain.core.sampling.PoissonSampling}.
 *
 * <p>Guaranteed: each example joins each batch independently, with the probability that is
 * accounted. Not guaranteed: that the caller feeds these rows and no others. Shuffled batches and
 * batches of a fixed size are another mechanism, which hides less.
 */
package io.dptrain.core.sampling;
