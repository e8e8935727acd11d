package io.dptrain.core.internal.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static final List<int[]> BATCHES =
      List.of(new int[] {}, new int[] {1, 5}, new int[] {}, new int[] {0, 2, 6}, new int[] {});

  private static final Layout LAYOUT = Layout.of(7, BATCHES);

  @Test
  void slotOf_recordsOfBatches_lieOneAfterAnother() {
    int next = 0;
    for (int[] batch : BATCHES) {
      for (int row : batch) {
        assertThat(LAYOUT.slotOf(row)).contains(next++);
      }
    }
    assertThat(LAYOUT.size()).isEqualTo(next);
    assertThat(LAYOUT.slotOf(3)).isEmpty();
    assertThat(LAYOUT.slotOf(4)).isEmpty();
  }

  @Test
  void batchAt_anySlot_isTheBatchThatHasIt() {
    for (int slot = 0; slot < LAYOUT.size(); slot++) {
      assertThat(LAYOUT.batch(LAYOUT.batchAt(slot)).contains(slot)).isTrue();
    }
  }

  @Test
  void batchOf_recordsOfABatch_areItsSlotsAndOthersAreNone() {
    assertThat(LAYOUT.batchOf(new int[] {1, 5})).contains(new Span(0, 2));
    assertThat(LAYOUT.batchOf(new int[] {0, 2, 6})).contains(new Span(2, 5));
    for (int[] rows : List.of(new int[] {}, new int[] {1}, new int[] {1, 6}, new int[] {3, 4})) {
      assertThat(LAYOUT.batchOf(rows)).isEmpty();
    }
  }

  @Test
  void of_recordInTwoBatches_liesInTheFirst() {
    Layout layout = Layout.of(3, List.of(new int[] {0, 1}, new int[] {1, 2}));
    assertThat(layout.size()).isEqualTo(3);
    assertThat(layout.batchOf(new int[] {0, 1})).contains(new Span(0, 2));
    assertThat(layout.batchOf(new int[] {1, 2})).isEmpty();
  }

  @Test
  void of_batchesThatAreNone_areRefusedAndNobodyIsNamed() {
    for (int[] rows : List.of(new int[] {2, 1}, new int[] {1, 1}, new int[] {3}, new int[] {-1})) {
      assertThatThrownBy(() -> Layout.of(3, List.of(rows)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("batches must be ascending records of the 3 of the source");
    }
  }
}
