/**
 * The proof of the update: data reaches a trained variable through a noised gradient and in no
 * other way.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.graph.proof.UpdateProof}. {@link
 * io.dptrain.core.internal.graph.proof.WrittenFromData} asks the same of any other variable.
 *
 * <p><b>Guarantees.</b> Every operation that may write to a variable, or to one that flows into an
 * update, is followed back to noised gradients and to what is not data; the graph is read again
 * whenever it has grown. An op that is not known to be a function of its inputs counts as data.
 *
 * <p><b>What it does not guarantee.</b> That the noise is there: it is told which tensors are
 * noised, by {@link io.dptrain.core.internal.update.NoisedUpdate}. That nobody writes to a variable
 * from another graph or session.
 */
package io.dptrain.core.internal.graph.proof;
