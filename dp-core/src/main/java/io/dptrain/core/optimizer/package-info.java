/**
 * The private optimizer, which ties sampler, clipping, noise and accounting together.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.optimizer.DpOptimizer}, then {@link
 * io.dptrain.core.optimizer.DpOptimizerBuilder}, all that can be set, {@link
 * io.dptrain.core.plan.DpPlan}, the single source of every number, and {@link
 * io.dptrain.core.ledger.PrivacyLedger}, the record of what ran and the only source of epsilon.
 * {@link io.dptrain.core.optimizer.ModelExplanation} says how a model is trained, {@link
 * io.dptrain.core.optimizer.VerificationReport} how far that is from the gradient of each example
 * alone.
 *
 * <p>Inside, {@code PrivateStep} proves a loss and holds the two halves of its step: the clipped
 * sums ({@link io.dptrain.core.internal.sums}) and the noised update ({@link
 * io.dptrain.core.internal.update}). {@code StepRunner} looks, charges and runs, step after step;
 * {@code StepExecution} is one run of both halves, in chunks if {@link
 * io.dptrain.core.optimizer.PhysicalBatches} says so.
 *
 * <p><b>Guarantees.</b> A step is charged before anything of it can be seen, once however many
 * chunks it has. The sampler draws the rows. An update without accounting fails, and one that
 * somebody else adds for the same variables is found before the next step. All that belongs to a
 * step in native memory is freed before it returns.
 *
 * <p><b>What it does not guarantee.</b> That the feeder feeds the rows it is given, that variables
 * which are not trained hold no private data, and that other uses of the same data elsewhere are
 * counted. Raw norms, traces, verification reports and revealed errors are not private, nor is what
 * TensorFlow itself writes to standard error where a step fails: a warning says so.
 */
package io.dptrain.core.optimizer;
