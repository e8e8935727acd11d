package io.dptrain.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.ledger.store.RecordStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Stores that a user wrote: some lose what they confirmed, or do not do what they are asked. */
class ForgetfulStoreTest {
  private static final PrivacyBudget BUDGET = new PrivacyBudget(2, 1e-6);
  private static final PrivacyCost COST = PrivacyCost.of(new GaussianEvent(50));

  private final List<String> lines = new ArrayList<>();

  /** An authority with a store that keeps all. */
  private BudgetAuthority open() {
    return open(more -> lines.addAll(more.get()));
  }

  /**
   * An authority with a store in {@link #lines}.
   *
   * @param adding what the store does with what is to be added
   */
  private BudgetAuthority open(Consumer<Supplier<List<String>>> adding) {
    return BudgetAuthority.open(new ListStore(lines, adding), BUDGET, ProtectedData.named("data"));
  }

  @Test
  void spend_storeThatKeepsAll_isGranted() {
    try (BudgetAuthority authority = open()) {
      authority.spend(SpendingPlan.of("one", COST));
      authority.spend(SpendingPlan.of("two", COST));
      assertThat(authority.report().plans()).hasSize(2);
    }
  }

  @Test
  void spend_storeThatLostTheLast_isRefused() {
    try (BudgetAuthority authority = open()) {
      authority.spend(SpendingPlan.of("one", COST));
      lines.remove(lines.size() - 1);
      int left = lines.size();
      assertThatThrownBy(() -> authority.spend(SpendingPlan.of("two", COST)))
          .isInstanceOf(LedgerException.class)
          .hasMessage(
              "the list lost 1 of the records that this process wrote; restore it from a copy with all its"
                  + " records: an older one forgets what was spent");
      assertThat(lines).hasSize(left);
      assertThatThrownBy(authority::report).isInstanceOf(LedgerException.class);
    }
  }

  @Test
  void report_storeThatHoldsOthersInTheirPlace_isRefused() {
    try (BudgetAuthority authority = open()) {
      authority.spend(SpendingPlan.of("one", COST));
      lines.subList(1, lines.size()).clear();
      try (BudgetAuthority other = open()) {
        other.spend(SpendingPlan.of("another", COST));
      }
      assertThatThrownBy(authority::report)
          .isInstanceOf(LedgerException.class)
          .hasMessage(
              "record 2 of the list is not the one that this process wrote; restore it from a copy"
                  + " with all its records: an older one forgets what was spent");
    }
  }

  /** A store that uses up the list that it was given has not changed what was decided. */
  @Test
  void open_storeThatEmptiesTheList_isRefused() {
    assertThatThrownBy(() -> open(more -> more.get().clear()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(lines).isEmpty();
  }

  @Test
  void spend_storeThatDoesNotAsk_isRefused() {
    open().close();
    try (BudgetAuthority authority = open(more -> {})) {
      assertThatThrownBy(() -> authority.spend(SpendingPlan.of("one", COST)))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("the list did not ask what is to be added");
    }
  }

  /** As a database does that ends a transaction for another's sake. */
  @Test
  void spend_storeThatTriesAgain_isGrantedOnce() {
    Consumer<Supplier<List<String>>> adding =
        more -> {
          assertThat(more.get()).as("not kept").isNotEmpty();
          lines.addAll(more.get());
        };
    try (BudgetAuthority authority = open(adding)) {
      authority.spend(SpendingPlan.of("one", COST));
      assertThat(authority.report().plans()).hasSize(1);
    }
  }

  @Test
  void reserve_recordThatIsTooLong_isRefusedWhateverTheStore() {
    try (BudgetAuthority authority = open()) {
      SpendingPlan plan = SpendingPlan.of("one", COST);
      for (int i = 0; i < 40; i++) {
        plan = plan.with("detail " + i, "\u6f22".repeat(190));
      }
      SpendingPlan detailed = plan;
      int before = lines.size();
      assertThatThrownBy(() -> authority.reserve(detailed))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("a record has at most 16000 bytes; shorten purpose")
          .hasMessageNotContainingAny("\n");
      assertThat(lines).hasSize(before);
    }
  }

  /** Gives the records in a list, and leaves it to a test what becomes of more. */
  private record ListStore(List<String> lines, Consumer<Supplier<List<String>>> adding)
      implements RecordStore {
    @Override
    public void append(long given, Consumer<String> known, Supplier<List<String>> more) {
      read(given, known);
      adding.accept(more);
    }

    @Override
    public void read(long given, Consumer<String> known) {
      lines.stream().skip(given).forEach(known);
    }

    @Override
    public String name() {
      return "the list";
    }

    @Override
    public void close() {}
  }
}
