/**
 * Clipping inside of backpropagation, against signals that grow on the way: at every time step of a
 * recurrent net, or between a discriminator and its generator.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.stability.backprop.BackpropClipping}, and the rules
 * in {@link io.dptrain.core.stability.backprop.SignalRule}.
 *
 * <p><b>Guarantees.</b> The forward pass is unchanged. What flows back through the operation is
 * within the bound, up to rounding, and finite. Rules by value and by row keep examples apart.
 *
 * <p><b>What it does not guarantee.</b> Privacy, which the clipping of each example's gradient in
 * {@link io.dptrain.core.clip} gives; nor that the gradient points where that of the loss does.
 */
package io.dptrain.core.stability.backprop;
