package io.dptrain.examples.check.sweep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A worker with the class path and the environment of this process, started anew after one that
 * ended.
 *
 * <p>Not thread safe.
 */
final class WorkerProcess implements AutoCloseable {
  private static final int SECONDS = 240;
  private static final String END = "";

  private final String caseList;
  private Optional<Process> process = Optional.empty();
  private BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  WorkerProcess(String caseList) {
    this.caseList = caseList;
  }

  /** Asks; what ends the process, or takes longer than four minutes, is an answer too. */
  Answer ask(Question question) {
    try {
      Process worker = running();
      worker.getOutputStream().write((question.line() + "\n").getBytes(StandardCharsets.UTF_8));
      worker.getOutputStream().flush();
      return read(worker);
    } catch (IOException e) {
      stop();
      return Answer.of(Verdict.ENDS_PROCESS, "the process is gone");
    }
  }

  private Answer read(Process worker) {
    Answer ending = Answer.of(Verdict.ENDS_PROCESS, "");
    while (true) {
      String line = next();
      if (line == null || line.equals(END)) {
        stop();
        String how = line == null ? "hangs" : "exit code " + exitCode(worker);
        return new Answer(ending.accepted(), Verdict.ENDS_PROCESS, 0, how);
      } else if (line.startsWith(Worker.PENDING)) {
        ending = Answer.parse(line.substring(Worker.PENDING.length()));
      } else if (line.startsWith(Worker.MARK)) {
        return Answer.parse(line.substring(Worker.MARK.length()));
      } else if (line.startsWith(Worker.BROKEN)) {
        throw new IllegalStateException("a case is wrong itself: " + line);
      }
    }
  }

  private String next() {
    try {
      return lines.poll(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static int exitCode(Process worker) {
    try {
      return worker.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private Process running() throws IOException {
    if (process.isEmpty()) {
      start();
    }
    return process.orElseThrow();
  }

  private void start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            java,
            "-Xmx512m",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null",
            "-cp",
            System.getProperty("java.class.path"),
            Worker.class.getName(),
            caseList);
    builder.environment().putIfAbsent("TF_CPP_MIN_LOG_LEVEL", "3");
    Process started = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    lines = queue;
    process = Optional.of(started);
    Thread reader = new Thread(() -> pump(started, queue), "sweep-worker");
    reader.setDaemon(true);
    reader.start();
  }

  private static void pump(Process started, BlockingQueue<String> queue) {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        queue.add(line.isEmpty() ? " " : line);
      }
    } catch (IOException e) {
      // The process was stopped while it was read.
    } finally {
      queue.add(END);
    }
  }

  /** The next question gets a fresh process. */
  void stop() {
    process.ifPresent(Process::destroyForcibly);
    process = Optional.empty();
  }

  @Override
  public void close() {
    stop();
  }
}
