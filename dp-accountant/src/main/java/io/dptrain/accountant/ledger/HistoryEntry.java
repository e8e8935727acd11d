package io.dptrain.accountant.ledger;

import java.time.Instant;

/**
 * One record of a ledger, for readers.
 *
 * @param number of the record, from 1
 * @param at when it was written, by the clock of whoever wrote it
 * @param what happened, in words
 * @param hash of the record, in hexadecimal
 */
public record HistoryEntry(long number, Instant at, String what, String hash) {

  static HistoryEntry of(long number, LedgerRecord record, String hash) {
    return new HistoryEntry(number, record.at(), what(record), hash);
  }

  private static String what(LedgerRecord record) {
    if (record instanceof LedgerRecord.Opened opened) {
      return "opened for "
          + opened.data().name()
          + ": epsilon "
          + opened.budget().epsilon()
          + ", delta "
          + opened.budget().delta();
    } else if (record instanceof LedgerRecord.Granted granted) {
      return "granted '"
          + granted.plan().purpose()
          + "' "
          + granted.plan().steps()
          + " steps, "
          + 100 * granted.share()
          + " % of the budget";
    } else if (record instanceof LedgerRecord.Charged charged) {
      return "plan "
          + charged.plan()
          + ": charged "
          + charged.steps()
          + ", in all "
          + charged.total();
    } else if (record instanceof LedgerRecord.Settled settled) {
      return "plan " + settled.plan() + ": ended after " + settled.total();
    }
    LedgerRecord.Resumed resumed = (LedgerRecord.Resumed) record;
    return "plan " + resumed.plan() + ": went on";
  }
}
