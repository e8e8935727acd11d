package io.dptrain.core.internal.epoch;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Slots of one length, each a checksum and the bytes of a record, so that what a disk lost is seen:
 * a system may say that it wrote, and find later that it had no room.
 *
 * @param recordBytes of each record
 */
record Slots(int recordBytes) {
  private static final int CHECKSUM_BYTES = Integer.BYTES;

  /** How long a slot is: whole blocks of the cipher. */
  int bytes() {
    int blocks = (recordBytes + CHECKSUM_BYTES - 1) / ScratchFile.BLOCK_BYTES + 1;
    return blocks * ScratchFile.BLOCK_BYTES;
  }

  long position(int slot) {
    return (long) slot * bytes();
  }

  /** Writes a record into a slot that begins at a place of an array; what is left is zero. */
  void put(byte[] record, byte[] into, int from) {
    ByteBuffer slot = ByteBuffer.wrap(into, from, bytes());
    slot.putInt(checksum(record, 0)).put(record);
    while (slot.hasRemaining()) {
      slot.put((byte) 0);
    }
  }

  /** The record of a slot; empty if it is damaged. */
  Optional<ByteBuffer> record(byte[] slots, int from) {
    int checksum = ByteBuffer.wrap(slots, from, CHECKSUM_BYTES).getInt();
    int at = from + CHECKSUM_BYTES;
    if (checksum != checksum(slots, at)) {
      return Optional.empty();
    }
    byte[] copy = new byte[recordBytes];
    System.arraycopy(slots, at, copy, 0, recordBytes);
    return Optional.of(ByteBuffer.wrap(copy));
  }

  private int checksum(byte[] bytes, int from) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, recordBytes);
    return (int) crc.getValue();
  }
}
