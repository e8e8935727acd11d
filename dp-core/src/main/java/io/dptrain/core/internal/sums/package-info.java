/**
 * The first half of a step: from a batch to clipped sums. It sees data and writes nothing.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.sums.PrivateModel}, what was found out
 * about a loss (by {@code ModelReader}); {@link io.dptrain.core.internal.sums.ClippedSumGraph}, the
 * operations that were added for it; {@link io.dptrain.core.internal.sums.ClippedSumRuns}, the runs
 * of one step, chunk by chunk; {@link io.dptrain.core.internal.sums.ClippedTotal}, what comes out.
 * {@link io.dptrain.core.internal.sums.SumRounding} bounds what rounding of the sum adds to its
 * sensitivity, and cuts chunks so that the bound holds.
 *
 * <p><b>Guarantees.</b> A sum over a batch and its chunks differs between two neighbors by at most
 * the declared sensitivity, rounding included. A unit that TensorFlow fails on contributes zero
 * ({@link io.dptrain.core.internal.sums.Salvage}), and no message of such a run is shown unless
 * that was asked for. What is fed is what was sampled, in number and shape, or is refused ({@link
 * io.dptrain.core.internal.sums.FeedCheck}).
 *
 * <p><b>What it does not guarantee.</b> Sums are not private before noise is added; they stay in
 * native memory and nowhere else.
 *
 * <p><b>Native memory.</b> {@code FedChunk}, {@code FedInputs}, {@code ChunkPart} and {@code
 * ClippedTotal} own tensors; docs/native-memory.md says who closes them.
 */
package io.dptrain.core.internal.sums;
