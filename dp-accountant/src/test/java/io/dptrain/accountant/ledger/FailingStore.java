package io.dptrain.accountant.ledger;

import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.ledger.store.RecordStore;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A store that adds what it is given, and then may say that it failed. */
final class FailingStore implements RecordStore {
  private final RecordStore store;
  private boolean fails;

  FailingStore(RecordStore store) {
    this.store = store;
  }

  void failAfterwards(boolean now) {
    fails = now;
  }

  @Override
  public void append(long given, Consumer<String> known, Supplier<List<String>> more) {
    store.append(given, known, more);
    if (fails) {
      throw new LedgerException("whether it was added is not known");
    }
  }

  @Override
  public void read(long given, Consumer<String> known) {
    store.read(given, known);
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public void close() {
    store.close();
  }
}
