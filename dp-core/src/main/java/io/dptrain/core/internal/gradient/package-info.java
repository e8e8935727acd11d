/**
 * Per-example gradients of a graph of plain ops, from one backward pass.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.gradient.SiteGradients} is what the rest of
 * the library gets: norms and weighted sums ({@link io.dptrain.core.gradient.PerExampleGradients}).
 * {@code BackwardPass} differentiates the loss down to the places where variables meet data, {@link
 * io.dptrain.core.internal.gradient.rule} has the rule of each such place, and what a rule gives is
 * one of the forms of {@link io.dptrain.core.internal.gradient.form}. {@code ValueChain} follows
 * functions of a variable back to it. docs/gradients.md has the mathematics.
 *
 * <p><b>Guarantees.</b> Norms are never too small. A row that is not finite has a norm that is not
 * finite, and with a factor of zero it adds exactly zero. Every rule is tested against the gradient
 * of each example alone.
 *
 * <p><b>What it does not guarantee.</b> That examples stay apart: {@link
 * io.dptrain.core.internal.graph.flow.ExampleAnalysis} and {@link
 * io.dptrain.core.internal.graph.backward.GradientProof} show that before.
 */
package io.dptrain.core.internal.gradient;
