package io.dptrain.accountant.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.SHA256Digest;

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

  private final Path path;

  HeadFile(Path path) {
    this.path = path;
  }

  /**
   * The last record.
   *
   * @param number from 1
   */
  record Head(long number, String line) {}

  Path path() {
    return path;
  }

  /** What was written last and is whole; empty if nothing is. */
  Optional<Head> read() throws IOException {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(path);
    return Stream.of(0, 1)
        .map(place -> parse(bytes, place * PLACE))
        .flatMap(Optional::stream)
        .max(Comparator.comparingLong(Head::number));
  }

  private static Optional<Head> parse(byte[] bytes, int from) {
    if (from >= bytes.length) {
      return Optional.empty();
    }
    int length = Math.min(PLACE, bytes.length - from);
    String[] lines = new String(bytes, from, length, StandardCharsets.UTF_8).split("\n", -1);
    if (lines.length < PLACES + 1 || !lines[0].matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    long number = Long.parseLong(lines[0]);
    return lines[2].equals(hash(number, lines[1]))
        ? Optional.of(new Head(number, lines[1]))
        : Optional.empty();
  }

  /** Writes the last record; not forced to disk, as the ledger itself is. */
  void write(Head head) throws IOException {
    String text =
        head.number() + "\n" + head.line() + "\n" + hash(head.number(), head.line()) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long position = head.number() % PLACES * PLACE;
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    }
  }

  private static String hash(long number, String line) {
    byte[] bytes = (number + "\n" + line).getBytes(StandardCharsets.UTF_8);
    SHA256Digest digest = new SHA256Digest();
    digest.update(bytes, 0, bytes.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return HexFormat.of().formatHex(hash);
  }
}
