package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.internal.sums.ChunkSizes;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PhysicalBatchesTest {
  @Test
  void cut_anySize_holdsEveryRowOnceInOrder() {
    for (int rows : new int[] {0, 1, 2, 5, 16, 17}) {
      for (PhysicalBatches batches :
          new PhysicalBatches[] {
            PhysicalBatches.ofSize(1),
            PhysicalBatches.ofSize(5),
            PhysicalBatches.ofSize(16),
            PhysicalBatches.ofSize(Integer.MAX_VALUE),
            PhysicalBatches.within(500),
            PhysicalBatches.automatic()
          }) {
        int[] units = IntStream.range(0, rows).toArray();
        ChunkSizes.Cut cut = batches.sizes().cut(units, 100, 1000);
        assertThat(cut.chunks().stream().flatMapToInt(Arrays::stream).toArray()).isEqualTo(units);
        assertThat(cut.chunks()).allMatch(chunk -> chunk.length <= cut.size());
      }
    }
  }

  @Test
  void cut_fixedSize_fillsEveryChunkUpToIt() {
    assertThat(PhysicalBatches.ofSize(4).sizes().cut(new int[0], 1, 1000).size()).isEqualTo(4);
    assertThat(PhysicalBatches.ofSize(4).sizes().cut(new int[8], 1, 1000).chunks()).hasSize(2);
    assertThat(PhysicalBatches.ofSize(4).sizes().cut(new int[9], 1, 1000).chunks()).hasSize(3);
  }

  @Test
  void cut_withinMemory_isOneChunkOrEqualParts() {
    PhysicalBatches batches = PhysicalBatches.within(1_000);
    assertThat(batches.sizes().cut(new int[10], 100, 1000).chunks()).hasSize(1);
    assertThat(batches.sizes().cut(new int[10], 100, 1000).size()).isEqualTo(10);
    assertThat(batches.sizes().cut(new int[0], 100, 1000).size()).isOne();
    ChunkSizes.Cut cut = batches.sizes().cut(new int[11], 100, 1000);
    assertThat(cut.chunks()).extracting(chunk -> chunk.length).containsExactly(6, 5);
    assertThat(cut.size()).isEqualTo(6);
  }

  @Test
  void cut_unitLargerThanTheMemory_isRunAlone() {
    assertThat(PhysicalBatches.within(10).sizes().cut(new int[3], 100, 1000).chunks()).hasSize(3);
  }

  @Test
  void largest_hugeMemory_doesNotOverflow() {
    assertThat(PhysicalBatches.within(Long.MAX_VALUE).sizes().largest(1))
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(PhysicalBatches.within(100).sizes().largest(0)).isEqualTo(100);
  }

  @Test
  void ofSize_notPositive_isRefused() {
    assertThatThrownBy(() -> PhysicalBatches.ofSize(0)).hasMessageContaining("physicalBatchSize");
    assertThatThrownBy(() -> PhysicalBatches.within(0)).hasMessageContaining("memoryLimit");
  }

  @Test
  void toString_eachKind_saysWhatIsLimited() {
    assertThat(PhysicalBatches.ofSize(3)).hasToString("of 3 examples");
    assertThat(PhysicalBatches.within(2_000)).asString().contains("2,000 bytes");
  }
}
