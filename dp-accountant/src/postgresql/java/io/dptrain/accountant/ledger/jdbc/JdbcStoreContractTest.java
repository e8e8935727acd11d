package io.dptrain.accountant.ledger.jdbc;

import io.dptrain.accountant.ledger.store.RecordStore;
import io.dptrain.accountant.ledger.store.RecordStoreContract;
import io.dptrain.accountant.ledger.store.StoredBudgetContract;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;

/** PostgreSQL, held to the contracts of all stores. */
class JdbcStoreContractTest implements RecordStoreContract, StoredBudgetContract {
  private final String prefix = "test " + UUID.randomUUID() + " ";
  private final Set<String> ledgers = ConcurrentHashMap.newKeySet();
  private long recordsCopied;

  @AfterEach
  void clear() throws SQLException {
    for (String ledger : ledgers) {
      TestDatabase.clear(ledger);
    }
  }

  @Override
  public RecordStore store(String ledger) {
    ledgers.add(prefix + ledger);
    return JdbcStore.of(TestDatabase.source(), prefix + ledger);
  }

  @Override
  public String factoryCall() {
    return "JdbcStore.of(source, ledger)";
  }

  /** Records are only added: how many there were is as good as a copy. */
  @Override
  public void copy() {
    AtomicLong records = new AtomicLong();
    try (RecordStore store = store()) {
      store.read(0, line -> records.incrementAndGet());
    }
    recordsCopied = records.get();
  }

  @Override
  public void putBack() throws SQLException {
    TestDatabase.keepFirst(prefix + LEDGER, recordsCopied);
  }
}
