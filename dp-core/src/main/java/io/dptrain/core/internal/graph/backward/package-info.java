/**
 * The way back from a loss: gradients, and the proof that examples stay apart in them as well.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.graph.backward.GradientProof} adds
 * gradients and proves them; {@link io.dptrain.core.internal.graph.backward.NativeGradients} lists
 * the types whose gradient is TensorFlow's own, {@link
 * io.dptrain.core.internal.graph.backward.GradientFaults} those that have it wrong, {@link
 * io.dptrain.core.internal.graph.backward.JavaGradients} holds those that were supplied in Java.
 * {@link io.dptrain.core.internal.graph.backward.RightKernels} puts right kernels in the place of
 * wrong ones. {@link io.dptrain.core.internal.graph.backward.GraphCopy} copies a model, to
 * differentiate it elsewhere.
 *
 * <p><b>Guarantees.</b> TensorFlow is asked for no gradient that was not looked at. What a supplied
 * gradient adds to the graph is followed like the model. A gradient that somebody registered past
 * this library is refused.
 *
 * <p><b>What it does not guarantee.</b> That a supplied gradient is the derivative; {@code
 * DpOptimizer.verify} compares it with finite differences.
 *
 * <p><b>Native memory.</b> A {@code GraphCopy} owns its graph; its user closes it.
 */
package io.dptrain.core.internal.graph.backward;
