/**
 * How batches are drawn. A {@link io.dptrain.core.sampling.Sampler} draws the units of a step and
 * states the privacy event of a run; {@link io.dptrain.core.sampling.PoissonSampling} is the usual
 * one, {@link io.dptrain.core.sampling.TruncatedPoissonSampling} has a largest batch.
 *
 * <p>Guaranteed: what is drawn is what the event is about, so what is accounted. Not guaranteed:
 * that the caller feeds these rows and no others. Shuffled batches and batches of a fixed size are
 * another mechanism, which hides less.
 */
package io.dptrain.core.sampling;
