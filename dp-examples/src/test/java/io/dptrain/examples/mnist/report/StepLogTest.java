package io.dptrain.examples.mnist.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepLogTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  @TempDir private Path folder;

  @Test
  void complete_someRows_writesThemUnderTheFinalName() throws IOException {
    try (StepLog log = new StepLog(file())) {
      log.append(1, 0.00426, OptionalDouble.of(0.25), NONE, 0.0123);
      log.append(2, 1, OptionalDouble.of(0.5), OptionalDouble.of(0.9512), 1);
      log.complete();
    }
    assertThat(file())
        .hasContent(
            """
            step,epoch,epsilon,test_accuracy,seconds_not_private
            1,0.0043,0.25,,0.012
            2,1.0000,0.5,0.9512,1.000
            """);
    assertThat(partial()).doesNotExist();
  }

  @Test
  void append_noPrivacy_leavesEpsilonBlank() throws IOException {
    try (StepLog log = new StepLog(file())) {
      log.append(3, 2, NONE, NONE, 5);
      log.complete();
    }
    assertThat(Files.readAllLines(file())).last().isEqualTo("3,2.0000,,,5.000");
  }

  @Test
  void append_infiniteEpsilon_isAWordWithoutQuotes() throws IOException {
    try (StepLog log = new StepLog(file())) {
      OptionalDouble infinite = OptionalDouble.of(Double.POSITIVE_INFINITY);
      log.append(3, 2, infinite, OptionalDouble.of(1e-9), 5e-4);
      log.complete();
    }
    assertThat(file())
        .content()
        .isEqualTo(
            """
            step,epoch,epsilon,test_accuracy,seconds_not_private
            3,2.0000,Infinity,0.0000,0.001
            """);
  }

  @Test
  void append_row_isOnDiskWhileTrainingRuns() throws IOException {
    try (StepLog log = new StepLog(file())) {
      for (int rows = 1; rows <= 3; rows++) {
        log.append(1, 0.00426, OptionalDouble.of(0.25), NONE, 0.0123);
        assertThat(Files.readAllLines(partial())).hasSize(1 + rows);
      }
    }
  }

  @Test
  void close_runStopped_keepsRowsUnderThePartialName() throws IOException {
    try (StepLog log = new StepLog(file())) {
      log.append(1, 0.00426, OptionalDouble.of(0.25), NONE, 0.0123);
    }
    assertThat(file()).doesNotExist();
    assertThat(Files.readAllLines(partial())).hasSize(2);
  }

  @Test
  void complete_earlierFile_isReplaced() throws IOException {
    Files.writeString(file(), "old");
    try (StepLog log = new StepLog(file())) {
      assertThat(file()).hasContent("old");
      log.complete();
    }
    assertThat(Files.readAllLines(file())).hasSize(1);
  }

  private Path file() {
    return folder.resolve("steps.csv");
  }

  private Path partial() {
    return folder.resolve("steps.csv.partial");
  }
}
