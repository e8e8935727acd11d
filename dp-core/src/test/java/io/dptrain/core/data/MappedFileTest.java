package io.dptrain.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that takes more than one map, as one of more than a gigabyte does. */
class MappedFileTest {
  private static final int BYTES = 300;

  @TempDir private Path folder;

  private byte[] written(byte[] bytes) throws IOException {
    Files.write(folder.resolve("file"), bytes);
    return bytes;
  }

  private MappedFile open(int mapBytes) {
    return MappedFile.open(folder.resolve("file"), mapBytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 299, 300, 301})
  void copy_acrossMaps_isAsInTheFile(int mapBytes) throws IOException {
    byte[] bytes = new byte[BYTES];
    new Random(1).nextBytes(bytes);
    written(bytes);
    try (MappedFile file = open(mapBytes)) {
      for (int from = 0; from < BYTES; from++) {
        for (int length : new int[] {1, 8, 150, BYTES}) {
          int part = Math.min(length, BYTES - from);
          byte[] target = new byte[part];
          file.copy(from, target, part);
          assertThat(target).isEqualTo(Arrays.copyOfRange(bytes, from, from + part));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 299, 300, 301})
  void indexOf_acrossMaps_isAsInTheFile(int mapBytes) throws IOException {
    byte[] bytes = new byte[BYTES];
    for (int end : new int[] {0, 6, 7, 99, 100, 199, 200, 298}) {
      bytes[end] = '\n';
    }
    String text = new String(written(bytes), StandardCharsets.ISO_8859_1);
    try (MappedFile file = open(mapBytes)) {
      for (int from = 0; from <= BYTES; from++) {
        int expected = text.indexOf('\n', from);
        assertThat(file.indexOf((byte) '\n', from)).isEqualTo(expected < 0 ? BYTES : expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 100})
  void lines_acrossMaps_areThoseOfTheFile(int mapBytes) throws IOException {
    written("one\ntwo,\"2\"\n\nthree\r\nlast".getBytes(StandardCharsets.UTF_8));
    try (MappedFile file = open(mapBytes)) {
      assertThat(Lines.bytes(file, 4).map(MappedFileTest::text)).hasValue("two,\"2\"");
      assertThat(Lines.bytes(file, 13).map(MappedFileTest::text)).hasValue("three");
      assertThat(Lines.bytes(file, 20).map(MappedFileTest::text)).hasValue("last");
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {4096, 4097, 10_000})
  void touch_acrossMaps_readsEachPage(int mapBytes) throws IOException {
    byte[] bytes = new byte[20_000];
    for (int at = 100; at < bytes.length; at += 4096) {
      bytes[at] = 1;
    }
    written(bytes);
    try (MappedFile file = open(mapBytes)) {
      assertThat(file.touch(100, bytes.length - 100)).as("pages").isEqualTo(5);
    }
  }
}
