/**
 * How batches are drawn. A sampler states its own privacy event; see {@link
 * io.dptrain.core.sampling.PoissonSampling}.
 */
package io.dptrain.core.sampling;
