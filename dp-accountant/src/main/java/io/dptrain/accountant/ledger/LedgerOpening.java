package io.dptrain.accountant.ledger;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.BudgetFilter;
import io.dptrain.accountant.ledger.LedgerRecord.Opened;
import io.dptrain.accountant.ledger.store.LedgerException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds what a ledger protects, and begins one where there is none: its first record. What was
 * begun for one budget and one data set is never opened for another.
 */
final class LedgerOpening {
  private final Ledger ledger;
  private final Clock clock;

  LedgerOpening(Ledger ledger, Clock clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Returns the first record, which is added if there is none and a budget is given.
   *
   * @param budget the ledger's must be; any if empty
   * @param data the ledger's must be; any if empty
   * @param otherwise what a new ledger is for if {@code data} is empty
   * @throws LedgerException if there is none and no budget, or that of another budget or other data
   */
  Opened open(
      Optional<PrivacyBudget> budget,
      Optional<ProtectedData> data,
      Supplier<ProtectedData> otherwise) {
    if (budget.isPresent() && ledger.look(BudgetState::opened).isEmpty()) {
      Opened first =
          new Opened(LedgerRecord.timeOf(clock), data.orElseGet(otherwise), budget.get());
      // A budget that nothing can be held against must not become that of the data for ever.
      BudgetFilter.of(first.budget(), first.data().relation());
      // Another process may have been first: then there is nothing to add.
      ledger.add(state -> state.opened().isEmpty() ? List.of(first) : List.of());
    }
    Opened found =
        ledger
            .look(BudgetState::opened)
            .orElseThrow(
                () ->
                    new LedgerException(
                        "nothing was begun in "
                            + ledger.name()
                            + "; begin with BudgetAuthority.open(folder, budget), or with ./dp"
                            + " budget init"));
    if (budget.isPresent() && !budget.get().equals(found.budget())) {
      throw another(words(found.budget()), words(budget.get()));
    }
    if (data.isPresent() && !data.get().equals(found.data())) {
      throw another(words(found.data()), words(data.get()));
    }
    return found;
  }

  private static String words(PrivacyBudget budget) {
    return "the budget epsilon " + budget.epsilon() + ", delta " + budget.delta();
  }

  private static String words(ProtectedData data) {
    return String.format(
        Locale.ROOT,
        "the data '%s' of %s units '%s', %s",
        data.name(),
        data.size() == 0 ? "unsaid" : Long.toString(data.size()),
        data.unit(),
        data.relation());
  }

  private LedgerException another(String found, String wanted) {
    return new LedgerException(
        String.format(
            Locale.ROOT,
            "the ledger %s was begun for %s, and not for %s: that cannot change; open it for the"
                + " first, or begin another folder",
            ledger.name(),
            found,
            wanted));
  }
}
