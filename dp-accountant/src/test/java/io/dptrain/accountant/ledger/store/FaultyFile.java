package io.dptrain.accountant.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file on a disk that can be made to fail. */
final class FaultyFile extends LedgerFile {
  private static final int ROOM = 20;

  private boolean full;
  private boolean forgetful;
  private int forced;

  FaultyFile(Path path) {
    super(path);
  }

  /** From now on there is room for a few bytes of each write. */
  void fill() {
    full = true;
  }

  /** Whether from now on nothing can be forced to disk. */
  void forget(boolean whether) {
    forgetful = whether;
  }

  /** How often something was forced to disk. */
  int forced() {
    return forced;
  }

  @Override
  void write(FileChannel channel, ByteBuffer bytes, long from) throws IOException {
    if (full) {
      super.write(channel, bytes.limit(ROOM), from);
      throw new FileSystemException(path().toString(), null, "No space left on device");
    }
    super.write(channel, bytes, from);
  }

  @Override
  void force(FileChannel channel) throws IOException {
    if (forgetful) {
      throw new IOException("Input/output error");
    }
    super.force(channel);
    forced++;
  }
}
