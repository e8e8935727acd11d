package io.dptrain.core.internal.epoch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/**
 * A file that only this process can read: its bytes are encrypted by AES-256 in counter mode, under
 * a key that is drawn for it and is in memory alone. Blocks are counted from the beginning of the
 * file, so each part can be read by itself. A place must be written once: two texts of one place
 * would tell their difference.
 *
 * <p>Only its owner may open it, and it has no name any more where the system allows that, so that
 * nothing is left of it whatever becomes of the process. Thread safe.
 */
final class ScratchFile implements AutoCloseable {
  /** Where parts of a file begin, and how long they are, is a multiple of this. */
  static final int BLOCK_BYTES = 16;

  private static final int KEY_BITS = 256;
  private static final int TOUCHED_BYTES = 1 << 20;

  private final FileChannel channel;
  private final SecretKey key;

  /**
   * Draws a key for an empty file.
   *
   * @param channel is closed with this
   */
  ScratchFile(FileChannel channel) {
    this.channel = channel;
    try {
      KeyGenerator keys = KeyGenerator.getInstance("AES");
      keys.init(KEY_BITS);
      this.key = keys.generateKey();
    } catch (GeneralSecurityException e) {
      throw noAes(e);
    }
  }

  /**
   * Makes an empty file that vanishes with its channel.
   *
   * @throws IOException if the folder cannot be written
   */
  static FileChannel create(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "dptrain-", ".epoch"); // for its owner alone
    try {
      return FileChannel.open(
          file,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE); // a POSIX system takes the name away at once
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Encrypts bytes where they are, and writes them. */
  void write(byte[] bytes, int length, long position) throws IOException {
    encrypt(bytes, length, position);
    ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
    while (left.hasRemaining()) {
      channel.write(left, position + left.position());
    }
  }

  /** Reads what was written. */
  void read(byte[] into, int length, long position) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(into, 0, length);
    while (left.hasRemaining()) {
      if (channel.read(left, position + left.position()) < 0) {
        throw new IOException("the scratch file became shorter");
      }
    }
    encrypt(into, length, position); // the same as to decrypt
  }

  private void encrypt(byte[] bytes, int length, long position) {
    byte[] counter =
        ByteBuffer.allocate(BLOCK_BYTES).putLong(0).putLong(position / BLOCK_BYTES).array();
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
      cipher.doFinal(bytes, 0, length, bytes, 0);
    } catch (GeneralSecurityException e) {
      throw noAes(e);
    }
  }

  /** Every JDK must have AES; whether each has the mode is not said. */
  private static IllegalStateException noAes(GeneralSecurityException cause) {
    return new IllegalStateException("this Java has no AES/CTR", cause);
  }

  /** Lets the system read a part of the file, so that it is in memory when it is asked for. */
  void touch(long from, long to) throws IOException {
    ByteBuffer thrownAway = ByteBuffer.allocate((int) Math.min(TOUCHED_BYTES, to - from));
    long at = from;
    while (at < to) {
      thrownAway.clear().limit((int) Math.min(thrownAway.capacity(), to - at));
      int read = channel.read(thrownAway, at);
      if (read < 0) {
        throw new IOException("the scratch file became shorter");
      }
      at += read;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
