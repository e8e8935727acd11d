/**
 * Walking a TensorFlow graph, and proving from it that examples stay apart.
 *
 * <p>Read {@link io.dptrain.core.graph.ExampleAnalysis} first: it follows the example axis from the
 * placeholders to the loss and refuses a graph in which row {@code i} of some tensor could depend
 * on another example than the {@code i}-th. {@link io.dptrain.core.graph.UpdateProof} is the other
 * half: data reaches a trained variable through a noised gradient and in no other way. Both raise a
 * {@link io.dptrain.core.graph.PrivacyProofException} whose findings name the operation, the reason
 * and the fix.
 *
 * <p>What is proved: a statement about the graph. What is not: that the rows which are fed are the
 * rows which the sampler drew, and that a variable which is not trained holds no private data.
 */
package io.dptrain.core.graph;
