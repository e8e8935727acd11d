package io.dptrain.core.data;

import static io.dptrain.core.data.Field.Type.FLOAT32;
import static io.dptrain.core.data.Field.Type.FLOAT64;
import static io.dptrain.core.data.Field.Type.INT32;
import static io.dptrain.core.data.Field.Type.INT64;
import static io.dptrain.core.data.Field.Type.UINT8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.data.RecordSource.StorageException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with a record, it fails, and nothing is thrown. */
class RecordSinkTest {

  /** A source of one record. */
  private record One(Field field, Consumer<RecordSink> give) implements RecordSource {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public List<Field> fields() {
      return List.of(field);
    }

    @Override
    public boolean read(int row, RecordSink into) {
      give.accept(into);
      return true;
    }
  }

  static Stream<Arguments> kept() {
    Field tenth = Field.of("x", FLOAT32, 2).within(0, 0.1);
    return Stream.of(
        record(Field.of("x", FLOAT32, 2), into -> into.floats(0, 1, Float.MAX_VALUE)),
        record(tenth, into -> into.floats(0, -0f, 0.1f)),
        record(Field.of("x", FLOAT64), into -> into.doubles(0, -Double.MAX_VALUE)),
        record(Field.of("x", INT32).below(3), into -> into.ints(0, 2)),
        record(Field.of("x", INT64), into -> into.longs(0, Long.MIN_VALUE)),
        record(Field.of("x", INT64).within(0, 1L << 53), into -> into.longs(0, 1L << 53)),
        record(Field.of("x", UINT8).within(200, 255), into -> into.bytes(0, (byte) 255)),
        record(Field.of("x", FLOAT32), into -> into.floats(0, new float[] {9, 8, 7}, 2)));
  }

  static Stream<Arguments> broken() {
    Field field = Field.of("x", FLOAT32, 2);
    return Stream.of(
        record(field, into -> into.floats(0, 1, Float.NaN)),
        record(field, into -> into.floats(0, Float.NEGATIVE_INFINITY, 0)),
        record(field, into -> into.floats(0, Float.NaN, Float.POSITIVE_INFINITY)),
        record(field.within(0, 1), into -> into.floats(0, 0.5f, 1.001f)),
        record(field.within(0, 1), into -> into.floats(0, 0.5f, Float.NaN)),
        record(field, into -> into.floats(0, 1)),
        record(field, into -> into.floats(0, 1, 2, 3)),
        record(field, into -> into.floats(0, new float[] {1, 2}, 1)),
        record(field, into -> into.floats(0, new float[] {1, 2}, -1)),
        record(field, into -> into.doubles(0, 1, 2)),
        record(field, into -> into.floats(1, 1, 2)),
        record(field, into -> into.floats(0, (float[]) null)),
        record(field, into -> {}),
        record(field, into -> Integer.parseInt("patient 7")),
        record(Field.of("x", FLOAT64), into -> into.doubles(0, Double.NaN)),
        record(Field.of("x", INT32).below(3), into -> into.ints(0, 3)),
        record(Field.of("x", INT32).below(3), into -> into.ints(0, -1)),
        record(Field.of("x", INT64).within(0, 1L << 53), into -> into.longs(0, (1L << 53) + 2)),
        record(Field.of("x", UINT8).within(0, 199), into -> into.bytes(0, (byte) 200)));
  }

  private static Arguments record(Field field, Consumer<RecordSink> give) {
    return Arguments.of(new One(field, give));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void read_recordThatKeepsItsRules_isTaken(RecordSource source) {
    assertThat(Records.fault(source, 0)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("broken")
  void read_recordThatBreaksARule_fails(RecordSource source) {
    assertThat(Records.fault(source, 0)).isPresent();
  }

  @Test
  void read_storageThatFails_throws() {
    RecordSource source =
        new One(
            Field.of("x", FLOAT32),
            into -> {
              throw new StorageException("the disk is gone", new IOException());
            });
    assertThatThrownBy(() -> Records.fault(source, 0)).hasMessage("the disk is gone");
  }

  @Test
  void read_afterARecordThatFailed_beginsAnew() {
    RecordSource source =
        ArrayRecords.of(2).with(Field.of("x", FLOAT32), new float[] {Float.NaN, 3});
    RecordSink sink = new RecordSink(source.fields(), List.of(List.of()));
    assertThat(sink.read(source, 0, 0)).contains("'x' is not finite");
    assertThat(sink.read(source, 1, 0)).isEmpty();
  }
}
