/**
 * What lies between the two halves of a step: values, and no part of a graph of either.
 *
 * <pre>
 * internal.sums                       internal.seam                    internal.update
 * sees data, writes nothing   --&gt;   SumDeclaration, StepSums   --&gt;   writes, sees no data
 * </pre>
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.seam.SumDeclaration}, what the first half
 * says of its sums: variables, form, l2 bound and what each step releases. The sums themselves are
 * {@link io.dptrain.core.noise.StepSums}. {@link io.dptrain.core.internal.seam.ScheduledRelease} is
 * all that the steps of a run release, and {@link io.dptrain.core.internal.seam.Release} what one
 * of them does; both noise and event are made from it. {@link
 * io.dptrain.core.internal.seam.StepRuns} runs the halves with the clip norms of the step.
 *
 * <p><b>Guarantees.</b> The halves need not share a graph, a session or a process: they do not know
 * each other, and a test runs a step of two workers and a driver, each in a graph and a session of
 * its own. An update refuses sums of other variables, or in another order.
 *
 * <p><b>What it does not guarantee.</b> A way to carry sums from one process to another: they are
 * not private, so whoever does that keeps them secret. Values are held in native memory by {@link
 * io.dptrain.core.internal.sums.ClippedTotal}.
 */
package io.dptrain.core.internal.seam;
