package io.dptrain.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  @TempDir private static Path folder;
  private static CommandRun shortRun;

  @BeforeAll
  static void run() {
    shortRun =
        CommandRun.of(
            "bench",
            "--models",
            "cnn,mlp",
            "--batch",
            "4,8",
            "--rounds",
            "2",
            "--json",
            folder.resolve("bench.json").toString());
  }

  @Test
  void execute_fewRounds_printsOneLineForEachModelAndBatch() {
    assertThat(shortRun.exitCode()).isZero();
    assertThat(shortRun.out())
        .containsPattern("cnn +4 ")
        .containsPattern("cnn +8 ")
        .containsPattern("mlp +4 ")
        .containsPattern("mlp +8 ")
        .containsPattern("geometric mean of 4 rows: time ratio [0-9.]+, memory ratio [0-9.]+");
  }

  @Test
  void execute_fewRounds_printsTheTimesOfNoiseAndTheirRatio() {
    assertThat(shortRun.out())
        .containsPattern("sampler [0-9.]+ ms, secure noise [0-9.]+ ms, ratio [0-9.]+");
  }

  @Test
  void execute_fewRounds_tellsOfEachRowOnStandardError() {
    assertThat(shortRun.err()).hasLineCount(4).contains("cnn, batch 4: ordinary step ");
  }

  @Test
  void execute_json_writesOneRowForEachModelAndBatch() throws IOException {
    JsonNode rows = new ObjectMapper().readTree(folder.resolve("bench.json").toFile()).path("rows");
    assertThat(rows).hasSize(4);
    for (JsonNode row : rows) {
      assertThat(row.path("model").asText()).isIn("cnn", "mlp");
      assertThat(row.path("batch").asInt()).isIn(4, 8);
      assertThat(row.path("ordinaryMillis").asDouble()).isPositive();
      assertThat(row.path("privatePeakBytes").asLong()).isGreaterThan(100_000);
      assertThat(row.path("noiseShare").asDouble()).isBetween(0.0, 1.0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--batch,0",
    "--rounds,0",
    "--batch,'64,-3'",
    "--batch,'64,many'",
    "--batch,99999999999",
    "--batch,16385",
    "--rounds,many",
    "--batch,NaN",
    "--seconds,NaN",
    "--seconds,0",
    "--models,resnet",
    "--models,'mlp,MLPS'",
    "--json,/no-such-folder/bench.json"
  })
  void execute_badValue_isRefusedInOneLine(String flag, String value) {
    CommandRun run = CommandRun.of("bench", flag, value);
    String culprit = value.substring(value.indexOf(',') + 1);
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains(flag, culprit);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void execute_jsonThatIsNoFile_isRefusedInOneLine() throws IOException {
    String taken = Files.createDirectory(folder.resolve("taken")).toString();
    assertRefused(CommandRun.of("bench", "--json", taken), taken + " is a folder");
    assertRefused(CommandRun.of("bench", "--json", ""), "--json is empty; name a file");
    assertRefused(CommandRun.of("bench", "--json", "a\0b"), "is not a valid path");
  }

  private static void assertRefused(CommandRun run, String message) {
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).startsWith("dp: --json").contains(message);
  }
}
