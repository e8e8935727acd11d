package io.dptrain.examples.mnist.data;

import io.dptrain.examples.BadInput;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Turns the value of {@code --data} into digits.
 *
 * <p>A folder is read. The word {@value #SYNTHETIC} asks for the built-in digits. Without a value
 * MNIST comes from the cache, else from the network, else, on a machine without a network, the
 * built-in digits stand in; the {@link DataOrigin} then says so and why.
 */
public final class MnistSource {
  /** The value of {@code --data} that asks for {@link SyntheticDigits}. */
  public static final String SYNTHETIC = "synthetic";

  private final MnistCache cache;

  MnistSource(MnistCache cache) {
    this.cache = cache;
  }

  /**
   * The cache folder and the mirrors that the example uses.
   *
   * @param progress hears how far a download is
   */
  public static MnistSource standard(DownloadProgress progress) {
    Path folder = MnistCache.folder(System.getenv(), Path.of(System.getProperty("user.home")));
    return using(folder, MnistCache.MIRRORS, new HttpFetcher(), progress);
  }

  /**
   * As {@link #standard}, from other places.
   *
   * @param cacheFolder where downloads are kept; made when missing
   * @param mirrors addresses, each ending in a slash, that hold the four files; tried in this order
   */
  public static MnistSource using(
      Path cacheFolder, List<String> mirrors, Fetcher fetcher, DownloadProgress progress) {
    return new MnistSource(new MnistCache(cacheFolder, new Mirrors(mirrors, fetcher, progress)));
  }

  /**
   * Loads the digits.
   *
   * <p>Without a network this takes a few seconds at most, on top of drawing the digits.
   *
   * @param data a folder, or {@value #SYNTHETIC}, or null for MNIST from wherever it can be had
   * @throws BadInput if the folder or a file in it is not usable, or if the cache or all mirrors
   *     hold something other than MNIST
   */
  public MnistData load(String data) {
    if (data == null) {
      return mnistOrSynthetic();
    }
    if (data.equals(SYNTHETIC)) {
      return SyntheticDigits.data(List.of());
    }
    return IdxReader.readFolder(path(data));
  }

  private MnistData mnistOrSynthetic() {
    Optional<String> obstacle = cache.fill();
    if (obstacle.isEmpty()) {
      return IdxReader.readFolder(cache.folder());
    }
    return SyntheticDigits.data(
        List.of(
            "MNIST could not be had: %s.".formatted(obstacle.get()),
            "Use --data DIR to train on a local copy of MNIST."));
  }

  private static Path path(String data) {
    try {
      Path folder = Path.of(data);
      if (data.isBlank()) {
        throw new BadInput(
            "data folder \"" + data + "\" has no name; use --data DIR or --data synthetic");
      }
      return folder;
    } catch (InvalidPathException e) {
      throw new BadInput(
          "data folder %s is not a valid path (%s); use --data DIR or --data synthetic"
              .formatted(data, e.getReason()),
          e);
    }
  }
}
