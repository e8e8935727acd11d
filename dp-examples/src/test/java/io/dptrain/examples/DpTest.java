package io.dptrain.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DpTest {
  @Test
  void execute_noCommand_isRefusedAndNamesOne() {
    CommandRun run = CommandRun.of();
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains("a command is missing", "./dp mnist");
  }

  @Test
  void execute_unknownCommand_isRefusedInOneLine() {
    CommandRun run = CommandRun.of("minst");
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains("minst");
  }

  @ParameterizedTest
  @CsvSource({"--help", "mnist --help", "bench --help", "--gpu mnist --help", "help mnist"})
  void execute_help_printsUsageAndSucceeds(String arguments) {
    CommandRun run = CommandRun.of(arguments.split(" "));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Usage: dp").contains("--gpu");
  }

  @Tag("cpu-build")
  @ParameterizedTest
  @CsvSource({"--gpu mnist --data synthetic", "mnist --gpu --data synthetic", "bench --gpu"})
  void execute_gpuWithTheCpuBuild_isRefusedInOneLine(String arguments) {
    CommandRun run = CommandRun.of(arguments.split(" "));
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains("--gpu needs the GPU build", "docs/gpu.md");
    assertThat(run.out()).isEmpty();
  }
}
