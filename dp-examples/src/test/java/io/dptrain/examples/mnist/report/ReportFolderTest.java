package io.dptrain.examples.mnist.report;

import static java.awt.image.BufferedImage.TYPE_INT_RGB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dptrain.examples.BadInput;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportFolderTest {
  @TempDir private Path temp;

  @Test
  void at_newFolder_leavesNothingBehind() throws IOException {
    ReportFolder.at(temp.resolve("new").resolve("report"));
    assertThat(names(temp)).isEmpty();
  }

  @Test
  void at_existingFolder_leavesItAsItWas() throws IOException {
    Files.writeString(temp.resolve("notes.txt"), "mine");
    ReportFolder.at(temp);
    assertThat(names(temp)).containsExactly("notes.txt");
  }

  @Test
  void at_file_isRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "mine");
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> ReportFolder.at(file))
        .withMessageContaining(file.toString())
        .withMessageContaining("is a file");
  }

  @Test
  void at_belowAFile_isRefused() throws IOException {
    Path below = Files.writeString(temp.resolve("file"), "mine").resolve("report");
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> ReportFolder.at(below))
        .withMessageContaining(below.toString())
        .withMessageContaining("cannot be written");
  }

  @ParameterizedTest
  @ValueSource(strings = {"accuracy.png", "summary.json", "steps.csv", "steps.csv.partial"})
  void at_folderInThePlaceOfAReportFile_isRefused(String name) throws IOException {
    Path taken = Files.createDirectory(temp.resolve(name));
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> ReportFolder.at(temp))
        .withMessageContaining("report file " + taken + " is a folder");
  }

  @Test
  void writeSummary_pictureOfAnEarlierRun_isDeleted() throws IOException {
    Files.writeString(temp.resolve("gradient_norms.png"), "earlier");
    Files.writeString(temp.resolve("notes.txt"), "mine");
    ReportFolder report = ReportFolder.at(temp);
    report.writePicture("accuracy.png", () -> new BufferedImage(3, 2, TYPE_INT_RGB));

    report.writeSummary(RunSummaryTest.summary(Optional.empty(), List.of()));

    assertThat(names(temp)).containsExactly("accuracy.png", "notes.txt", "summary.json");
  }

  @Test
  void writeSummary_link_writesThroughToItsTarget() throws IOException {
    Path target = Files.writeString(temp.resolve("target"), "old");
    Files.createSymbolicLink(temp.resolve("summary.json"), target);
    ReportFolder.at(temp).writeSummary(RunSummaryTest.summary(Optional.empty(), List.of()));
    assertThat(temp.resolve("summary.json")).isSymbolicLink();
    assertThat(Files.readString(target)).startsWith("{");
  }

  @Test
  void writeSummary_newFolder_makesIt() throws IOException {
    Path folder = temp.resolve("new").resolve("report");
    ReportFolder.at(folder).writeSummary(RunSummaryTest.summary(Optional.empty(), List.of()));
    assertThat(names(folder)).containsExactly("summary.json");
  }

  @Test
  void writeSummary_earlierReport_isReplaced() throws IOException {
    Path file = Files.writeString(temp.resolve("summary.json"), "old");
    ReportFolder.at(temp).writeSummary(RunSummaryTest.summary(Optional.empty(), List.of()));
    assertThat(Files.readString(file)).startsWith("{").endsWith("}\n");
  }

  @Test
  void openStepLog_completed_writesStepsCsv() throws IOException {
    try (StepLog log = ReportFolder.at(temp).openStepLog()) {
      log.complete();
    }
    assertThat(names(temp)).containsExactly("steps.csv");
  }

  @Test
  void writePicture_image_isAReadablePng() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, TYPE_INT_RGB);
    assertThat(ReportFolder.at(temp).writePicture("a.png", () -> image)).isEmpty();
    assertThat(ImageIO.read(temp.resolve("a.png").toFile()).getWidth()).isEqualTo(3);
    assertThat(names(temp)).containsExactly("a.png");
  }

  @Test
  void writePicture_noFonts_saysSoAndWritesNothing() throws IOException {
    Optional<String> problem =
        ReportFolder.at(temp)
            .writePicture(
                "a.png",
                () -> {
                  throw new InternalError("no fonts");
                });
    assertThat(problem)
        .hasValueSatisfying(text -> assertThat(text).contains("a.png was not drawn", "no fonts"));
    assertThat(names(temp)).isEmpty();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
