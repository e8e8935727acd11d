package io.dptrain.examples.check;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command line once more, in a process with another environment: what the native library reads
 * when it is loaded cannot be changed in this one.
 */
final class ChildProcess {
  private ChildProcess() {}

  /**
   * Runs and passes on what it prints.
   *
   * @return its exit code
   */
  static int run(
      String mainClass,
      List<String> arguments,
      Map<String, String> environment,
      PrintWriter out,
      PrintWriter err) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Those that the start script gives, so that later versions of Java do not warn.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      Thread errors = new Thread(() -> copy(process.errorReader(StandardCharsets.UTF_8), err));
      errors.start();
      copy(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), out);
      errors.join();
      return process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("java cannot be started again: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void copy(Reader from, PrintWriter to) {
    try (from) {
      from.transferTo(to);
      to.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
