package io.dptrain.core.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Records that are read by their number, from wherever they are: arrays, files larger than memory
 * ({@link ArrayRecords}, {@link NpyRecords}, {@link CsvRecords}), or a store of the application,
 * which implements three methods.
 *
 * <p><b>Public</b> are {@link #size} and {@link #fields}; nothing else is. So neither may depend on
 * what a record holds, nor on whether it can be parsed. And each record must be read from its own
 * bytes alone: if one changed how another is read, two examples would change where one is removed.
 *
 * <p>Thread safe: {@link #read} and {@link #announce} may be called at once from several threads.
 */
public interface RecordSource extends AutoCloseable {

  /** How many records there are, those that fail included. Public, and always the same. */
  int size();

  /** What each record has, in the order in which the {@link RecordSink} counts. Public. */
  List<Field> fields();

  /**
   * Reads one record. Whatever is wrong with it, say so by {@code false}: a record that fails
   * contributes zero to its step, and nothing shows that it did. An exception says the same, but
   * for a {@link StorageException}.
   *
   * @param row from 0 to {@code size() - 1}. Sensitive, as it tells who was sampled
   * @param into takes the values of every field
   * @return false if the record cannot be read
   * @throws StorageException if the storage fails, whatever the record holds; it ends the step
   */
  boolean read(int row, RecordSink into);

  /**
   * Says which records will soon be read. Returns at once, and throws nothing: what cannot be read
   * ahead is read, or fails, in its turn.
   *
   * @param rows ascending. Sensitive
   */
  default void announce(int[] rows) {}

  /**
   * Says which records the batches of the next epoch hold, where a sampler draws them together: a
   * source can read them once, in its own order. Returns soon, and throws nothing, as {@link
   * #announce} does. Not all may be asked for, and others may be.
   *
   * @param batches the records of each batch, in the order of its steps; each ascending. Sensitive
   */
  default void announceEpoch(List<int[]> batches) {}

  /** Frees what the source holds; nothing may be read any more. */
  @Override
  default void close() {}

  /** The storage of records fails: a file is cut short, a connection is lost. */
  final class StorageException extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    /**
     * A failure that can be seen.
     *
     * @param message one line, which names the storage and nothing of any record
     */
    public StorageException(String message, IOException cause) {
      super(message, cause);
    }
  }
}
