package io.dptrain.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  private static CommandRun shortRun;

  @BeforeAll
  static void run() {
    shortRun = CommandRun.of("bench", "--batch", "8", "--rounds", "3");
  }

  @Test
  void execute_fewRounds_printsTheTimesOfBothStepsAndTheirRatio() {
    assertThat(shortRun.out())
        .containsPattern(
            "batch 8: ordinary step [0-9.]+ ms, private step [0-9.]+ ms, ratio [0-9.]+");
  }

  @Test
  void execute_fewRounds_printsTheTimesOfNoiseAndTheirRatio() {
    assertThat(shortRun.out())
        .containsPattern("sampler [0-9.]+ ms, secure noise [0-9.]+ ms, ratio [0-9.]+");
  }

  @ParameterizedTest
  @CsvSource({"--batch,0", "--rounds,0", "--batch,-3", "--rounds,many", "--batch,NaN"})
  void execute_badValue_isRefusedInOneLine(String flag, String value) {
    CommandRun run = CommandRun.of("bench", flag, value);
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains(flag, value);
  }
}
