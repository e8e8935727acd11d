package io.dptrain.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
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
    assertThat(run.err()).hasLineCount(1).contains("unknown command 'minst'", "mnist, epsilon");
  }

  @Test
  void execute_standardOutputThatFails_isSaidInOneLine() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    StringWriter err = new StringWriter();
    int exitCode =
        Dp.commandLine()
            .setOut(new PrintWriter(full))
            .setErr(new PrintWriter(err, true))
            .execute(
                "plan --dataset-size 9 --batch-size 9 --epochs 1 --noise-multiplier 1 --delta 0.01"
                    .split(" "));
    assertThat(exitCode).isEqualTo(Dp.BAD_INPUT);
    assertThat(err.toString()).hasLineCount(1).contains("standard output could not be written");
  }

  @ParameterizedTest
  @CsvSource({
    "--help",
    "mnist --help",
    "bench --help",
    "check --help",
    "--gpu mnist --help",
    "help mnist"
  })
  void execute_help_printsUsageAndSucceeds(String arguments) {
    CommandRun run = CommandRun.of(arguments.split(" "));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Usage: dp").contains("--gpu");
  }

  @Tag("cpu-build")
  @ParameterizedTest
  @CsvSource({
    "--gpu mnist --data synthetic",
    "mnist --gpu --data synthetic",
    "bench --gpu",
    "check --gpu"
  })
  void execute_gpuWithTheCpuBuild_isRefusedInOneLine(String arguments) {
    CommandRun run = CommandRun.of(arguments.split(" "));
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains("--gpu needs the GPU build", "docs/gpu.md");
    assertThat(run.out()).isEmpty();
  }
}
