package io.dptrain.accountant.ledger;

import io.dptrain.accountant.ledger.store.LedgerException;

/** The records so far: the chain that they make, and what they say together. Not thread-safe. */
final class Replay {
  private final LedgerChain chain = new LedgerChain();
  private final BudgetState state = new BudgetState();

  /**
   * Adds the record of the line that comes next.
   *
   * @param store where it was kept, for the message
   * @throws LedgerException if it is not what it should be; then nothing changed
   */
  LedgerRecord add(String line, String store) {
    LedgerRecord record = chain.check(line, store);
    state.add(record, store);
    chain.move();
    return record;
  }

  LedgerChain chain() {
    return chain;
  }

  BudgetState state() {
    return state;
  }

  /** All of it, for readers; there must be a record. */
  BudgetReport report() {
    return state.report(chain.count(), chain.hash());
  }
}
