/**
 * Per-example gradients of a graph of plain ops, from one backward pass.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.gradient.PerExampleGradients} gives norms and
 * weighted sums; {@link io.dptrain.core.internal.graph.loss.ExampleLoss} says of which loss.
 * Inside, {@code UseSites} finds the places where variables meet data, {@code BackwardPass}
 * differentiates down to them, {@code UseSiteRules} has the rule of each op type, and {@code
 * SiteGradient} is what a rule gives: {@code OuterProducts} and {@code PooledLookUps}, which build
 * no per-example gradient, or {@code Built}. {@code OuterProducts} chooses the way that costs
 * least. A use without a rule is mapped over the examples ({@code MappedSite}), and so is a
 * function of a variable that does more than move elements ({@code ValueChain}). docs/gradients.md
 * has the mathematics.
 *
 * <p><b>Guarantees.</b> Norms are never too small: they are raised by a bound on their rounding. A
 * row that is not finite has a norm that is not finite, and with a factor of zero it contributes
 * exactly zero and leaves the others as they are. An operation whose gradient TensorFlow has wrong
 * is refused by name.
 *
 * <p><b>What it does not guarantee.</b> Products of reduced precision, such as TF32, are not
 * covered. That examples stay apart is proved elsewhere, by {@link
 * io.dptrain.core.internal.graph.flow.ExampleAnalysis} and {@link
 * io.dptrain.core.internal.graph.backward.GradientProof}. {@link
 * io.dptrain.core.gradient.ExampleGradients} takes gradients that TensorFlow lacks.
 *
 * <p>A new op is one new rule, one line in the table of rules and one model in the tests, which
 * hold every rule against the gradient of each example alone.
 */
package io.dptrain.core.gradient;
