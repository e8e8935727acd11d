package io.dptrain.accountant.ledger.store;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps the records of one budget, in the order in which they came, for ever.
 *
 * <p>Records are lines of at most {@link #LONGEST} bytes in UTF-8. Their content is the ledger's
 * affair: it chains them, so a store need not notice what was edited, but must never lose, reorder
 * or double one, nor let two writers decide by the same past.
 *
 * <p>A store gives each record once, and so serves one {@link BudgetAuthority} or one audit:
 * whoever asks says how many were given, and one that gave another number refuses. It is used by
 * one thread at a time.
 */
public interface RecordStore extends AutoCloseable {
  /** No record is longer, in bytes. */
  int LONGEST = 16_000;

  /**
   * Gives all records behind the first {@code given} to {@code known}, in their order; then adds
   * those that {@code more} returns, after which they cannot be lost: neither by the end of the
   * process nor by the end of power. From the first to the last nobody else adds any, in this
   * process or another.
   *
   * <p>What was added is given with the next call. {@code more} is called once, or again after what
   * it returned was not kept.
   *
   * @param given how many this store gave until now
   * @throws IllegalStateException if it gave another number: each ledger needs a store of its own
   * @throws LedgerException if that cannot be done; then what {@code more} returned may have been
   *     added or not
   */
  void append(long given, Consumer<String> known, Supplier<List<String>> more);

  /**
   * Gives the records behind the first {@code given} to {@code known}, in their order, and changes
   * nothing.
   *
   * @param given how many this store gave until now
   * @throws IllegalStateException if it gave another number: each ledger needs a store of its own
   * @throws LedgerException if they cannot be read, or are not whole
   */
  void read(long given, Consumer<String> known);

  /** What is kept where, for messages. */
  String name();

  /** Lets go of what the store holds open. Records stay. */
  @Override
  void close();
}
