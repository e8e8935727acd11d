/**
 * A part of a graph, or all of it, run on each example alone: what keeps examples apart without a
 * rule.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.graph.mapping.MappedGradients}, then {@link
 * io.dptrain.core.internal.graph.mapping.FunctionOps}, which says what may run there.
 *
 * <p><b>Guarantees.</b> Row {@code i} of a result is a function of example {@code i} and of what
 * was captured. Only operations whose outputs are known to depend on their inputs alone are let in,
 * in the functions that they call, too.
 *
 * <p><b>What it does not guarantee.</b> That what is captured sees no data: the caller shows that.
 * Speed: it takes the time of as many runs as there are examples, and memory for their gradients.
 *
 * <p><b>Native memory.</b> The graph of a function is closed before a method of {@code
 * MappedGradients} returns.
 */
package io.dptrain.core.internal.graph.mapping;
