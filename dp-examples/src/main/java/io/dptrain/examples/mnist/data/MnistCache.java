package io.dptrain.examples.mnist.data;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder that keeps the four files of MNIST once they were downloaded.
 *
 * <p>A file counts as present when its size and SHA-256 are right. Another content under its name
 * is replaced by a download, and refused when there is none.
 */
final class MnistCache {
  /** The public mirrors, in the order in which they are tried. */
  static final List<String> MIRRORS =
      List.of(
          "https://ossci-datasets.s3.amazonaws.com/mnist/",
          "https://storage.googleapis.com/cvdf-datasets/mnist/");

  private final Path folder;
  private final List<CheckedFile> files;
  private final Mirrors mirrors;

  MnistCache(Path folder, Mirrors mirrors) {
    this(folder, KnownMnist.FILES, mirrors);
  }

  MnistCache(Path folder, List<CheckedFile> files, Mirrors mirrors) {
    this.folder = folder;
    this.files = List.copyOf(files);
    this.mirrors = mirrors;
  }

  /** {@code dptrain/mnist} under the absolute XDG_CACHE_HOME, or else under {@code ~/.cache}. */
  static Path folder(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault("XDG_CACHE_HOME", "");
    boolean usable = !named.isEmpty() && Path.of(named).isAbsolute();
    Path base = usable ? Path.of(named) : home.resolve(".cache");
    return base.resolve("dptrain").resolve("mnist");
  }

  Path folder() {
    return folder;
  }

  /**
   * Downloads what is missing.
   *
   * @return nothing when all files are there; else, in half a sentence, why they cannot be had
   * @throws BadInput if the cache or every mirror that answered holds other content than MNIST
   */
  Optional<String> fill() {
    try {
      List<CheckedFile> missing = missing();
      if (missing.isEmpty()) {
        return Optional.empty();
      }
      Files.createDirectories(folder);
      Optional<String> obstacle = mirrors.download(missing, folder);
      obstacle.ifPresent(reason -> refuseForeign(missing, reason));
      return obstacle;
    } catch (IOException e) {
      return Optional.of(
          "the cache folder %s cannot be used (%s)".formatted(folder, FileProblem.of(e)));
    }
  }

  private List<CheckedFile> missing() throws IOException {
    List<CheckedFile> missing = new ArrayList<>();
    for (CheckedFile file : files) {
      if (!file.isIn(folder)) {
        missing.add(file);
      }
    }
    return missing;
  }

  private void refuseForeign(List<CheckedFile> missing, String reason) {
    for (CheckedFile file : missing) {
      Path found = folder.resolve(file.name());
      if (Files.exists(found)) {
        throw new BadInput(
            ("%s in the cache is not the MNIST file of that name (its SHA-256 must be %s), "
                    + "and it cannot be downloaded again: %s; delete the file, or use --data DIR")
                .formatted(found, file.sha256(), reason));
      }
    }
  }
}
