package io.dptrain.core.ledger;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.EpsilonBracket;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.rdp.RdpGuarantee;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.DeltaWarning;
import java.util.HashMap;
import java.util.Map;
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
 * <p>Thread safe. A question about a step more takes tens of microseconds for Poisson sampling, and
 * milliseconds where a sample is truncated. Budgets are asked about once.
 */
public final class PrivacyLedger {
  private static final int REMEMBERED = 64;

  private final LongFunction<PrivacyEvent> run;
  private final NeighboringRelation relation;
  private final LedgerStore store;
  private final DeltaWarning deltas;

  /** Has nothing composed: it is asked what a run would cost, and remembers how it found out. */
  private final PrivacyAccountant deciding;

  /** How many steps fit into a budget in all, which does not depend on how many were charged. */
  private final Map<PrivacyBudget, Long> totals = new HashMap<>();

  /** A loop asks after each step, and all steps of an epoch cost what its first does. */
  private volatile Optional<Found> found = Optional.empty();

  private long guess;
  private long charged;

  /** The epsilon of an event at some delta. */
  private record Found(PrivacyEvent event, double delta, double epsilon) {
    boolean isOf(PrivacyEvent asked, double atDelta) {
      return delta == atDelta && event.equals(asked);
    }
  }

  /**
   * A ledger.
   *
   * @param run the event of the first steps of a run as a whole
   * @param relation which data sets count as neighbors
   * @param deciding makes the accountant that decides
   * @param store keeps the number of steps
   * @param before how many steps the store holds that are known to be of this run
   * @param datasetSize how many units there are: a delta that is large for so many is warned of
   * @param planned about how many steps will run: a guess that makes the first answer of {@link
   *     #stepsLeft} quick, and changes none
   * @throws IllegalArgumentException if that accountant does not cover the event
   * @throws IllegalStateException if the store holds other steps than {@code before}: it cannot say
   *     what they cost
   */
  public PrivacyLedger(
      LongFunction<PrivacyEvent> run,
      NeighboringRelation relation,
      Function<NeighboringRelation, ? extends PrivacyAccountant> deciding,
      LedgerStore store,
      long before,
      long datasetSize,
      long planned) {
    this.run = run;
    this.relation = relation;
    this.deciding = deciding.apply(relation);
    this.store = store;
    this.deltas = new DeltaWarning(datasetSize);
    this.guess = planned;
    this.charged = before;
    Checks.state(
        store.steps() == before,
        "a ledger begins with an empty store, or goes on with "
            + before
            + " steps that it knows, but this one holds "
            + store.steps()
            + " steps of a plan that nobody knows; add up what both ledgers say");
    this.deciding.epsilonAfter(run.apply(1), 0, 0.5); // refuses what it does not cover, now
  }

  /**
   * Records one step.
   *
   * @return how many steps of the run came before
   * @throws IllegalStateException if somebody else charged the store, or it lost a charge; the step
   *     is charged all the same
   */
  public synchronized long charge() {
    long before = store.charge();
    long expected = charged++;
    Checks.state(
        before == expected,
        "a ledger store serves one optimizer and keeps every charge, but says that "
            + before
            + " steps were charged where this ledger charged "
            + expected
            + "; give each optimizer a store of its own");
    return before;
  }

  /** The number of steps that were charged. */
  public synchronized long steps() {
    return Math.max(charged, store.steps());
  }

  /** The event of all steps so far together. */
  public PrivacyEvent event() {
    return run.apply(steps());
  }

  /**
   * The epsilon of all steps so far, by the accountant that decides. <b>Error</b>: an upper bound.
   * Infinite if noise or batches were reproducible. It may differ by the width of the accountant's
   * bracket from what was found for the same number of steps when a budget was asked about.
   */
  public double epsilon(double delta) {
    return epsilonAfter(0, delta);
  }

  /** The epsilon that will have been spent after {@code more} further steps; an upper bound. */
  public double epsilonAfter(long more, double delta) {
    deltas.lookAt(delta);
    return epsilonOf(steps() + Checks.nonNegative("more", more), delta);
  }

  private double epsilonOf(long steps, double delta) {
    PrivacyEvent event = run.apply(steps);
    Found answer =
        found
            .filter(last -> last.isOf(event, delta))
            .orElseGet(() -> new Found(event, delta, deciding.epsilonAfter(event, 1, delta)));
    found = Optional.of(answer);
    return answer.epsilon();
  }

  /**
   * How many further steps fit into a budget, given the steps so far. <b>Error</b>: never too many.
   * At most 2^53 in total, also for steps that cost nothing; 0 if the budget is already spent. The
   * first question about a budget searches, further ones subtract.
   */
  public synchronized long stepsLeft(PrivacyBudget budget) {
    deltas.lookAt(budget.delta());
    if (totals.size() >= REMEMBERED) {
      totals.clear();
    }
    guess = totals.computeIfAbsent(budget, this::total);
    return Math.max(0, guess - steps());
  }

  private long total(PrivacyBudget budget) {
    return StepCount.largest(
        StepCount.LARGEST, guess, steps -> epsilonOf(steps, budget.delta()) <= budget.epsilon());
  }

  /**
   * The guarantee of all steps so far by Renyi differential privacy, with the order that gives it;
   * empty if that accountant knows no bound for the sampler. Its epsilon is larger than the
   * interval of {@link #bracket}, and as sure.
   */
  public Optional<RdpGuarantee> rdpGuarantee(double delta) {
    deltas.lookAt(delta);
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
    deltas.lookAt(delta);
    return new PldAccountant(relation).compose(event()).guarantee(delta);
  }
}
