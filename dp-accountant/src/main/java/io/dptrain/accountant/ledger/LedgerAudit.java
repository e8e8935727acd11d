package io.dptrain.accountant.ledger;

import io.dptrain.accountant.filter.BudgetFilter;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.store.FolderStore;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.ledger.store.RecordStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a ledger again from its first record and holds all that it says against what follows from
 * it. Changes nothing. Stateless.
 */
public final class LedgerAudit {
  /** The search for a share ends this close. */
  private static final double CLOSE = 1 + 1e-5;

  private LedgerAudit() {}

  /**
   * Gives every record of the ledger in a folder to {@code entries}, in their order, after its hash
   * was found right.
   *
   * @throws LedgerException if a record is not what it should be; those before it were given
   */
  public static void read(Path folder, Consumer<HistoryEntry> entries) {
    read(FolderStore.of(folder), entries);
  }

  /**
   * The same of a ledger in a store, which is closed.
   *
   * @throws IllegalStateException if the store gave records already
   */
  public static void read(RecordStore store, Consumer<HistoryEntry> entries) {
    replay(store, entries);
  }

  /**
   * Checks everything: the hashes, that each record follows from those before, that the last is the
   * one that was written last, and that each plan took the share that its cost takes.
   *
   * @param knownHash a hash that the ledger must hold, kept elsewhere since an earlier time; empty
   *     if none was
   * @return what is wrong, each in one line, also that there is no ledger; empty if nothing is
   */
  public static List<String> check(Path folder, Optional<String> knownHash) {
    return check(FolderStore.of(folder), knownHash);
  }

  /**
   * The same of a ledger in a store, which is closed.
   *
   * @throws IllegalStateException if the store gave records already
   */
  public static List<String> check(RecordStore store, Optional<String> knownHash) {
    List<String> wrong = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    try {
      BudgetState state =
          replay(
              store,
              entry -> knownHash.filter(entry.hash()::equalsIgnoreCase).ifPresent(hashes::add));
      checkShares(state, wrong);
    } catch (LedgerException e) {
      wrong.add(e.getMessage());
    } catch (IllegalArgumentException e) { // a cost that nobody covers was granted
      wrong.add("a plan cannot be priced: " + e.getMessage());
    }
    if (knownHash.isPresent() && hashes.isEmpty() && wrong.isEmpty()) {
      wrong.add(
          "no record has the hash "
              + knownHash.get()
              + ": this is another ledger, or an older copy of the one that had it");
    }
    return wrong;
  }

  /**
   * Returns what the first records of a ledger say together.
   *
   * @param store gave no record yet; closed
   * @param records how many; at least 1
   * @throws LedgerException if there are fewer, or one of all that there are is not what it should
   *     be
   */
  public static BudgetReport reportAfter(RecordStore store, long records) {
    Replay replay = new Replay();
    BudgetReport[] report = new BudgetReport[1];
    try (store) {
      store.read(
          0,
          line -> {
            replay.add(line, store.name());
            if (replay.chain().count() == records) {
              report[0] = replay.report();
            }
          });
      if (report[0] == null) {
        throw new LedgerException(
            store.name()
                + " holds "
                + replay.chain().count()
                + " records, and not the "
                + records
                + " that were asked for");
      }
    }
    return report[0];
  }

  private static BudgetState replay(RecordStore store, Consumer<HistoryEntry> entries) {
    Replay replay = new Replay();
    try (store) {
      store.read(
          0,
          line -> {
            LedgerRecord record = replay.add(line, store.name());
            LedgerChain chain = replay.chain();
            give(HistoryEntry.of(chain.count(), record, chain.hash()), entries);
          });
      if (replay.state().opened().isEmpty()) {
        throw new LedgerException("nothing was begun in " + store.name());
      }
    } catch (Thrown e) {
      throw e.cause;
    }
    return replay.state();
  }

  /** What a consumer throws is never taken for a fault of the ledger. */
  private static void give(HistoryEntry entry, Consumer<HistoryEntry> entries) {
    try {
      entries.accept(entry);
    } catch (RuntimeException e) {
      throw new Thrown(e);
    }
  }

  /** Carries what a consumer threw past the store. */
  private static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final RuntimeException cause;

    Thrown(RuntimeException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private static void checkShares(BudgetState state, List<String> wrong) {
    LedgerRecord.Opened opened = state.opened().orElseThrow();
    BudgetFilter filter = BudgetFilter.of(opened.budget(), opened.data().relation());
    Map<PrivacyCost, Double> shares = new HashMap<>();
    for (PlanReport plan : state.reports()) {
      double share = shares.computeIfAbsent(plan.plan().cost(), filter::share);
      if (plan.share() > 0 && plan.share() * CLOSE < share) {
        wrong.add(
            "plan "
                + plan.number()
                + ", '"
                + plan.plan().purpose()
                + "', took the share "
                + plan.share()
                + " of the budget, but its cost takes "
                + share);
      }
    }
  }
}
