package io.dptrain.accountant.ledger;

import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.ledger.store.RecordStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * The records of a budget, and what they say together. Adding is one action: nobody else adds a
 * record while it looks, decides and writes. Looking sees what was there at some time during it.
 *
 * <p>Whatever the store is, what was added here must come back from it, the same and first.
 *
 * <p>Thread-safe.
 */
final class Ledger implements AutoCloseable {
  private static final int SHOWN = 200;

  private final RecordStore store;
  private final Replay replay = new Replay();

  /** What was added here, and was not given by the store yet. */
  private final Queue<String> mine = new ArrayDeque<>();

  Ledger(RecordStore store) {
    this.store = store;
  }

  /** Looks at what the records say now. */
  synchronized <T> T look(Function<BudgetState, T> question) {
    store.read(replay.chain().count(), this::add);
    requireMine();
    return question.apply(replay.state());
  }

  /**
   * Adds what is decided by all that was recorded until then; kept when this returns.
   *
   * @param decision returns the records to add, and changes nothing; whatever it throws ends this,
   *     with nothing added
   */
  synchronized void add(Function<BudgetState, List<LedgerRecord>> decision) {
    List<List<String>> decided = new ArrayList<>();
    store.append(
        replay.chain().count(),
        this::add,
        () -> {
          requireMine();
          List<LedgerRecord> records = decision.apply(replay.state());
          List<String> lines = List.copyOf(replay.chain().seal(records));
          requireReadable(records, lines);
          decided.add(lines);
          return lines;
        });
    if (decided.isEmpty()) {
      throw new LedgerException(
          store.name() + " did not ask what is to be added: what was to be charged must not run");
    }
    // A store that tried again kept what was decided last.
    mine.addAll(decided.get(decided.size() - 1));
  }

  /** A line that could not be read again, or would not follow, must never be written. */
  private void requireReadable(List<LedgerRecord> records, List<String> lines) {
    BudgetState after = replay.state().copy();
    for (int i = 0; i < lines.size(); i++) {
      requireShort(lines.get(i));
      if (!LedgerChain.parse(lines.get(i)).equals(records.get(i))) {
        throw new IllegalArgumentException(
            "a record must be the same when it is read again, but is not: " + lines.get(i));
      }
      after.add(records.get(i), store.name());
    }
  }

  private static void requireShort(String line) {
    if (line.getBytes(StandardCharsets.UTF_8).length > RecordStore.LONGEST) {
      throw new LedgerException(
          "a record has at most "
              + RecordStore.LONGEST
              + " bytes; shorten purpose, cost or details of '"
              + SpendingPlan.start(line, SHOWN)
              + "...'");
    }
  }

  private void add(String line) {
    if (!mine.isEmpty() && !mine.peek().equals(line)) {
      throw LedgerException.damaged(
          "record "
              + (replay.chain().count() + 1)
              + " of "
              + store.name()
              + " is not the one that this process wrote");
    }
    replay.add(line, store.name());
    mine.poll();
  }

  /** All that was added here was given back: a store may not lose it. */
  private void requireMine() {
    if (!mine.isEmpty()) {
      throw LedgerException.damaged(
          store.name() + " lost " + mine.size() + " of the records that this process wrote");
    }
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
