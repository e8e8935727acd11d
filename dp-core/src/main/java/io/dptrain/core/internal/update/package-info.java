/**
 * The second half of a step: from clipped sums, wherever they were computed, to an update of the
 * variables. It writes and sees no data.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.update.NoisedUpdate}: noise by the
 * mechanism that is attached there, the gradient of what sees no data, and the wrapped optimizer.
 * {@link io.dptrain.core.internal.update.NoisedStatistics} are released beside it, {@link
 * io.dptrain.core.internal.update.WeightCheck} looks whether weights are finite.
 *
 * <p><b>Guarantees.</b> The noise is that of the declaration of the sums, for the number of the
 * step ({@link io.dptrain.core.internal.update.DrawnStep}). The wrapped optimizer sees noised
 * gradients alone, and the proof of the update holds for the graph. As no data is fed, what fails
 * here may be shown.
 *
 * <p><b>What it does not guarantee.</b> That the step was charged: the optimizer does that first.
 */
package io.dptrain.core.internal.update;
