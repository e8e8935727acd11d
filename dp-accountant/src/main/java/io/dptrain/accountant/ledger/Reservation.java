package io.dptrain.accountant.ledger;

import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.ledger.store.LedgerException;

/**
 * A plan that was granted, and may be charged step by step by whoever holds this.
 *
 * <p>Charges are made in blocks: when a block is used up, the next is recorded before the first of
 * its steps runs. A process that dies has paid for the whole of its block; {@link #close} gives
 * back what did not run.
 *
 * <p>Thread-safe.
 */
public final class Reservation implements AutoCloseable {
  /** The most steps that are charged at once, where nothing else is said. */
  public static final int DEFAULT_BLOCK = 16;

  /** A process that dies loses no more than this part of a plan, unless that is below one step. */
  private static final long PARTS = 100;

  private final BudgetAuthority authority;
  private final long number;
  private final String holder;
  private final SpendingPlan plan;
  private final int block;
  private final long before;
  private long ran;
  private long paid;
  private boolean closed;

  Reservation(
      BudgetAuthority authority,
      long number,
      String holder,
      SpendingPlan plan,
      long charged,
      int block) {
    this.authority = authority;
    this.number = number;
    this.holder = holder;
    this.plan = plan;
    this.before = charged;
    this.ran = charged;
    this.paid = charged;
    this.block = block;
  }

  /**
   * How many steps of a plan are charged at once, where nothing else is said: a hundredth of them,
   * at least one and at most {@value #DEFAULT_BLOCK}. A short run is not waited for long, and loses
   * little when its process dies.
   *
   * @param steps of the plan
   */
  public static int defaultBlock(long steps) {
    return (int) Math.max(1, Math.min(DEFAULT_BLOCK, steps / PARTS));
  }

  static void requireBlock(int block) {
    Checks.require(block >= 1, "block must be 1 or more, but is %s; try 16", block);
  }

  /** The number of the plan in the ledger. */
  public long number() {
    return number;
  }

  public SpendingPlan plan() {
    return plan;
  }

  /**
   * Charges one step, which may look at the data when this returns.
   *
   * @return how many steps of the plan were charged before
   * @throws BudgetExceededException if all steps of the plan were charged
   * @throws LedgerException if the charge cannot be recorded, or the plan went on elsewhere; then
   *     the step may have been charged, and must not run
   */
  public synchronized long charge() {
    if (closed) {
      throw new IllegalStateException(
          "the reservation of '" + plan.purpose() + "' was closed; reserve again, or resume");
    }
    if (ran == paid) {
      long more = authority.charge(number, holder, block);
      if (more == 0) {
        throw BudgetExceededException.ofSteps(plan, before, ran, authority.report().left());
      }
      paid += more;
    }
    return ran++;
  }

  /** How many steps of the plan were charged by {@link #charge}, here or before. */
  public synchronized long steps() {
    return ran;
  }

  /** How many steps of the plan may still be charged. */
  public synchronized long remaining() {
    return plan.steps() - ran;
  }

  /**
   * Records that no step more will run here, and gives back what was charged ahead; a plan that ran
   * no step gives back its share.
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      authority.settle(this, holder, ran);
    }
  }
}
