/**
 * The loop around {@link io.dptrain.core.optimizer.DpOptimizer}: steps, evaluation, checkpoints,
 * early stopping, the best model, an average of the weights, and who listens.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.training.PrivateTrainer}, then {@link
 * io.dptrain.core.training.PrivateTrainerBuilder}, all that can be set, and {@link
 * io.dptrain.core.training.Evaluation}, which says of each number what it costs to look at it.
 *
 * <p><b>Guarantees.</b> The loop acts on public and on noised numbers alone: what is neither can be
 * watched, under a name that ends in {@code NotPrivate}, and stops and chooses nothing. Averages
 * and the best of several models are made of values that the ledger counts, and cost nothing. After
 * a stop that depended on how the run went, epsilon is that of the steps that were planned.
 *
 * <p><b>What it does not guarantee.</b> That data that is called public is, and that listeners keep
 * to themselves what they are shown.
 */
package io.dptrain.core.training;
