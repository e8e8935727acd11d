/**
 * Walking a TensorFlow graph, and proving from it that examples stay apart.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.graph.flow.ExampleAnalysis} follows the
 * examples from the placeholders to the loss, wherever they lie ({@link
 * io.dptrain.core.internal.graph.axis.ExampleAxis}), and refuses a graph in which what belongs to
 * one example could depend on another one. One rule per op type says where the examples lie
 * afterwards; integers that are computed from the shape of a batch are followed exactly, so that a
 * reshape or a fill by the number of rows is understood. {@link
 * io.dptrain.core.internal.graph.proof.UpdateProof} is the other half: data reaches a trained
 * variable through a noised gradient and in no other way. Both raise a {@link
 * io.dptrain.core.graph.PrivacyProofException} whose findings ({@link
 * io.dptrain.core.graph.GraphFinding}) name the operation, the reason and the fix.
 *
 * <p><b>Beside the proofs.</b> {@link io.dptrain.core.internal.graph.loss.LossTerms} takes a loss
 * apart into what belongs to examples and what sees no data. {@link
 * io.dptrain.core.internal.graph.mapping.MappedGradients} runs a part of a graph, or all of it, on
 * each example alone, and so keeps examples apart without a rule. {@link
 * io.dptrain.core.internal.graph.backward.GradientProof} proves the way back from the loss as the
 * analysis does the way to it, {@link io.dptrain.core.internal.graph.backward.GradientFaults} knows
 * the operations whose gradient in TensorFlow is wrong. {@link
 * io.dptrain.core.internal.graph.backward.GraphCopy} copies a model to compute with it elsewhere.
 *
 * <p><b>Guarantees.</b> If the analysis accepts a graph, a tensor at an index of its example axis
 * is a function of one privacy unit, of what is public, and of chance; neither the other units nor
 * their number enter, exactly and whatever the values are. What is not known is refused.
 *
 * <p><b>What it does not guarantee.</b> These are statements about the graph in exact arithmetic.
 * They do not say that the rows which are fed are the rows which the sampler drew, that a variable
 * which is not trained or a placeholder that was declared public holds no private data, or that
 * kernels round the same in every batch.
 */
package io.dptrain.core.graph;
