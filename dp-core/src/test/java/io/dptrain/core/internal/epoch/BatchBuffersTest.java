package io.dptrain.core.internal.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.testing.NotedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchBuffersTest {
  private static final int SIZE = 90;
  private static final int BATCHES = 9;
  private static final Slots SLOTS = new Slots(20);

  private static final Layout LAYOUT =
      Layout.of(SIZE, IntStream.range(0, BATCHES).mapToObj(BatchBuffersTest::batch).toList());

  private static int[] batch(int batch) {
    return IntStream.range(0, SIZE).filter(row -> row * 4 % BATCHES == batch).toArray();
  }

  private static byte[] record(int row) {
    return ByteBuffer.allocate(20).putInt(row).array();
  }

  /** A batch has ten records; a slot has 32 bytes. */
  @ParameterizedTest
  @CsvSource({"0, 90", "288, 90", "576, 45", "864, 36", "1000000, 9"})
  void put_anyBudget_writesEachRecordToItsPlaceOnce(long budget, int writes) throws IOException {
    NotedFile channel = new NotedFile(SIZE * 32, SIZE * 32);
    try (ScratchFile file = new ScratchFile(channel)) {
      BatchBuffers buffers = new BatchBuffers(LAYOUT, SLOTS, file, budget);
      for (int row = 0; row < SIZE; row++) {
        buffers.put(LAYOUT.slotOf(row).orElseThrow(), record(row));
      }
      buffers.flush();
      byte[] all = new byte[SIZE * 32];
      file.read(all, all.length, 0);
      List<Integer> rows = new ArrayList<>();
      for (int slot = 0; slot < SIZE; slot++) {
        rows.add(SLOTS.record(all, slot * 32).orElseThrow().getInt());
      }
      assertThat(rows).allSatisfy(row -> assertThat(rows.get(slot(row))).isEqualTo(row));
    }
    assertThat(channel.writes()).hasSize(writes).doesNotHaveDuplicates();
  }

  private static int slot(int row) {
    return LAYOUT.slotOf(row).orElseThrow();
  }

  /** Two texts at one place would tell their difference. */
  @Test
  void put_recordThatIsNotTheNext_isRefused() throws IOException {
    try (ScratchFile file = new ScratchFile(new NotedFile(SIZE * 32, SIZE * 32))) {
      BatchBuffers buffers = new BatchBuffers(LAYOUT, SLOTS, file, 0);
      buffers.put(0, record(0));
      for (int slot : new int[] {0, 2}) {
        assertThatThrownBy(() -> buffers.put(slot, record(slot)))
            .isInstanceOf(IllegalStateException.class);
      }
    }
  }
}
