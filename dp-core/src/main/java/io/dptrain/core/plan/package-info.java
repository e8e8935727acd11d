/**
 * The plan of a run: all that decides what it costs.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.plan.DpPlan} ties sampler, clipping, noise and
 * statistics together and answers {@code after(steps)}, the event of a whole run. {@link
 * io.dptrain.core.plan.PrivateStatistics} says what is released beside the update.
 *
 * <p><b>Guarantees.</b> What is accounted is what is run: the sums, the noise and the event are
 * made from one plan. Statistics and counts of the clipping are in the one event of the step
 * ({@link io.dptrain.core.internal.seam.ScheduledRelease}). If noise or batches can be drawn again,
 * the event is that of no privacy.
 *
 * <p><b>What it does not guarantee.</b> That the steps ran: that is in the ledger ({@link
 * io.dptrain.core.ledger}). The relation is always adding or removing one unit; a sampler under
 * which a unit replaces another has to cover that in its event.
 */
package io.dptrain.core.plan;
