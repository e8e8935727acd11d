package io.dptrain.examples.report;

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

class OutputFolderTest {
  private static final byte[] SUMMARY = {'{', '}'};

  @TempDir private Path temp;

  @Test
  void at_newFolder_leavesNothingBehind() throws IOException {
    at(temp.resolve("new").resolve("report"));
    assertThat(names(temp)).isEmpty();
  }

  @Test
  void at_existingFolder_leavesItAsItWas() throws IOException {
    Files.writeString(temp.resolve("notes.txt"), "mine");
    Files.writeString(temp.resolve("a.png"), "earlier");
    at(temp);
    assertThat(names(temp)).containsExactly("a.png", "notes.txt");
  }

  @Test
  void at_file_isRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "mine");
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> at(file))
        .withMessage("--report %s is a file; name a folder, new or existing", file);
  }

  @Test
  void at_belowAFile_isRefused() throws IOException {
    Path below = Files.writeString(temp.resolve("file"), "mine").resolve("report");
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> at(below))
        .withMessageStartingWith("--report " + below + " cannot be written");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.png", "b.png", "summary.json"})
  void at_folderInThePlaceOfAReportFile_isRefused(String name) throws IOException {
    Path taken = Files.createDirectory(temp.resolve(name));
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> at(temp))
        .withMessage("report file %s is a folder; choose a file name", taken);
  }

  @Test
  void writeSummary_filesOfAnEarlierRun_areDeleted() throws IOException {
    Files.writeString(temp.resolve("a.png"), "earlier");
    Files.writeString(temp.resolve("b.png"), "earlier");
    Files.writeString(temp.resolve("log.csv"), "earlier");
    Files.writeString(temp.resolve("notes.txt"), "mine");
    OutputFolder folder = at(temp);
    folder.writePicture("a.png", OutputFolderTest::image);
    Files.writeString(folder.target("log.csv"), "new");

    folder.writeSummary("summary.json", SUMMARY);

    assertThat(names(temp)).containsExactly("a.png", "log.csv", "notes.txt", "summary.json");
    assertThat(temp.resolve("log.csv")).hasContent("new");
  }

  @Test
  void writeSummary_newFolder_makesIt() throws IOException {
    Path folder = temp.resolve("new").resolve("report");
    at(folder).writeSummary("summary.json", SUMMARY);
    assertThat(names(folder)).containsExactly("summary.json");
  }

  @Test
  void writeSummary_earlierReport_isReplaced() throws IOException {
    Path file = Files.writeString(temp.resolve("summary.json"), "old");
    at(temp).writeSummary("summary.json", SUMMARY);
    assertThat(file).hasContent("{}");
  }

  @Test
  void writeSummary_link_writesThroughToItsTarget() throws IOException {
    Path target = Files.writeString(temp.resolve("target"), "old");
    Files.createSymbolicLink(temp.resolve("summary.json"), target);
    OutputFolder folder = at(temp);
    folder.writeSummary("summary.json", SUMMARY);
    assertThat(temp.resolve("summary.json")).isSymbolicLink();
    assertThat(target).hasContent("{}");
  }

  @Test
  void writePicture_image_isAReadablePng() throws IOException {
    assertThat(at(temp).writePicture("a.png", OutputFolderTest::image)).isEmpty();
    assertThat(ImageIO.read(temp.resolve("a.png").toFile()).getWidth()).isEqualTo(3);
    assertThat(names(temp)).containsExactly("a.png");
  }

  @Test
  void writePicture_noFonts_saysSoAndWritesNothing() throws IOException {
    Optional<String> problem =
        at(temp)
            .writePicture(
                "a.png",
                () -> {
                  throw new InternalError("no fonts");
                });
    assertThat(problem)
        .hasValueSatisfying(text -> assertThat(text).contains("a.png was not drawn", "no fonts"));
    assertThat(names(temp)).isEmpty();
  }

  private static OutputFolder at(Path folder) {
    return OutputFolder.at(
        "--report", folder, List.of("summary.json", "a.png", "b.png", "log.csv"));
  }

  private static BufferedImage image() {
    return new BufferedImage(3, 2, TYPE_INT_RGB);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
