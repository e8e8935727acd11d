package io.dptrain.core.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of a CSV file, cut into cells. A cell may stand in quotes, in which a separator is a
 * character like any other and a quote is written twice (RFC 4180); a line feed cannot stand there.
 * Blanks around a cell do not count. Not thread safe.
 */
final class CsvLine {
  private static final byte QUOTE = '"';

  private final byte[] line;
  private final byte separator;
  private final int[] from;
  private final int[] to;
  private int cells;

  private CsvLine(byte[] line, byte separator, int columns) {
    this.line = line;
    this.separator = separator;
    this.from = new int[columns];
    this.to = new int[columns];
  }

  /** Cuts a line; empty if it has another number of cells, or a quote without its other. */
  static Optional<CsvLine> of(byte[] line, byte separator, int columns) {
    CsvLine cut = new CsvLine(line, separator, columns);
    return cut.isCut() ? Optional.of(cut) : Optional.empty();
  }

  /** The cells of a line whose number is not known; empty as above. */
  static Optional<List<String>> cells(byte[] line, byte separator) {
    CsvLine cut = new CsvLine(line, separator, line.length + 1);
    if (!cut.isCutAnyhow()) {
      return Optional.empty();
    }
    List<String> cells = new ArrayList<>();
    for (int cell = 0; cell < cut.cells; cell++) {
      cells.add(cut.text(cell));
    }
    return Optional.of(cells);
  }

  private boolean isCut() {
    return isCutAnyhow() && cells == from.length;
  }

  private boolean isCutAnyhow() {
    int at = 0;
    do {
      if (cells == from.length) {
        return false;
      }
      at = afterCell(at);
      cells++;
    } while (at >= 0 && at <= line.length);
    return at >= 0;
  }

  /** Where the next cell begins: behind the end if there is none, -1 if this one is wrong. */
  private int afterCell(int begin) {
    int at = skipBlanks(begin);
    if (at < line.length && line[at] == QUOTE) {
      int end = closingQuote(at + 1);
      from[cells] = at + 1;
      to[cells] = end;
      int next = skipBlanks(end + 1);
      return end < line.length && (next == line.length || line[next] == separator) ? next + 1 : -1;
    }
    int end = at;
    while (end < line.length && line[end] != separator) {
      end++;
    }
    from[cells] = at;
    to[cells] = end;
    while (to[cells] > at && line[to[cells] - 1] == ' ') {
      to[cells]--;
    }
    return end + 1;
  }

  private int skipBlanks(int begin) {
    int at = begin;
    while (at < line.length && line[at] == ' ') {
      at++;
    }
    return at;
  }

  /** The end of the line if there is none. */
  private int closingQuote(int begin) {
    for (int at = begin; at < line.length; at++) {
      if (line[at] == QUOTE) {
        if (at + 1 == line.length || line[at + 1] != QUOTE) {
          return at;
        }
        at++;
      }
    }
    return line.length;
  }

  String text(int cell) {
    return new String(line, from[cell], to[cell] - from[cell], StandardCharsets.UTF_8)
        .replace("\"\"", "\"");
  }

  /**
   * A cell as a number in decimal digits.
   *
   * @throws NumberFormatException if it is none
   */
  double number(int cell) {
    return Decimals.parse(line, from[cell], to[cell]);
  }

  /**
   * A cell as a whole number in decimal digits.
   *
   * @throws NumberFormatException if it is none, or of more than 64 bits
   */
  long whole(int cell) {
    return Long.parseLong(text(cell));
  }
}
