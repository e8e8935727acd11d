package io.dptrain.examples.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GanBadInputTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--variants dropout | --variants must be one of none, signal-clipping",
        "--variants none,privat | 'privat'",
        "--seeds 0 | --seeds must be from 1 to 1,000, but is 0",
        "--seeds 1001 | 1001",
        "--seeds many | many",
        "--steps 0 | --steps must be from 1 to 10,000,000, but is 0",
        "--steps -5 | -5",
        "--batch-size 0 | --batch-size must be from 1 to 60,000, but is 0",
        "--batch-size 60001 | 60001",
        "--noise-multiplier 0 | --noise-multiplier must be from 0.01 to 1000, but is 0",
        "--noise-multiplier NaN | but is NaN",
        "--noise-multiplier 1e300 | but is 1e300; try 1",
        "--clip-norm 0 | --clip-norm must be a positive finite number, but is 0",
        "--clip-norm 1e30 | --clip-norm must be from 9.1e-13 to 1.15e18",
        "--clip-norm 1e-30 | but is 1e-30; try 1",
        "--threads 65 | --threads must be from 1 to 64, but is 65",
        "--delta 0 | --delta must be above 0 and below 1, but is 0; try 1e-5",
        "--delta 1 | but is 1;",
        "--delta NaN | but is NaN",
        "--seed 3 | --seed",
      })
  void execute_badParameter_isRefusedInOneLine(String arguments, String expected) {
    String[] words = ("gan --report " + folder.resolve("report") + " " + arguments).split(" ");
    assertRefused(CommandRun.of(words), expected);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void execute_reportIsAFile_isRefusedInOneLine() throws IOException {
    Path file = Files.createFile(folder.resolve("taken"));
    assertRefused(
        CommandRun.of("gan", "--report", file.toString()), "--report " + file + " is a file");
  }

  @Test
  void execute_reportBelowAFile_isRefusedInOneLine() throws IOException {
    Path file = Files.createFile(folder.resolve("taken"));
    assertRefused(
        CommandRun.of("gan", "--report", file.resolve("below").toString()), file + " is a file");
  }

  @Test
  void execute_folderInThePlaceOfTheSummary_isRefusedInOneLine() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("summary.json"));
    assertRefused(
        CommandRun.of("gan", "--report", folder.toString()),
        "report file " + taken + " is a folder; choose a file name");
  }

  @Test
  void execute_reportIsNoPath_isRefusedInOneLine() {
    assertRefused(CommandRun.of("gan", "--report", "a\0b"), "is not a valid path");
  }

  private static void assertRefused(CommandRun run, String expected) {
    assertThat(run.err()).hasLineCount(1).startsWith("dp: ").contains(expected);
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.out()).isEmpty();
  }
}
