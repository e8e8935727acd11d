package io.dptrain.accountant.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A table of reference values from {@code src/test/resources/golden}; see the README there. */
public final class GoldenTable {
  private GoldenTable() {}

  public static Stream<Row> rows(String name) {
    try (BufferedReader reader = open("/golden/" + name + ".csv")) {
      List<String> header = Arrays.asList(reader.readLine().split(",", -1));
      List<Row> rows =
          reader
              .lines()
              .map(line -> new Row(name, header, Arrays.asList(line.split(",", -1))))
              .toList();
      return rows.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedReader open(String resource) {
    return new BufferedReader(
        new InputStreamReader(
            Objects.requireNonNull(GoldenTable.class.getResourceAsStream(resource), resource),
            StandardCharsets.UTF_8));
  }

  /** One line of a table, its numbers by column name. */
  public record Row(String table, List<String> header, List<String> cells) {
    public double number(String column) {
      String cell = text(column);
      return cell.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(cell);
    }

    public String text(String column) {
      return cells.get(header.indexOf(column));
    }

    public boolean has(String column) {
      return !text(column).isEmpty();
    }

    public long count(String column) {
      return (long) number(column);
    }

    @Override
    public String toString() {
      return table + " row " + cells.get(0);
    }
  }
}
