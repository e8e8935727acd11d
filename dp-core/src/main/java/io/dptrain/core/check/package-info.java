/**
 * Holds what runs against what was proved, and against what is slow and obvious.
 *
 * <p>{@link io.dptrain.core.internal.check.Probe} does so on made-up rows before the first step,
 * {@link io.dptrain.core.internal.check.NeighborReplay} on a user's own, when asked. Both see the
 * part of an update that makes {@link io.dptrain.core.internal.check.ClippedSums}, whatever
 * computes them.
 */
package io.dptrain.core.check;
