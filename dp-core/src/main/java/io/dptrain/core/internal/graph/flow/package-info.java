/**
 * The proof that examples stay apart on the way from the placeholders to the loss.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.graph.flow.ExampleAnalysis} follows the
 * examples wherever they lie and refuses a graph in which what belongs to one example could depend
 * on another one. {@link io.dptrain.core.internal.graph.flow.FlowRules} has a rule for each op type
 * that may see data, in classes by what an op does. {@link
 * io.dptrain.core.internal.graph.flow.SizeRules} follows integers that are computed from the shape
 * of a batch exactly, so that a reshape or a fill by the number of rows is understood.
 *
 * <p><b>Guarantees.</b> Nothing is guessed: an op without a rule, and a use that a rule does not
 * cover, is a finding. All findings that can be reached are in one exception.
 *
 * <p><b>What it does not guarantee.</b> That a graph which is refused mixes examples: it may only
 * not be known. Such a model can be run on each example alone ({@link
 * io.dptrain.core.internal.graph.mapping}).
 */
package io.dptrain.core.internal.graph.flow;
