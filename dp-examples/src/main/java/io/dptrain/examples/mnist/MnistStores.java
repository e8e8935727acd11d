package io.dptrain.examples.mnist;

import io.dptrain.accountant.ledger.BudgetAuthority;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What outlives a run.
 *
 * @param budget from which it spends
 * @param checkpoints the folder from which it goes on
 */
record MnistStores(Optional<BudgetAuthority> budget, Optional<Path> checkpoints) {
  static final MnistStores NONE = new MnistStores(Optional.empty(), Optional.empty());
}
