package io.dptrain.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.report.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchJsonTest {
  @TempDir private Path folder;

  @Test
  void write_row_isThisText() {
    Path file = folder.resolve("bench.json");
    Json.write("--json", file, BenchJson.of(List.of(BenchRows.row("mlp", 10, 20))));

    assertThat(file)
        .content()
        .isEqualTo(
            """
            {
              "rows" : [ {
                "model" : "mlp",
                "batch" : 64,
                "ordinaryMillis" : 10.0,
                "privateMillis" : 20.0,
                "timeRatio" : 2.0,
                "ordinaryPeakBytes" : 1000000,
                "privatePeakBytes" : 4000000,
                "memoryRatio" : 4.0,
                "normsShare" : 0.25,
                "sumsShare" : 0.125,
                "noiseShare" : 0.5
              } ]
            }
            """);
    assertThat(folder).isDirectoryNotContaining("glob:**.partial");
  }
}
