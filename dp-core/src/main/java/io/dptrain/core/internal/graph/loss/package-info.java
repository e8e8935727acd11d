/**
 * What a loss is made of: a loss for each privacy unit, and parts that see no data.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.graph.loss.ExampleLoss}, of a model whose
 * examples were followed, and {@link io.dptrain.core.internal.graph.loss.LossInputs}, of one that
 * is run on each example alone. {@link io.dptrain.core.internal.graph.loss.LossTerms} takes a mean
 * or sum over the batch off; {@link io.dptrain.core.internal.graph.loss.Regularization} is what
 * sees no data.
 *
 * <p><b>Guarantees.</b> A loss that is not a mean or sum over examples is refused. A part counts as
 * a regularizer only if an analysis shows that it sees no data; so it needs neither clipping nor
 * noise.
 *
 * <p><b>What it does not guarantee.</b> That the constants in a loss are public.
 */
package io.dptrain.core.internal.graph.loss;
