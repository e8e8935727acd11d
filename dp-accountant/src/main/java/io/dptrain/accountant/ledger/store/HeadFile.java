package io.dptrain.accountant.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A second copy of the last record, with its number: without it, a ledger that lost its last
 * records would look like one that never had them.
 *
 * <p>Two places take turns, so that a write that is cut short leaves the one before. Each holds
 * number, line and SHA-256 of both.
 *
 * <p>Not thread-safe.
 */
final class HeadFile {
  private static final int PLACE = RecordStore.LONGEST + 256;
  private static final int PLACES = 2;

  /** Number, record and hash. */
  private static final int LINES = 3;

  private final Path path;

  HeadFile(Path path) {
    this.path = path;
  }

  /**
   * The last record.
   *
   * @param number from 1
   * @param place where it stands
   */
  record Head(long number, String line, int place) {}

  Path path() {
    return path;
  }

  /** What was written last and is whole; empty if nothing is. */
  Optional<Head> read() throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) { // and nothing else counts as none
      return Optional.empty();
    }
    return IntStream.range(0, PLACES)
        .mapToObj(place -> parse(bytes, place))
        .flatMap(Optional::stream)
        .max(Comparator.comparingLong(Head::number));
  }

  private static Optional<Head> parse(byte[] bytes, int place) {
    int from = place * PLACE;
    if (from >= bytes.length) {
      return Optional.empty();
    }
    String[] lines = lines(bytes, from, Math.min(from + PLACE, bytes.length));
    if (lines.length != LINES || !lines[0].matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    long number = Long.parseLong(lines[0]);
    return lines[2].equals(hash(number, lines[1]))
        ? Optional.of(new Head(number, lines[1], place))
        : Optional.empty();
  }

  /** The first lines of a place; fewer if they are not there, or are no text. */
  private static String[] lines(byte[] bytes, int from, int end) {
    int ends = 0;
    for (int i = from; i < end; i++) {
      if (bytes[i] == '\n' && ++ends == LINES) {
        return Utf8.decode(bytes, from, i - from).orElse("").split("\n", -1);
      }
    }
    return new String[0];
  }

  /**
   * Writes the last record, over the older of the two. Forced to disk only if that is asked for: it
   * is the ledger that must not lose a record, and this lets others notice.
   */
  void write(long number, String line, boolean force) throws IOException {
    int place = read().map(newest -> (newest.place() + 1) % PLACES).orElse(0);
    String text = number + "\n" + line + "\n" + hash(number, line) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long position = (long) place * PLACE;
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
      if (force) {
        channel.force(true);
      }
    }
  }

  private static String hash(long number, String line) {
    return Sha256.of(number + "\n" + line);
  }
}
