package io.dptrain.core.data;

import static io.dptrain.core.data.Field.Type.FLOAT32;
import static io.dptrain.core.data.Field.Type.FLOAT64;
import static io.dptrain.core.data.Field.Type.INT32;
import static io.dptrain.core.data.Field.Type.INT64;
import static io.dptrain.core.data.Field.Type.UINT8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRecordsTest {
  private static final List<String> KINDS = List.of("none", "a, b", "say \"x\"");

  @TempDir private Path folder;

  private CsvRecords.Builder builder(String text) {
    return CsvRecords.builder(Records.text(folder.resolve("x.csv"), text));
  }

  /** Two numbers and a class. */
  private CsvRecords source(String text) {
    return builder(text)
        .field(Field.of("body", FLOAT64, 2), "weight", "height")
        .classes("kind", "kind", KINDS)
        .build();
  }

  private static List<Optional<List<Double>>> all(RecordSource source, int field) {
    List<Optional<List<Double>>> all = new ArrayList<>();
    for (int row = 0; row < source.size(); row++) {
      all.add(Records.read(source, row, field));
    }
    return all;
  }

  @Test
  void read_cellsOfAllKinds_areInTheOrderOfTheField() {
    try (RecordSource source =
        source(
            "\uFEFFheight, kind,\"weight\"\r\n"
                + "1.5,none,-2e1\r\n"
                + " +3. , \"a, b\" ,\"4\"\n"
                + ".5,\"say \"\"x\"\"\",0")) {
      assertThat(source.size()).isEqualTo(3);
      assertThat(all(source, 0))
          .containsExactly(
              Optional.of(List.of(-20., 1.5)),
              Optional.of(List.of(4., 3.)),
              Optional.of(List.of(0., .5)));
      assertThat(all(source, 1))
          .containsExactly(
              Optional.of(List.of(0.)), Optional.of(List.of(1.)), Optional.of(List.of(2.)));
    }
  }

  static Stream<String> broken() {
    return Stream.of(
        "",
        "1,none",
        "1,none,2,3",
        "x,none,2",
        "1,other,2",
        "1,,2",
        ",none,2",
        "1e999,none,2",
        "NaN,none,2",
        "1d,none,2",
        "0x1p3,none,2",
        "1 2,none,2",
        "1,\"none,2",
        "1,none,\"2",
        "\"1\"5,none,2",
        "1,no\u0000ne,2",
        "1,\u00e9,2");
  }

  /** Removing a record changes its own line alone: so must whatever a record holds. */
  @ParameterizedTest
  @MethodSource("broken")
  void read_lineThatCannotBeParsed_failsAloneWhateverItHolds(String line) {
    String before = "height,kind,weight\n1,none,2\n";
    String after = "\n3,none,4\n5,\"a, b\",\"6\"\n";
    try (RecordSource source = source(before + line + after)) {
      assertThat(source.size()).isEqualTo(4);
      assertThat(all(source, 0))
          .containsExactly(
              Optional.of(List.of(2., 1.)),
              Optional.empty(),
              Optional.of(List.of(4., 3.)),
              Optional.of(List.of(6., 5.)));
    }
  }

  /** Random bytes in the place of one record, but for a line feed, which ends it. */
  @Test
  void read_anyBytesInTheLineOfOneRecord_leaveAllOthersAsTheyAre() {
    Random random = new Random(5);
    for (int trial = 0; trial < 200; trial++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      String line = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
      String text = "height,kind,weight\n1,none,2\n" + line.replace('\n', '"') + "\n3,none,4\n";
      try (RecordSource source = source(text)) {
        assertThat(source.size()).isEqualTo(3);
        assertThat(Records.read(source, 0, 0)).contains(List.of(2., 1.));
        assertThat(Records.read(source, 2, 0)).contains(List.of(4., 3.));
      }
    }
  }

  @Test
  void read_lineThatIsTooLong_failsAloneAndIsNotKept() throws IOException {
    Path file = folder.resolve("long.csv");
    Files.writeString(file, "1\n" + "0".repeat((1 << 24) + 1) + "\n2\n");
    try (RecordSource source =
        CsvRecords.builder(file).withoutHeader(1).field(Field.of("x", FLOAT32), 0).build()) {
      assertThat(all(source, 0))
          .containsExactly(Optional.of(List.of(1.)), Optional.empty(), Optional.of(List.of(2.)));
    }
  }

  /** Against a list of all lines, over many blocks of the index. */
  @Test
  void read_manyLines_findsEachByItsNumber() {
    Random random = new Random(2);
    StringBuilder text = new StringBuilder();
    List<Double> expected = new ArrayList<>();
    for (int row = 0; row < 20_000; row++) {
      double value = random.nextInt(1_000_000) / 100.;
      expected.add(value);
      text.append(value).append(row % 97 == 0 ? " ".repeat(random.nextInt(9_000)) : "");
      text.append(random.nextBoolean() ? "\n" : "\r\n");
    }
    try (RecordSource source =
        builder(text.toString()).withoutHeader(1).field(Field.of("x", FLOAT64), 0).build()) {
      assertThat(source.size()).isEqualTo(expected.size());
      source.announce(new int[] {0, 19_999});
      for (int trial = 0; trial < 3_000; trial++) {
        int row = trial == 0 ? 19_999 : random.nextInt(expected.size());
        assertThat(Records.read(source, row, 0)).contains(List.of(expected.get(row)));
      }
    }
  }

  @Test
  void read_wholeNumbers_mustFitTheirType() {
    CsvRecords.Builder builder =
        builder("255;-2147483648;9007199254740993\n256;1;1\n1;2147483648;1\n1;1;1.0\n-1;1;1\n")
            .withoutHeader(3)
            .separator(';')
            .field(Field.of("byte", UINT8), 0)
            .field(Field.of("int", INT32), 1)
            .field(Field.of("long", INT64), 2);
    try (RecordSource source = builder.build()) {
      assertThat(Records.read(source, 0, 0)).contains(List.of(255.));
      assertThat(Records.read(source, 0, 1)).contains(List.of(-2147483648.));
      for (int row = 1; row < 5; row++) {
        assertThat(Records.fault(source, row)).contains("cannot be read");
      }
    }
  }

  static Stream<Arguments> wrong() {
    Field two = Field.of("x", FLOAT32, 2);
    return Stream.of(
        refused("secret,b\n1,2\n", b -> b.field(two, "a", "b"), "'a'"),
        refused("secret,b,b\n1,2,3\n", b -> b.field(two, "secret", "b"), "'b' once"),
        refused("secret,b\n1,2\n", b -> b.withoutHeader(2).field(two, "secret", "b"), "once"),
        refused("secret,b\n1,2\n", b -> b.field(two, 1), "column 2"),
        refused("a,\"secret\n1,2\n", b -> b.field(two, 0), "withoutHeader"),
        refused("a,b\n", b -> b.field(two, 0), "a line for each record"),
        refused("", b -> b.withoutHeader(2).field(two, 0), "a line for each record"),
        refused("a,b\n1,2\n", b -> b, "must have a field"),
        refused("a,b\n1,2\n", b -> b.field(two, 0).field(two, 0), "'x'"),
        refused("a,b\n1,2\n", b -> b.field(two, "a"), "a column for each"),
        refused("a,b\n1,2\n", b -> b.classes("y", "a", List.of("u", "u")), "'u' twice"),
        refused("a,b\n1,2\n", b -> b.classes("y", 0, List.of()), "at least 1"));
  }

  private static Arguments refused(
      String text, UnaryOperator<CsvRecords.Builder> settings, String says) {
    return Arguments.of(text, settings, says);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void build_fileOrFieldsThatDoNotFit_areRefusedAndNothingIsQuoted(
      String text, UnaryOperator<CsvRecords.Builder> settings, String says) {
    assertThatThrownBy(() -> settings.apply(builder(text)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says)
        .hasMessageNotContaining("\n")
        .satisfies(
            e -> assertThat(e.getMessage().replace("'secret'", "")).doesNotContain("secret"));
  }

  @ParameterizedTest
  @ValueSource(chars = {'"', '\n', '5', 'x', ' ', '-', '.', '\u00e9'})
  void separator_characterThatMeansSomethingElse_isRefused(char character) {
    assertThatThrownBy(() -> builder("a\n1\n").separator(character))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("separator");
  }

  @Test
  void build_fileThatIsNotThere_isNamed() {
    Path missing = folder.resolve("missing.csv");
    assertThatThrownBy(() -> CsvRecords.builder(missing).field(Field.of("x", FLOAT32), 0).build())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(missing.toString());
  }
}
