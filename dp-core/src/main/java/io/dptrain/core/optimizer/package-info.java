/**
 * The private optimizer, which ties sampler, clipping, noise and accounting together.
 *
 * <p>Read {@link io.dptrain.core.optimizer.DpOptimizer} first, then {@link
 * io.dptrain.core.optimizer.DpPlan}, the single source of every number, and {@link
 * io.dptrain.core.optimizer.PrivacyLedger}, the record of what ran and the only source of epsilon.
 *
 * <p>What is guaranteed: a step is charged before anything of it can be seen, the sampler draws the
 * rows, and an update without accounting fails. What is not: that the feeder feeds the rows it is
 * given, that variables which are not trained hold no private data, and that other uses of the same
 * data elsewhere are counted.
 */
package io.dptrain.core.optimizer;
