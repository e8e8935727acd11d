package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What happens to the folders of runs between one process and the next. */
final class ResumedRuns {
  private ResumedRuns() {}

  /** A first process, which ends with a checkpoint. */
  static void begin(Path folder, int steps) {
    try (ResumableRun first = new ResumableRun(folder)) {
      assertThat(first.optimizer.resume(first.session)).isEmpty();
      first.steps(steps);
      first.optimizer.save(first.session);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  /** Half of a file, as after a disk was full. */
  static void cut(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path newest(Path folder) {
    List<Path> all = checkpoints(folder);
    return all.get(all.size() - 1);
  }

  /** The oldest first. */
  static List<Path> checkpoints(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.getFileName().toString().startsWith("checkpoint-"))
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
