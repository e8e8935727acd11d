/**
 * The facts of each op type of TensorFlow, stated once.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.graph.op.OpFacts}, the table: what an op
 * type does ({@link io.dptrain.core.internal.graph.op.OpKind}), which of its inputs take a shape,
 * and further traits ({@link io.dptrain.core.internal.graph.op.OpFact}). {@link
 * io.dptrain.core.internal.graph.op.OpRegistry} is what TensorFlow says itself: state, references,
 * functions.
 *
 * <p><b>Guarantees.</b> A type has one kind; a type in no row is unknown, and unknown is refused.
 * Tests hold the lists of docs/gradients.md to the table, and its names to those of TensorFlow.
 *
 * <p><b>What it does not guarantee.</b> That a kernel does what its op says: {@code ./dp check}
 * tries that. A kind that is followed needs a rule in {@link
 * io.dptrain.core.internal.graph.flow.FlowRules}; that it has one is tested, too.
 */
package io.dptrain.core.internal.graph.op;
