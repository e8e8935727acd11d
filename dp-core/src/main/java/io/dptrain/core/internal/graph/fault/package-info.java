/**
 * Operations that are refused or replaced whatever they are given: by what they are, or by what is
 * wrong with their kernels.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.graph.fault.MixingRules}, ops that mix by
 * nature; {@link io.dptrain.core.internal.graph.fault.FailingRules}, arithmetic that fails for some
 * values; {@link io.dptrain.core.internal.graph.fault.KernelFaults}, forward kernels of TensorFlow
 * 2.18 that are wrong, or do not run, on some processors; {@link
 * io.dptrain.core.internal.graph.fault.ConvolutionFaults}, those that {@link
 * io.dptrain.core.internal.graph.fault.RightConvolutions} puts a product in the place of.
 *
 * <p><b>Guarantees.</b> A graph is refused on every machine, whether its own kernels are right or
 * not; each kind of refusal is tested in every mode, followed and mapped.
 *
 * <p><b>What it does not guarantee.</b> That there are no other faults: the probe before the first
 * step looks at the machine itself. Wrong gradients are in {@link
 * io.dptrain.core.internal.graph.backward}.
 */
package io.dptrain.core.internal.graph.fault;
