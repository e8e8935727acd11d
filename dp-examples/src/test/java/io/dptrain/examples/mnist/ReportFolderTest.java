package io.dptrain.examples.mnist;

import static java.awt.image.BufferedImage.TYPE_INT_RGB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.mnist.report.RunSummaryTest;
import io.dptrain.examples.mnist.report.StepLog;
import io.dptrain.examples.report.Json;
import io.dptrain.examples.report.OutputFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportFolderTest {
  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"accuracy.png", "summary.json", "steps.csv", "steps.csv.partial"})
  void at_folderInThePlaceOfAReportFile_isRefused(String name) throws IOException {
    Path taken = Files.createDirectory(temp.resolve(name));
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> at())
        .withMessageContaining("report file " + taken + " is a folder");
  }

  @Test
  void writeSummary_pictureOfAnEarlierRun_isDeleted() throws IOException {
    Files.writeString(temp.resolve("gradient_norms.png"), "earlier");
    Files.writeString(temp.resolve("notes.txt"), "mine");
    OutputFolder report = at();
    report.writePicture("accuracy.png", () -> new BufferedImage(3, 2, TYPE_INT_RGB));

    report.writeSummary("summary.json", summary());

    assertThat(names(temp)).containsExactly("accuracy.png", "notes.txt", "summary.json");
  }

  @Test
  void writeSummary_earlierReport_isReplaced() throws IOException {
    Path file = Files.writeString(temp.resolve("summary.json"), "old");
    at().writeSummary("summary.json", summary());
    assertThat(Files.readString(file)).startsWith("{").endsWith("}\n");
  }

  @Test
  void stepLog_completed_writesStepsCsv() throws IOException {
    try (StepLog log = new StepLog(at().target("steps.csv"))) {
      log.complete();
    }
    assertThat(names(temp)).containsExactly("steps.csv");
  }

  private OutputFolder at() {
    return OutputFolder.at("--report", temp, MnistReport.names());
  }

  private static byte[] summary() {
    return Json.indented(RunSummaryTest.summary(Optional.empty(), List.of()));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
