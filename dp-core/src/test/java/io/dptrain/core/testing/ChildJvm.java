package io.dptrain.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class in a process of its own, with the class path of this one: for what may end the
 * process, or changes it for good, as the registration of a gradient does.
 *
 * @param exitCode what the process ended with; -1 if it was stopped for taking too long
 * @param output all that it printed
 */
public record ChildJvm(int exitCode, String output) {
  private static final long SECONDS = 120;

  /** Runs a class that has a main method. */
  public static ChildJvm run(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx1g", "-XX:-CreateCoredumpOnCrash", "-XX:+SuppressFatalErrorMessage"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("child", ".txt");
      try {
        return run(new ProcessBuilder(command), output);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static ChildJvm run(ProcessBuilder builder, Path output)
      throws IOException, InterruptedException {
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    return new ChildJvm(ended ? process.exitValue() : -1, text);
  }
}
