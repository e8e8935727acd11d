package io.dptrain.examples.clipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClippingCommandTest {
  private static final Path PAGE =
      Path.of("").toAbsolutePath().getParent().resolve("docs/clipping.md");

  @TempDir private Path folder;

  @Test
  void execute_withPlot_printsTheTableOfTheDocumentationAndDrawsIt() throws IOException {
    Path file = folder.resolve("clipping.png");
    CommandRun run = CommandRun.of("clipping", "--plot", file.toString());
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    List<String> rows = run.out().lines().filter(row -> row.contains("Clipping.")).toList();
    assertThat(rows).hasSize(20);
    assertThat(rows.get(0)).matches("Clipping.flat\\(1.5\\) +1.50 +1.50 +0.50 .* 1.000 +yes");
    assertThat(rows.get(19)).matches("GradientClipping.none\\(\\) +3.08 +2.60 +0.50 .*");
    List<String> table = run.out().lines().filter(row -> !row.startsWith("plot:")).toList();
    assertThat(Files.readString(PAGE)).contains(String.join("\n", table));
    BufferedImage picture = ImageIO.read(file.toFile());
    assertThat(picture.getWidth()).isGreaterThan(1_000);
  }

  @Test
  void execute_plotThatIsNoPicture_isRefusedInOneLine() {
    refuses("clipping.txt", ".png");
  }

  @Test
  void execute_plotInNoFolder_isRefusedInOneLine() {
    refuses(folder.resolve("none").resolve("clipping.png").toString(), "folder does not exist");
  }

  private static void refuses(String plot, String reason) {
    CommandRun run = CommandRun.of("clipping", "--plot", plot);
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains("--plot " + plot, reason);
    assertThat(run.out()).isEmpty();
  }
}
