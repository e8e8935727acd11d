/**
 * What was found when what runs was held against what was proved, and against what is slow and
 * obvious.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.check.ProbeReport}, of the made-up rows that are run
 * before the first step, and {@link io.dptrain.core.check.ProbeFailedException}, which ends a run
 * there; {@link io.dptrain.core.check.NeighborReport}, of a user's own rows and their neighbors,
 * when asked.
 *
 * <p><b>Guarantees.</b> A probe sees no data and charges nothing, so its report may be published.
 *
 * <p><b>What it does not guarantee.</b> That what was not run behaves alike. A {@code
 * NeighborReport} is computed from raw examples and is not private. The work is done in {@link
 * io.dptrain.core.internal.check}.
 */
package io.dptrain.core.check;
