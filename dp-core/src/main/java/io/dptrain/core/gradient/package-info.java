/**
 * Per-example gradients as a strategy and a program see them.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.gradient.PerExampleGradients}: norms and weighted
 * sums of the gradients of a batch, without the gradients; {@link
 * io.dptrain.core.gradient.BuiltGradients} for clipping that looks at entries. A program supplies
 * gradients that TensorFlow lacks through {@link io.dptrain.core.gradient.ExampleGradients}, and
 * learns from {@link io.dptrain.core.gradient.VariableExplanation} how those of each variable are
 * computed.
 *
 * <p><b>Guarantees.</b> Norms are never too small: they are raised by a bound on their rounding. A
 * row that is not finite has a norm that is not finite, and with a factor of zero it contributes
 * exactly zero and leaves the others as they are. An operation whose gradient TensorFlow has wrong
 * is refused by name.
 *
 * <p><b>What it does not guarantee.</b> Products of reduced precision, such as TF32, are not
 * covered. That a supplied gradient is the right one is not proved; that it keeps examples apart
 * is. How all this is computed is in {@link io.dptrain.core.internal.gradient}.
 */
package io.dptrain.core.gradient;
