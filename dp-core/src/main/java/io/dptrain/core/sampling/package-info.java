/**
 * How batches are drawn. A {@link io.dptrain.core.sampling.Sampler} draws the units of a step, or
 * of an epoch, and states the privacy event of a run. {@link
 * io.dptrain.core.sampling.PoissonSampling} is the usual one; {@link
 * io.dptrain.core.sampling.TruncatedPoissonSampling} has a largest batch; {@link
 * io.dptrain.core.sampling.RandomAllocation} draws each unit once in each epoch; {@link
 * io.dptrain.core.sampling.FixedSizeSampling} has batches of one size and another relation; {@link
 * io.dptrain.core.sampling.FixedOrder} draws nothing, and costs what that costs.
 *
 * <p>Guaranteed: what is drawn is what the event is about, so what is accounted. Not guaranteed:
 * that the caller feeds these rows and no others. Shuffled batches of a fixed size are another
 * mechanism, which hides less, and no sampler here draws them.
 */
package io.dptrain.core.sampling;
