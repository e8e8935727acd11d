package io.dptrain.core.data;

import io.dptrain.core.internal.epoch.Epochs;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Records of another source, which is read once for each epoch, from its first record to its last,
 * where a sampler draws the batches of an epoch together ({@link
 * io.dptrain.core.sampling.RandomAllocation}). For files that are larger than memory and on a disk
 * that is slow at random places.
 *
 * <pre>{@code
 * try (RecordSource data = EpochRecords.of(NpyRecords.builder()...build(), scratchFolder)) {
 *   RecordFeeder feeder = RecordFeeder.of(data).feed(x, "pixels");
 *   ...sampling(RandomAllocation.inBatchesOf(feeder.units(), 1024))...
 * }
 * }</pre>
 *
 * <p>When an epoch is announced, a pass in the background writes each of its records to its place
 * in a scratch file, batch after batch; steps then read that file in order, and wait while the pass
 * is not over. What is given is the same to the bit, and a record that fails, fails. Whatever is
 * not in a batch whose turn it is, or cannot be had from the file, is read from the source as ever:
 * also all of an epoch whose file cannot be written, for which one line is logged, once.
 *
 * <p><b>The scratch file</b> takes as much room as the records of an epoch with about 20 bytes more
 * for each, and twice that while the last step of an epoch runs. It has no name in the folder where
 * the system allows that, and vanishes with the process. <b>Memory</b>: 4 bytes for each record of
 * the source, twice at the end of an epoch; 64 MiB, and one record for each batch at most, during
 * the pass; 1 MiB, or a record.
 *
 * <p><b>Privacy</b>: which record is in which batch is what amplification rests on, and must not
 * leave the process. So the file is encrypted (AES-256 in counter mode) under a key that is drawn
 * for each epoch and is in memory alone: its places do not tell their records, neither during the
 * run nor from a disk that was stolen. All places are of one length, and those of records that fail
 * look like all others. Its length is that of as many records as are in the epoch, which are all of
 * them with random allocation.
 *
 * <p><b>Not protected</b> is the order of reads and writes: who watches the system while it runs
 * can tell from the places of the writes, and from the records that are read between them, which
 * record went to which batch. Nor is the memory of the process, if the system writes that to a
 * disk, nor are records against someone who may write into the file.
 *
 * <p>Thread safe, if the source is. One daemon thread, which ends with {@link #close}.
 */
public final class EpochRecords implements RecordSource {
  private static final System.Logger LOG = System.getLogger(EpochRecords.class.getName());
  private static final int LARGEST_RECORD = 1 << 30;
  private static final byte READ = 1;
  private static final byte FAILED = 0;

  private final RecordSource source;
  private final Epochs epochs;

  private EpochRecords(RecordSource source, int recordBytes, Path folder, Epochs.Channels files) {
    this.source = source;
    this.epochs =
        new Epochs(
            new Encoded(source, recordBytes),
            recordBytes,
            files,
            fault -> LOG.log(Level.WARNING, warning(folder, fault)));
  }

  /**
   * Records of a source, which is closed with this.
   *
   * @param scratchFolder where there is room for the records of two epochs
   * @throws IllegalArgumentException if there is no such folder, or a record takes more than 2^30
   *     bytes
   */
  public static EpochRecords of(RecordSource source, Path scratchFolder) {
    return of(source, scratchFolder, Epochs.in(scratchFolder));
  }

  /** Records whose scratch files are opened elsewhere. */
  static EpochRecords of(RecordSource source, Path scratchFolder, Epochs.Channels files) {
    FieldNames.require(source.fields());
    if (!Files.isDirectory(scratchFolder)) {
      throw new IllegalArgumentException(
          "there must be a folder " + scratchFolder + " for scratch files; make it");
    }
    long bytes = 1 + source.fields().stream().mapToLong(Field::bytes).sum();
    if (bytes > LARGEST_RECORD) {
      throw new IllegalArgumentException(
          "a record must take at most 2^30 bytes, but takes "
              + bytes
              + "; read it from its source");
    }
    return new EpochRecords(source, (int) bytes, scratchFolder, files);
  }

  /** Faults of the storage are public, and of others their kind is. */
  private static String warning(Path folder, Throwable fault) {
    boolean isOfStorage = fault instanceof IOException || fault instanceof StorageException;
    return "the records of an epoch cannot be laid out in "
        + folder
        + " ("
        + (isOfStorage ? fault.toString() : fault.getClass().getName())
        + "); they are read from their source at random places, which is slow; give a folder with"
        + " room for all records twice";
  }

  /** A record as bytes: whether it was read, and the values of each field. */
  private static final class Encoded implements Epochs.Records {
    private final RecordSource source;
    private final byte[] bytes;
    private final RecordSink sink;

    Encoded(RecordSource source, int recordBytes) {
      this.source = source;
      this.bytes = new byte[recordBytes];
      ByteBuffer values = ByteBuffer.wrap(bytes).position(1);
      List<List<Column>> columns = new ArrayList<>();
      source.fields().forEach(field -> columns.add(List.of(Column.encoded(field, values))));
      this.sink = new RecordSink(source.fields(), columns);
    }

    @Override
    public int size() {
      return source.size();
    }

    @Override
    public byte[] read(int row) {
      bytes[0] = sink.read(source, row, 0).isEmpty() ? READ : FAILED;
      return bytes;
    }
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public List<Field> fields() {
    return source.fields();
  }

  @Override
  public boolean read(int row, RecordSink into) {
    Optional<ByteBuffer> record = epochs.read(row);
    return record.isPresent() ? give(record.get(), into) : source.read(row, into);
  }

  private boolean give(ByteBuffer record, RecordSink into) {
    if (record.get() != READ) {
      return false;
    }
    List<Field> fields = source.fields();
    for (int field = 0; field < fields.size(); field++) {
      fields.get(field).give(record, into, field);
    }
    return true;
  }

  @Override
  public void announce(int[] rows) {
    epochs.announce(rows, () -> source.announce(rows));
  }

  @Override
  public void announceEpoch(List<int[]> batches) {
    epochs.announceEpoch(batches);
  }

  /** Ends the scratch files, then closes the source. */
  @Override
  public void close() {
    epochs.close();
    source.close();
  }
}
