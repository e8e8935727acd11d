package io.dptrain.core.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file in memory that is read and written by position, and notes where. */
public final class NotedFile extends FileChannel {
  private final int room;
  private final byte[] bytes;
  private final List<Long> writes = new ArrayList<>();
  private final List<Long> reads = new ArrayList<>();
  private long size;

  /** A file that has room for so many bytes, on a disk that has room for some of them. */
  public NotedFile(int bytes, int room) {
    this.bytes = new byte[bytes];
    this.room = room;
  }

  /** What is on the disk. */
  public synchronized byte[] bytes() {
    return bytes.clone();
  }

  /** Where was written, in that order. */
  public synchronized List<Long> writes() {
    return List.copyOf(writes);
  }

  /** Where was read, in that order. */
  public synchronized List<Long> reads() {
    return List.copyOf(reads);
  }

  /** The disk loses what it said that it wrote. */
  public synchronized void lose(int from, int to) {
    Arrays.fill(bytes, from, to, (byte) 0);
  }

  @Override
  public synchronized int write(ByteBuffer source, long position) throws IOException {
    requireOpen();
    if (position + source.remaining() > room) {
      throw new IOException("No space left on device");
    }
    writes.add(position);
    int length = source.remaining();
    source.get(bytes, (int) position, length);
    size = Math.max(size, position + length);
    return length;
  }

  @Override
  public synchronized int read(ByteBuffer target, long position) throws IOException {
    requireOpen();
    reads.add(position);
    if (position >= size) {
      return -1;
    }
    int length = (int) Math.min(target.remaining(), size - position);
    target.put(bytes, (int) position, length);
    return length;
  }

  private void requireOpen() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  protected void implCloseChannel() {}

  @Override
  public synchronized long size() {
    return size;
  }

  @Override
  public int read(ByteBuffer target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long newPosition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long newSize) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void force(boolean metaData) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long length, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long length, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
