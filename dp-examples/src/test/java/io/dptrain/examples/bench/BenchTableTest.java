package io.dptrain.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTableTest {
  @Test
  void of_rows_linesUpTheirColumns() {
    String table =
        BenchTable.of(
            List.of(BenchRows.row("mlp", 10, 20), BenchRows.row("transformer", 1234.56, 9876.48)));
    assertThat(table)
        .isEqualTo(
            """
                                 step, median ms        peak memory, MB     share of private
            model       batch ordinary private ratio ordinary private ratio norms sums noise
            mlp            64     10.0    20.0  2.00      1.0     4.0  4.00   25%  13%   50%
            transformer    64   1234.6  9876.5  8.00      1.0     4.0  4.00   25%  13%   50%
            geometric mean of 2 rows: time ratio 4.00, memory ratio 4.00
            """);
  }

  @Test
  void of_noRows_saysSo() {
    assertThat(BenchTable.of(List.of())).contains("no rows");
  }
}
