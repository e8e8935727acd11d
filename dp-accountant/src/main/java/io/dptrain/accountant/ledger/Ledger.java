package io.dptrain.accountant.ledger;

import io.dptrain.accountant.ledger.store.RecordStore;
import java.util.List;
import java.util.function.Function;

/**
 * The records of a budget, and what they say together. Adding is one action: nobody else adds a
 * record while it looks, decides and writes. Looking sees what was there at some time during it.
 *
 * <p>Thread-safe.
 */
final class Ledger implements AutoCloseable {
  private final RecordStore store;
  private final Replay replay = new Replay();

  Ledger(RecordStore store) {
    this.store = store;
  }

  /** Looks at what the records say now. */
  synchronized <T> T look(Function<BudgetState, T> question) {
    store.read(this::add);
    return question.apply(replay.state());
  }

  /**
   * Adds what is decided by all that was recorded until then; kept when this returns.
   *
   * @param decision returns the records to add, and changes nothing; whatever it throws ends this,
   *     with nothing added
   */
  synchronized void add(Function<BudgetState, List<LedgerRecord>> decision) {
    store.append(
        this::add,
        () -> {
          List<LedgerRecord> records = decision.apply(replay.state());
          List<String> lines = replay.chain().seal(records);
          requireReadable(records, lines);
          return lines;
        });
  }

  /** A line that could not be read again, or would not follow, must never be written. */
  private void requireReadable(List<LedgerRecord> records, List<String> lines) {
    BudgetState after = replay.state().copy();
    for (int i = 0; i < lines.size(); i++) {
      if (!LedgerChain.parse(lines.get(i)).equals(records.get(i))) {
        throw new IllegalArgumentException(
            "a record must be the same when it is read again, but is not: " + lines.get(i));
      }
      after.add(records.get(i), store.name());
    }
  }

  private void add(String line) {
    replay.add(line, store.name());
  }

  /** All that the records say now; there must be one. */
  synchronized BudgetReport report() {
    return look(now -> replay.report());
  }

  String name() {
    return store.name();
  }

  @Override
  public synchronized void close() {
    store.close();
  }
}
