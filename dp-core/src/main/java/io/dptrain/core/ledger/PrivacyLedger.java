package io.dptrain.core.ledger;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.EpsilonBracket;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.rdp.RdpGuarantee;
import io.dptrain.core.Checks;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * The record of the steps that ran, and the only source of epsilon.
 *
 * <p>A step is charged before anything of it can be seen, so a step that fails half way is charged
 * too. What was spent is the event that the plan states for all charged steps together. Two
 * accountants read it: by Renyi differential privacy and by the privacy loss distribution. One of
 * them decides, that is answers {@link #epsilon}, {@link #epsilonAfter} and {@link #stepsLeft}: by
 * default the second, whose epsilon is smaller on the same noise.
 *
 * <p>Thread safe. A question about a step more takes tens of microseconds.
 */
public final class PrivacyLedger {
  private final LongFunction<PrivacyEvent> run;
  private final NeighboringRelation relation;
  private final LedgerStore store;

  /** Has nothing composed: it is asked what a run would cost, and remembers how it found out. */
  private final PrivacyAccountant deciding;

  private long lastFits = 1;

  /**
   * A ledger.
   *
   * @param run the event of the first steps of a run as a whole
   * @param relation which data sets count as neighbors
   * @param deciding makes the accountant that decides
   * @param store keeps the number of steps
   * @throws IllegalArgumentException if that accountant does not cover the event
   */
  public PrivacyLedger(
      LongFunction<PrivacyEvent> run,
      NeighboringRelation relation,
      Function<NeighboringRelation, ? extends PrivacyAccountant> deciding,
      LedgerStore store) {
    this.run = run;
    this.relation = relation;
    this.deciding = deciding.apply(relation);
    this.store = store;
    this.deciding.epsilonAfter(run.apply(1), 0, 0.5);
  }

  /** Records one step. */
  public void charge() {
    store.charge();
  }

  /** The number of steps that were charged. */
  public long steps() {
    return store.steps();
  }

  /** The event of all steps so far together. */
  public PrivacyEvent event() {
    return run.apply(steps());
  }

  /**
   * The epsilon of all steps so far, by the accountant that decides. <b>Error</b>: an upper bound.
   * Infinite if noise or batches were reproducible.
   */
  public double epsilon(double delta) {
    return epsilonAfter(0, delta);
  }

  /** The epsilon that will have been spent after {@code more} further steps; an upper bound. */
  public double epsilonAfter(long more, double delta) {
    return epsilonOf(steps() + Checks.nonNegative("more", more), delta);
  }

  private double epsilonOf(long steps, double delta) {
    return deciding.epsilonAfter(run.apply(steps), 1, delta);
  }

  /**
   * How many further steps fit into a budget, given the steps so far. <b>Error</b>: never too many.
   * At most 2^53 in total, also for steps that cost nothing; 0 if the budget is already spent.
   */
  public synchronized long stepsLeft(PrivacyBudget budget) {
    long steps = steps();
    long most = StepCount.LARGEST - steps;
    lastFits =
        StepCount.largest(
            most, lastFits, more -> epsilonOf(steps + more, budget.delta()) <= budget.epsilon());
    return lastFits;
  }

  /**
   * The guarantee of all steps so far by Renyi differential privacy, with the order that gives it;
   * empty if that accountant knows no bound for the sampler. Its epsilon is larger than the
   * interval of {@link #bracket}, and as sure.
   */
  public Optional<RdpGuarantee> rdpGuarantee(double delta) {
    RdpAccountant accountant = new RdpAccountant(relation);
    try {
      accountant.compose(event());
    } catch (IllegalArgumentException e) { // the event is not covered
      return Optional.empty();
    }
    return Optional.of(accountant.guarantee(delta));
  }

  /**
   * The interval that holds the true epsilon of all steps so far, by the privacy loss distribution.
   * Takes milliseconds.
   */
  public EpsilonBracket bracket(double delta) {
    return new PldAccountant(relation).compose(event()).guarantee(delta);
  }
}
