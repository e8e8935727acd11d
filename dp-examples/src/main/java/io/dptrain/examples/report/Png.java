package io.dptrain.examples.report;

import io.dptrain.examples.BadInput;
import java.awt.AWTError;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/** Pictures as files. */
public final class Png {
  private Png() {}

  /**
   * Draws a picture and writes it, or leaves the file as it was.
   *
   * @param flag begins the messages
   * @throws BadInput if the picture cannot be drawn or the file not be written
   */
  public static void write(String flag, Path file, Supplier<BufferedImage> picture) {
    AtomicFiles.write(flag, file, drawn(flag + " " + file, picture));
  }

  /**
   * The content of a file.
   *
   * @param name begins the message
   * @throws BadInput if the picture cannot be drawn: a JVM without fonts cannot
   */
  static AtomicFiles.Content drawn(String name, Supplier<BufferedImage> picture) {
    BufferedImage image;
    try {
      image = picture.get();
    } catch (BadInput e) {
      throw e;
    } catch (RuntimeException | LinkageError | InternalError | AWTError e) {
      throw new BadInput(
          "%s was not drawn%s. If this JVM has no fonts, install fontconfig and DejaVu Sans."
              .formatted(name, e.getMessage() == null ? "" : " (" + e.getMessage() + ")"),
          e);
    }
    return out -> ImageIO.write(image, "png", out);
  }
}
