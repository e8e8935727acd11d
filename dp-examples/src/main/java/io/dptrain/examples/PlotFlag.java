package io.dptrain.examples;

import io.dptrain.examples.report.Png;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The file into which a command draws, if one is asked for. */
public final class PlotFlag {
  private static final String NAME = "--plot";

  @Option(
      names = NAME,
      paramLabel = "FILE.png",
      description = "Draw what is printed into this file.")
  private String plot;

  /**
   * The file, which can be written.
   *
   * @throws BadInput if it cannot, or is not named as a picture
   */
  public Optional<Path> file() {
    return Optional.ofNullable(plot).map(name -> FileFlag.png(NAME, name));
  }

  /**
   * Draws into {@link #file}, if there is one.
   *
   * @return a line that says where the picture is
   */
  public Optional<String> draw(Supplier<BufferedImage> picture) {
    Optional<Path> file = file();
    file.ifPresent(path -> Png.write(NAME, path, picture));
    return file.map(path -> "plot: " + path);
  }
}
