package io.dptrain.core.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.data.RecordSource.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class NpyRecordsTest {
  @TempDir private Path folder;

  static Stream<Arguments> types() {
    return Stream.of(
        Arguments.of("<f4", Field.Type.FLOAT32, 1),
        Arguments.of("<f8", Field.Type.FLOAT64, 2),
        Arguments.of("<i4", Field.Type.INT32, 3),
        Arguments.of("<i8", Field.Type.INT64, 1),
        Arguments.of("|u1", Field.Type.UINT8, 2));
  }

  @ParameterizedTest
  @MethodSource("types")
  void read_eachType_givesTheValuesOfTheRow(String descr, Field.Type type, int version) {
    Path file = folder.resolve("x.npy");
    Records.npy(file, version, Records.header(descr, "(4, 2, 3)"), Records.counted(type, 24));
    try (RecordSource source = NpyRecords.builder().column("x", file).build()) {
      assertThat(source.size()).isEqualTo(4);
      assertThat(source.fields()).containsExactly(Field.of("x", type, 2, 3));
      assertThat(Records.read(source, 2, 0)).contains(List.of(12., 13., 14., 15., 16., 17.));
      source.announce(new int[] {0, 3});
    }
  }

  @Test
  void column_withARule_holdsRecordsAgainstIt() {
    Path file = folder.resolve("x.npy");
    Records.npy(file, 1, Records.header("<i4", "(4,)"), Records.counted(Field.Type.INT32, 4));
    try (RecordSource source =
        NpyRecords.builder().column("x", file, field -> field.below(3)).build()) {
      assertThat(source.fields().get(0).shape()).isEqualTo(Shape.scalar());
      assertThat(Records.read(source, 2, 0)).contains(List.of(2.));
      assertThat(Records.fault(source, 3)).contains("'x' is out of range");
    }
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(Records.header(">f4", "(2,)"), 8, "astype('<f4')"),
        Arguments.of(Records.header("<f2", "(2,)"), 4, "'<f2'"),
        Arguments.of(Records.header("|O", "(2,)"), 8, "'|O'"),
        Arguments.of(Records.header("<f4", "()"), 4, "first axis"),
        Arguments.of(Records.header("<f4", "(0, 3)"), 0, "first axis"),
        Arguments.of(Records.header("<f4", "(2,)"), 7, "cut short"),
        Arguments.of(Records.header("<f4", "(2,)"), 9, "bytes"),
        Arguments.of(
            "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}", 8, "plain"),
        Arguments.of(
            "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3)}", 24, "ascontiguousarray"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void column_anotherKindOfFile_isRefusedInOneLine(String header, int bytes, String says) {
    Path file = Records.npy(folder.resolve("x.npy"), 1, header, ByteBuffer.allocate(bytes));
    assertThatThrownBy(() -> NpyRecords.builder().column("x", file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(says)
        .hasMessageNotContaining("\n");
  }

  @Test
  void column_noNpyFile_isRefused() {
    for (byte[] bytes : List.of(new byte[0], new byte[5], "height,weight\n1,2".getBytes(UTF_8))) {
      Path file = Records.write(folder.resolve("x.npy"), bytes);
      assertThatThrownBy(() -> NpyRecords.builder().column("x", file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("numpy.save");
    }
    assertThatThrownBy(() -> NpyRecords.builder().column("x", folder.resolve("missing.npy")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("missing.npy");
  }

  @Test
  void build_columnsThatDoNotFit_areRefused() {
    Path two = folder.resolve("two.npy");
    Path three = folder.resolve("three.npy");
    Records.npy(two, 1, Records.header("|u1", "(2,)"), ByteBuffer.allocate(2));
    Records.npy(three, 1, Records.header("|u1", "(3,)"), ByteBuffer.allocate(3));
    assertThatThrownBy(() -> NpyRecords.builder().column("a", two).column("b", three).build())
        .hasMessageContaining("has 2 and")
        .hasMessageContaining("has 3");
    assertThatThrownBy(() -> NpyRecords.builder().column("a", two).column("a", two).build())
        .hasMessageContaining("'a'");
    assertThatThrownBy(() -> NpyRecords.builder().build()).hasMessageContaining("none");
    assertThatThrownBy(
            () -> NpyRecords.builder().column("a", two, field -> Field.of("a", Field.Type.FLOAT32)))
        .hasMessageContaining("must stay");
  }

  @Test
  void read_afterTheEnd_saysSo() {
    Path file = folder.resolve("x.npy");
    Records.npy(file, 1, Records.header("|u1", "(2,)"), ByteBuffer.allocate(2));
    RecordSource source = NpyRecords.builder().column("x", file).build();
    source.close();
    assertThatThrownBy(() -> Records.fault(source, 0))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void read_fileCutShortLater_saysSoInOneLine() throws IOException, InterruptedException {
    Path file = folder.resolve("x.npy");
    int records = 1 << 14;
    Records.npy(
        file,
        1,
        Records.header("<f4", "(" + records + ",)"),
        Records.counted(Field.Type.FLOAT32, records));
    try (RecordSource source = NpyRecords.builder().column("x", file).build()) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(4096);
      }
      Thread.sleep(20); // the length is looked at once in a while
      source.announce(new int[] {records - 1});
      for (int row : new int[] {0, records - 1}) { // whoever was sampled
        assertThatThrownBy(() -> Records.fault(source, row))
            .isInstanceOf(StorageException.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining("became shorter");
      }
    }
  }
}
