package io.dptrain.examples.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.Dp;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GanLostReportTest {
  @TempDir private Path folder;

  /** A folder takes the place of the summary after the check at the start. */
  @Test
  void execute_summaryThatCannotBeWritten_printsTheResultsBefore() {
    Path taken = folder.resolve("lost").resolve("summary.json");
    StringWriter out =
        new StringWriter() {
          @Override
          public void flush() {
            taken.toFile().mkdirs();
          }
        };
    StringWriter err = new StringWriter();
    int exitCode =
        Dp.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words(taken.getParent()));

    assertThat(exitCode).isEqualTo(Dp.BAD_INPUT);
    assertThat(out.toString())
        .containsPattern("private +0.0 \\(0-0\\)")
        .contains("epsilon at delta", "time: ")
        .doesNotContain("report: ");
    assertThat(err.toString())
        .endsWith("report file " + taken + " is a folder; choose a file name\n");
  }

  private static String[] words(Path report) {
    return ("gan --variants private --seeds 1 --steps 2 --batch-size 16 --report " + report)
        .split(" ");
  }
}
