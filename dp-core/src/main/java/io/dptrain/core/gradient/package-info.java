/**
 * Per-example gradients of a graph of plain ops, from one backward pass.
 *
 * <p>Read {@link io.dptrain.core.gradient.PerExampleGradients} first. A variable meets data at its
 * use sites; for each op type at which that may happen a rule says how the norms of the per-example
 * gradients, and their weighted sum, follow from the gradient at the output of the op. Dense layers
 * build no per-example gradient at all. An op without a rule is refused by name.
 *
 * <p>A new op is one new rule, one line in the table of rules and one model in the tests, which
 * hold every rule against the gradient of each example alone.
 */
package io.dptrain.core.gradient;
