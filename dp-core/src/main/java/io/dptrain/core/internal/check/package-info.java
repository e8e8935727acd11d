/**
 * Holds what a machine computes against what was proved, and against what is slow and obvious.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.check.Probe} does so on made-up rows before
 * the first step, {@link io.dptrain.core.internal.check.NeighborReplay} on a user's own, when
 * asked. Both see {@link io.dptrain.core.internal.check.ClippedSums}, the part of a step that turns
 * a batch into clipped sums, whatever computes it. {@link
 * io.dptrain.core.internal.check.SingleGradients} is the reference: the ordinary gradient of one
 * unit, in a copy of the model. {@code ProductPrecision} finds products in reduced precision, and
 * {@code Bisection} the operation to which a difference goes back.
 *
 * <p><b>Guarantees.</b> No variable is changed, nothing is added to the graph that is trained, and
 * nothing is charged. The probe sees no data.
 *
 * <p><b>What it does not guarantee.</b> That what was not run behaves alike: other values, other
 * batch sizes. What a replay of real rows shows is not private.
 *
 * <p><b>Native memory.</b> Classes that own tensors, graphs or sessions are {@code AutoCloseable}
 * and say so.
 */
package io.dptrain.core.internal.check;
