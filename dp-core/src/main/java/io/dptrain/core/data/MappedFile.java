package io.dptrain.core.data;

import io.dptrain.core.data.RecordSource.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A file of any size, in the address space and not in the heap: the system reads the pages that are
 * touched, and drops them when it needs the memory. The maps are freed when the garbage collector
 * finds them unreachable, the file is closed by {@link #close}.
 *
 * <p>Thread safe.
 */
final class MappedFile implements AutoCloseable {
  /** A map holds less than 2 GiB. */
  private static final int MAP_BYTES = 1 << 30;

  private static final long PAGE_BYTES = 1 << 12;
  private static final long LOOK_NANOS = 1_000_000;

  private final Path file;
  private final RandomAccessFile open;
  private final long size;
  private final int mapBytes;
  private final List<MappedByteBuffer> maps;
  private volatile long lookedAt;
  private volatile boolean isClosed;

  private MappedFile(
      Path file, RandomAccessFile open, long size, int mapBytes, List<MappedByteBuffer> maps) {
    this.file = file;
    this.open = open;
    this.size = size;
    this.mapBytes = mapBytes;
    this.maps = maps;
    this.lookedAt = System.nanoTime();
  }

  /**
   * Maps a file.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  static MappedFile open(Path file) {
    return open(file, MAP_BYTES);
  }

  /** Maps a file in parts of so many bytes. */
  static MappedFile open(Path file, int mapBytes) {
    if (!Files.isRegularFile(file)) {
      throw new UncheckedIOException(
          new IOException("there is no file " + file + "; give the path of a file of records"));
    }
    try {
      return mapped(file, new RandomAccessFile(file.toFile(), "r"), mapBytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static MappedFile mapped(Path file, RandomAccessFile open, int mapBytes)
      throws IOException {
    try {
      long size = open.length();
      List<MappedByteBuffer> maps = new ArrayList<>();
      for (long from = 0; from < size; from += mapBytes) {
        long bytes = Math.min(mapBytes, size - from);
        maps.add(open.getChannel().map(MapMode.READ_ONLY, from, bytes));
      }
      return new MappedFile(file, open, size, mapBytes, List.copyOf(maps));
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  Path file() {
    return file;
  }

  long size() {
    return size;
  }

  /**
   * Copies bytes of the file.
   *
   * @throws StorageException if they are no longer there
   */
  void copy(long from, byte[] target, int length) {
    faultless(
        () -> {
          int done = 0;
          while (done < length) {
            ByteBuffer map = maps.get(mapOf(from + done));
            int at = placeOf(from + done);
            int part = Math.min(length - done, map.limit() - at);
            map.get(at, target, done, part);
            done += part;
          }
          return done;
        });
  }

  /**
   * Where a byte is found first.
   *
   * @return its place, or the size of the file if there is none from there on
   * @throws StorageException if the file is shorter than it was
   */
  long indexOf(byte wanted, long from) {
    return faultless(
        () -> {
          for (long at = from; at < size; ) {
            ByteBuffer map = maps.get(mapOf(at));
            int place = placeOf(at);
            int end = map.limit();
            while (place < end && map.get(place) != wanted) {
              place++;
            }
            at += place - placeOf(at);
            if (place < end) {
              return at;
            }
          }
          return size;
        });
  }

  /**
   * Touches pages that will be needed, so that the system reads them.
   *
   * @return of no meaning: what was touched must not be optimized away
   */
  int touch(long from, long length) {
    return faultless(
        () -> {
          int touched = 0;
          for (long at = from; at < from + length; at += PAGE_BYTES) {
            touched += touched(at);
          }
          return touched + touched(from + length - 1);
        });
  }

  private int touched(long at) {
    return maps.get(mapOf(at)).get(placeOf(at));
  }

  private int mapOf(long at) {
    return (int) (at / mapBytes);
  }

  private int placeOf(long at) {
    return (int) (at % mapBytes);
  }

  /**
   * The JVM throws an InternalError where a mapped page is no longer in its file, but compiled code
   * does so somewhere later. So the length is looked at before.
   */
  private <T> T faultless(Supplier<T> access) {
    try {
      requireLength();
      return access.get();
    } catch (InternalError e) {
      throw shorter(new IOException(e));
    } catch (IOException e) {
      throw new StorageException("the file " + file + " is closed or cannot be read", e);
    }
  }

  /** A look takes about as long as reading a record, so one in a while must do. */
  private void requireLength() throws IOException {
    long now = System.nanoTime();
    if (isClosed || now - lookedAt > LOOK_NANOS) {
      if (open.length() < size) {
        throw shorter(new IOException("it has " + open.length() + " bytes and had " + size));
      }
      lookedAt = now;
    }
  }

  private StorageException shorter(IOException cause) {
    return new StorageException(
        "the file "
            + file
            + " became shorter while it was read, or its disk fails; keep it as it is while a"
            + " program reads it",
        cause);
  }

  /** Nothing can be read any more. */
  @Override
  public void close() {
    isClosed = true;
    try {
      open.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file, e);
    }
  }
}
