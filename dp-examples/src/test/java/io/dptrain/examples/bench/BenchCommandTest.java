package io.dptrain.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  @Test
  void execute_fewRounds_printsBothTimesAndTheirRatio() {
    CommandRun run = CommandRun.of("bench", "--batch", "8", "--rounds", "3");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .containsPattern("batch 8, median of 3: ordinary [0-9.]+ ms, private [0-9.]+ ms")
        .containsPattern("ratio [0-9]+\\.[0-9]{2}");
  }

  @ParameterizedTest
  @CsvSource({"--batch,0", "--rounds,0", "--batch,-3", "--rounds,many", "--batch,NaN"})
  void execute_badValue_isRefusedInOneLine(String flag, String value) {
    CommandRun run = CommandRun.of("bench", flag, value);
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains(flag, value);
  }
}
