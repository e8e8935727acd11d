/**
 * Walking a TensorFlow graph, and proving from it that examples stay apart.
 *
 * <p><b>Read first.</b> Here is what all wings use: {@link io.dptrain.core.internal.graph.Graphs},
 * walks over a graph; {@link io.dptrain.core.internal.graph.PublicInputs}, what was declared to
 * hold nothing private; {@link io.dptrain.core.internal.graph.PublicValues}, what counts as public
 * without having been declared. The wings:
 *
 * <ul>
 *   <li>{@link io.dptrain.core.internal.graph.op}: the facts of each op type, in one table.
 *   <li>{@link io.dptrain.core.internal.graph.axis}: where the examples lie in a tensor.
 *   <li>{@link io.dptrain.core.internal.graph.fault}: operations that mix, fail, or have a kernel
 *       that is wrong.
 *   <li>{@link io.dptrain.core.internal.graph.flow}: the way from the placeholders to the loss.
 *   <li>{@link io.dptrain.core.internal.graph.backward}: the way back, by gradients that were
 *       looked at.
 *   <li>{@link io.dptrain.core.internal.graph.mapping}: a part of a graph on each example alone.
 *   <li>{@link io.dptrain.core.internal.graph.proof}: the way from the noised sums to the
 *       variables.
 *   <li>{@link io.dptrain.core.internal.graph.loss}: what belongs to examples in a loss, and what
 *       sees no data.
 * </ul>
 *
 * <p><b>Guarantees.</b> If the analysis accepts a graph, a tensor at an index of its example axis
 * is a function of one privacy unit, of what is public, and of chance; neither the other units nor
 * their number enter, exactly and whatever the values are. What is not known is refused, by a
 * {@link io.dptrain.core.graph.PrivacyProofException}.
 *
 * <p><b>What it does not guarantee.</b> These are statements about the graph in exact arithmetic.
 * They do not say that the rows which are fed are the rows which the sampler drew, that a variable
 * which is not trained or a placeholder that was declared public holds no private data, or that
 * kernels round the same in every batch.
 */
package io.dptrain.core.internal.graph;
