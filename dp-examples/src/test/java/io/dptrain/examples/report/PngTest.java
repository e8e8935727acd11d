package io.dptrain.examples.report;

import static java.awt.image.BufferedImage.TYPE_INT_RGB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dptrain.examples.BadInput;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngTest {
  @TempDir private Path folder;

  @Test
  void write_picture_canBeReadAgain() throws IOException {
    Path file = folder.resolve("a.png");
    Png.write("--plot", file, () -> new BufferedImage(3, 2, TYPE_INT_RGB));
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(3);
  }

  @Test
  void write_noFonts_isBadInputAndLeavesTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("a.png"), "earlier");
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(
            () ->
                Png.write(
                    "--plot",
                    file,
                    () -> {
                      throw new InternalError("no fonts");
                    }))
        .withMessageStartingWith("--plot " + file + " was not drawn (no fonts)");
    assertThat(file).hasContent("earlier");
  }

  @Test
  void write_badInput_keepsItsMessage() {
    Path file = folder.resolve("a.png");
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(
            () ->
                Png.write(
                    "--plot",
                    file,
                    () -> {
                      throw new BadInput("nothing to draw");
                    }))
        .withMessage("nothing to draw");
  }
}
