package io.dptrain.accountant.ledger;

import io.dptrain.accountant.event.PrivacyBudget;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One record of a ledger.
 *
 * <p>Times are those of the clock of whoever wrote the record, to the second. Nothing is decided by
 * them.
 */
sealed interface LedgerRecord {
  Instant at();

  /** The time of a record that is written now. */
  static Instant timeOf(Clock clock) {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** The first record: what is protected, by which budget. */
  record Opened(Instant at, ProtectedData data, PrivacyBudget budget) implements LedgerRecord {}

  /**
   * A plan was granted its share of the budget.
   *
   * @param holder a random name of who may charge its steps
   * @param version of this library, which granted it
   */
  record Granted(Instant at, SpendingPlan plan, double share, String holder, String version)
      implements LedgerRecord {}

  /**
   * Steps of a plan were charged, before the first of them runs.
   *
   * @param plan the number of the plan, from 1
   * @param steps how many
   * @param total of the plan, with these
   */
  record Charged(Instant at, long plan, String holder, long steps, long total)
      implements LedgerRecord {}

  /**
   * The holder stopped.
   *
   * @param total how many steps of the plan ran: those that were charged, less those that its
   *     holder knows did not begin
   */
  record Settled(Instant at, long plan, String holder, long total) implements LedgerRecord {}

  /** Another holder goes on with a plan; the one before cannot charge any more. */
  record Resumed(Instant at, long plan, String holder) implements LedgerRecord {}
}
