/**
 * Walking a TensorFlow graph, and proving from it that examples stay apart.
 *
 * <p>Read {@link io.dptrain.core.graph.ExampleAnalysis} first: it follows the examples from the
 * placeholders to the loss, wherever they lie ({@link io.dptrain.core.graph.ExampleAxis}), and
 * refuses a graph in which what belongs to one example could depend on another one. One rule per op
 * type says where the examples lie afterwards; integers that are computed from the shape of a batch
 * are followed exactly, so that a reshape or a fill by the number of rows is understood. {@link
 * io.dptrain.core.graph.UpdateProof} is the other half: data reaches a trained variable through a
 * noised gradient and in no other way. Both raise a {@link
 * io.dptrain.core.graph.PrivacyProofException} whose findings name the operation, the reason and
 * the fix.
 *
 * <p>What is proved: a statement about the graph. What is not: that the rows which are fed are the
 * rows which the sampler drew, and that a variable which is not trained holds no private data.
 */
package io.dptrain.core.graph;
