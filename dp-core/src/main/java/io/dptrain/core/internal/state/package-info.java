/**
 * What a run needs to go on.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.state.RunState}: the steps that were
 * charged and the clip norms that were learned. {@link io.dptrain.core.internal.state.RunFolder}
 * keeps a run on disk: what was charged ({@code FolderLedger}), what it is ({@link
 * io.dptrain.core.internal.state.RunDescription}) and checkpoints of its variables. {@code
 * SpendingLedger} charges the budget of a data set beside it, {@link
 * io.dptrain.core.internal.state.AuthorityStore} that budget alone. {@link
 * io.dptrain.core.internal.state.Snapshot} copies the values of variables, for whoever wants to go
 * back to them.
 *
 * <p><b>What it does not hold.</b> Anything of the generators of random numbers: noise must not
 * repeat, so nothing of them can be saved or rewound.
 */
package io.dptrain.core.internal.state;
