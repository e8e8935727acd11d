package io.dptrain.core.data;

import static io.dptrain.core.data.Field.Type.FLOAT32;
import static io.dptrain.core.data.Field.Type.INT32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArrayRecordsTest {

  @Test
  void read_flatArraysAndRows_giveTheValuesOfTheRecord() {
    RecordSource source =
        ArrayRecords.of(2)
            .with(Field.of("rows", FLOAT32, 2), new float[][] {{1, 2}, {3, 4}})
            .with(Field.of("label", INT32), new int[] {7, 8});
    assertThat(Records.read(source, 1, 0)).contains(List.of(3., 4.));
    assertThat(Records.read(source, 1, 1)).contains(List.of(8.));
  }

  @Test
  void read_rowThatIsMissingOrOfAnotherLength_failsAlone() {
    RecordSource source =
        ArrayRecords.of(3).with(Field.of("rows", FLOAT32, 2), new float[][] {{1}, null, {3, 4}});
    assertThat(Records.fault(source, 0)).contains("'rows' has another number of values");
    assertThat(Records.fault(source, 1)).contains("cannot be read");
    assertThat(Records.fault(source, 2)).isEmpty();
  }

  @Test
  void with_arrayThatDoesNotFit_isRefusedWithTheNumbers() {
    ArrayRecords two = ArrayRecords.of(2).with(Field.of("x", INT32), new int[2]);
    assertThatThrownBy(() -> two.with(Field.of("y", INT32, 3), new int[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("6 values, 3 for each of 2 records, but its array has 5");
    assertThatThrownBy(() -> two.with(Field.of("y", INT32), new long[2]))
        .hasMessageContaining("INT32, but its array is INT64");
    assertThatThrownBy(() -> two.with(Field.of("x", INT32), new int[2]))
        .hasMessageContaining("'x'");
    assertThatThrownBy(() -> ArrayRecords.of(0)).hasMessageContaining("at least 1");
  }
}
