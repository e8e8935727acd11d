package io.dptrain.accountant.ledger.store;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A folder, held to the contracts of all stores. */
class FolderStoreContractTest implements RecordStoreContract, StoredBudgetContract {
  @TempDir private Path parent;

  @Override
  public RecordStore store(String ledger) {
    return FolderStore.of(parent.resolve(ledger));
  }

  @Override
  public String factoryCall() {
    return "FolderStore.of(folder)";
  }

  @Override
  public void copy() throws IOException {
    SpentFolder.copy(parent.resolve(LEDGER), parent.resolve("copy"));
  }

  @Override
  public void putBack() throws IOException {
    SpentFolder.copy(parent.resolve("copy"), parent.resolve(LEDGER));
  }
}
