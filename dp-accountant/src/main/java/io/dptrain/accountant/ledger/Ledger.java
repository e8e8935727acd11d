package io.dptrain.accountant.ledger;

import io.dptrain.accountant.ledger.store.RecordStore;
import java.util.List;
import java.util.function.Function;

/**
 * The records of a budget, and what they say together. Each method is one action: nobody else adds
 * a record while it looks and decides.
 *
 * <p>Thread-safe.
 */
final class Ledger implements AutoCloseable {
  private final RecordStore store;
  private final LedgerChain chain = new LedgerChain();
  private final BudgetState state = new BudgetState();

  Ledger(RecordStore store) {
    this.store = store;
  }

  /** Looks at what the records say now. */
  synchronized <T> T look(Function<BudgetState, T> question) {
    store.read(this::add);
    return question.apply(state);
  }

  /**
   * Adds what is decided by all that was recorded until then; kept when this returns.
   *
   * @param decision returns the records to add, and changes nothing; whatever it throws ends this,
   *     with nothing added
   */
  synchronized void add(Function<BudgetState, List<LedgerRecord>> decision) {
    store.append(this::add, () -> chain.seal(decision.apply(state)));
  }

  private void add(String line) {
    state.add(chain.open(line, store.name()), store.name());
  }

  /** All that the records say now; there must be one. */
  synchronized BudgetReport report() {
    return look(now -> now.report(chain.count(), chain.hash()));
  }

  String name() {
    return store.name();
  }

  @Override
  public synchronized void close() {
    store.close();
  }
}
