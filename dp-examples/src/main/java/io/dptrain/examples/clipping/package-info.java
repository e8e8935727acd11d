/**
 * The {@code clipping} command: what each way to clip does to a handful of gradients in the plane.
 *
 * <p>Read {@link io.dptrain.examples.clipping.Variants}, which names them all, then {@link
 * io.dptrain.examples.clipping.Outcome}. Nothing is computed here: every number comes from a step
 * of a {@link io.dptrain.core.optimizer.DpOptimizer} ({@link
 * io.dptrain.examples.clipping.PrivateRun}) or of a {@link
 * io.dptrain.core.stability.clip.ClippedOptimizer} ({@link
 * io.dptrain.examples.clipping.OrdinaryRun}).
 */
package io.dptrain.examples.clipping;
