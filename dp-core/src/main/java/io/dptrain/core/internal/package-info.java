/**
 * What users do not name: the packages below, and here a few helpers that all of them share.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.Checks}, the argument checks of this
 * module. The packages below, in the order of the flow: {@link io.dptrain.core.internal.graph}
 * (proofs), {@link io.dptrain.core.internal.gradient} (per-example gradients), {@link
 * io.dptrain.core.internal.seam} (what the halves of a step tell each other), {@link
 * io.dptrain.core.internal.check} (the machine held against the proofs), {@link
 * io.dptrain.core.internal.state} (what a run needs to go on), {@link
 * io.dptrain.core.internal.sums} and {@link io.dptrain.core.internal.update} (the two halves),
 * {@link io.dptrain.core.internal.norm} (norms of ordinary gradients).
 *
 * <p><b>Guarantees.</b> No public signature outside of these packages names a type of them; a test
 * holds it so. A check fails on NaN, and its message gives name, rule and value.
 *
 * <p><b>What it does not guarantee.</b> That anything here stays as it is. Types are public only so
 * that other packages of this module can use them.
 */
package io.dptrain.core.internal;
