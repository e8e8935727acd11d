/**
 * What a proof says of a model: that it is refused, and what it took as public.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.graph.PrivacyProofException}, whose findings ({@link
 * io.dptrain.core.graph.GraphFinding}) name the operation, the reason and the fix; {@link
 * io.dptrain.core.graph.PublicValue}, a constant or a variable that nothing hides.
 *
 * <p><b>Guarantees.</b> A message is made from the graph alone, so it tells nothing of what is fed.
 * An exception lists all that is known to be wrong, as far as the graph could be followed.
 *
 * <p><b>What it does not guarantee.</b> That a graph without findings is private on this machine:
 * proofs are about exact arithmetic, and {@link io.dptrain.core.check} is about kernels. The proofs
 * themselves are in {@link io.dptrain.core.internal.graph}.
 */
package io.dptrain.core.graph;
