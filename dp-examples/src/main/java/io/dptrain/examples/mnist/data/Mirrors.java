package io.dptrain.examples.mnist.data;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Downloads files whose content is known from the first mirror that has them.
 *
 * <p>A mirror that fails once is not asked again, and each has {@link #ANSWER_LIMIT} to begin its
 * answer, name lookup included: a start without a network takes at most that long for each mirror.
 * A file appears under its name complete and checked, by an atomic rename, or not at all.
 */
final class Mirrors {
  /** The longest wait for a mirror to begin its answer. */
  static final Duration ANSWER_LIMIT = Duration.ofMillis(2_500);

  private final List<String> addresses;
  private final TimedFetcher fetcher;
  private final DownloadProgress progress;

  Mirrors(List<String> addresses, Fetcher fetcher, DownloadProgress progress) {
    this.addresses = List.copyOf(addresses);
    this.fetcher = new TimedFetcher(fetcher, ANSWER_LIMIT);
    this.progress = progress;
  }

  /**
   * Downloads all files into a folder.
   *
   * @return nothing on success; else what each mirror answered, in half a sentence
   * @throws BadInput if no mirror has all files and at least one sent other content
   */
  Optional<String> download(List<CheckedFile> files, Path folder) {
    Deque<CheckedFile> left = new ArrayDeque<>(files);
    List<String> failures = new ArrayList<>();
    boolean foreign = false;
    for (String address : addresses) {
      try {
        downloadFrom(address, left, folder);
        return Optional.empty();
      } catch (ForeignContent e) {
        foreign = true;
        failures.add(e.getMessage());
      } catch (IOException e) {
        failures.add("%s %s".formatted(address, reason(e)));
      }
    }
    String all = String.join("; ", failures);
    if (foreign) {
      throw new BadInput(
          ("download refused, nothing was kept: %s; use --data DIR with a copy you trust, "
                  + "or --data synthetic")
              .formatted(all));
    }
    return Optional.of(all);
  }

  private void downloadFrom(String address, Deque<CheckedFile> left, Path folder)
      throws IOException {
    while (!left.isEmpty()) {
      download(address, left.peek(), folder);
      left.remove();
    }
  }

  private void download(String address, CheckedFile file, Path folder) throws IOException {
    URI source = URI.create(address + file.name());
    progress.received(file.name(), 0, file.bytes());
    Path part = Files.createTempFile(folder, file.name() + ".", ".part");
    part.toFile().deleteOnExit(); // a user who stops the download leaves nothing behind either
    try {
      String sum = copy(source, file, part);
      if (!sum.equals(file.sha256())) {
        throw new ForeignContent(source, "has SHA-256 " + sum + " where " + file.sha256());
      }
      Files.move(part, folder.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Copies at most one byte more than the file may have, and returns the SHA-256. */
  private String copy(URI source, CheckedFile file, Path part) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[1 << 16];
    long done = 0;
    try (InputStream in = fetcher.open(source);
        OutputStream out = Files.newOutputStream(part)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        done += n;
        if (done > file.bytes()) {
          throw new ForeignContent(source, "is longer than the " + file.bytes() + " bytes that");
        }
        digest.update(buffer, 0, n);
        out.write(buffer, 0, n);
        progress.received(file.name(), done, file.bytes());
      }
    }
    return Sha256.hex(digest);
  }

  private static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "cannot be reached (its name cannot be looked up)";
    }
    return "failed (%s)".formatted(FileProblem.of(e));
  }

  /** A mirror answered with something that is not the file. */
  private static final class ForeignContent extends IOException {
    private static final long serialVersionUID = 1L;

    ForeignContent(URI source, String finding) {
      super("%s %s MNIST has".formatted(source, finding));
    }
  }
}
