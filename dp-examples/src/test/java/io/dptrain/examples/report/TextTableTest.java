package io.dptrain.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static final List<List<String>> ROWS =
      List.of(List.of("name", "n", ""), List.of("a", "1234", "x"), List.of("longer", "5", ""));

  @Test
  void plain_rowsOfAllWidths_columnsAreFlushLeft() {
    assertThat(TextTable.plain(ROWS)).containsExactly("name    n", "a       1234  x", "longer  5");
  }

  @Test
  void markdown_oneColumnFlushLeft_headIsRuledOff() {
    assertThat(TextTable.markdown(ROWS, 1))
        .containsExactly(
            "| name   | n    |   |",
            "|--------|------|---|",
            "| a      | 1234 | x |",
            "| longer |    5 |   |");
  }
}
