package io.dptrain.accountant.ledger.store;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.SpendingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A folder with the ledger of {@link TwoRuns}.
 *
 * @param folder where it is
 * @param ledger its records
 * @param head the copy of the last of them
 */
record SpentFolder(Path folder, Path ledger, Path head) {
  static final PrivacyBudget BUDGET = new PrivacyBudget(8, 1e-6);
  static final SpendingPlan COUNT = SpendingPlan.of("count", PrivacyCost.of(new GaussianEvent(50)));

  private static final List<String> FILES = List.of("ledger.jsonl", "head");

  /** Spends in a folder that has no ledger yet. */
  static SpentFolder of(Path folder) {
    TwoRuns.spend(() -> BudgetAuthority.open(folder, BUDGET));
    return new SpentFolder(folder, folder.resolve(FILES.get(0)), folder.resolve(FILES.get(1)));
  }

  /** What the ledger says to whoever opens it now. */
  BudgetReport report() {
    try (BudgetAuthority authority = BudgetAuthority.open(folder)) {
      return authority.report();
    }
  }

  /** Copies a ledger from one folder to another, over the one that is there. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (String file : FILES) {
      Files.copy(from.resolve(file), to.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
