package io.dptrain.accountant.ledger.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of lines that only grows, but for a last line without an end.
 *
 * <p>Not thread-safe.
 */
class LedgerFile {
  private static final int BUFFER = 1 << 16;

  private final Path path;

  LedgerFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Takes lines. */
  interface Lines {
    /** A line, and the position behind its end. */
    void line(String line, long behind);
  }

  /** Gives all lines from a position on that have an end. */
  void read(long from, Lines lines) throws IOException {
    long behind = from;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.position(from);
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          byte next = buffer.get();
          if (next == '\n') {
            behind += line.size() + 1L;
            lines.line(text(line.toByteArray()), behind);
            line.reset();
          } else {
            line.write(next);
          }
        }
        buffer.clear();
      }
    }
  }

  private String text(byte[] line) {
    return Utf8.decode(line, 0, line.length)
        .orElseThrow(() -> LedgerException.damaged("a line of " + path + " is not in UTF-8"));
  }

  /**
   * Makes lines the last of the file, behind a position; on disk when it returns.
   *
   * @throws LedgerException if whole lines stand there, which nobody may take away
   */
  void write(long from, String lines) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      requireNoLine(channel, from);
      // What lies behind is a line without an end: whoever began it did not get to use it.
      channel.truncate(from);
      ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
      write(channel, bytes, from);
      force(channel);
    }
  }

  private void requireNoLine(FileChannel channel, long from) throws IOException {
    ByteBuffer tail = ByteBuffer.allocate((int) Math.min(BUFFER, channel.size() - from));
    while (tail.hasRemaining() && channel.read(tail, from + tail.position()) > 0) {
      // Until the buffer is full, or the file ends.
    }
    for (int i = 0; i < tail.position(); i++) {
      if (tail.get(i) == '\n') {
        throw new LedgerException(
            path + " grew while it was locked: somebody writes to it without the lock");
      }
    }
  }

  /** For tests: what a disk does. */
  void write(FileChannel channel, ByteBuffer bytes, long from) throws IOException {
    long position = from;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  /** For tests: what a disk does. */
  void force(FileChannel channel) throws IOException {
    channel.force(true);
  }
}
