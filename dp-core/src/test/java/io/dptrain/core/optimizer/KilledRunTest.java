package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.ledger.BudgetAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run whose processes are killed, each at any moment, and resumed by the next. {@code
 * -Ddptrain.kills=300} runs as many as one likes.
 */
class KilledRunTest {
  private static final int KILLS = Integer.getInteger("dptrain.kills", 3);
  private static final int BLOCK = 16;
  private static final int LONGEST_MILLIS = 400;

  @TempDir private Path parent;

  @ParameterizedTest(name = "spends from a budget: {0}")
  @ValueSource(booleans = {false, true})
  void resume_afterEachKill_chargesWhatWasSeenAndRepeatsNothing(boolean spends) throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Path folder = parent.resolve("run");
    Optional<Path> budget = spends ? Optional.of(parent.resolve("patients")) : Optional.empty();
    budget.ifPresent(ledger -> BudgetAuthority.open(ledger, ResumableRun.BUDGET).close());
    Set<String> weights = new HashSet<>();
    Set<String> batches = new HashSet<>();
    Set<String> noise = new HashSet<>();
    long seen = 0;
    long charged = 0;
    boolean isSaved = false;
    for (int kill = 0; kill < KILLS; kill++) {
      Path lines = parent.resolve("seen" + kill);
      Process process = start(folder, lines, budget);
      awaitAndKill(process, lines, random);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("seed %s, kill %s", seed, kill).isEqualTo(137);
      List<String> steps = whole(lines);
      for (int i = 0; i < steps.size(); i++) {
        String[] parts = steps.get(i).split("; ", -1);
        assertThat(Long.parseLong(parts[0])).isEqualTo(charged + i + 1);
        assertThat(weights.add(parts[1])).as("weights, seed %s, kill %s", seed, kill).isTrue();
        assertThat(batches.add(parts[2])).as("batch, seed %s, kill %s", seed, kill).isTrue();
        assertThat(parts[3]).hasSizeGreaterThan(20);
        assertThat(noise.add(parts[3])).as("noise, seed %s, kill %s", seed, kill).isTrue();
      }
      seen += steps.size();
      if (spends) {
        assertThat(chargedTo(budget.get()))
            .as("charged to the budget, seed %s, kill %s", seed, kill)
            .isBetween(charged + steps.size(), charged + steps.size() + BLOCK);
      }
      try (ResumableRun next = open(folder, budget)) {
        long before = charged;
        charged = next.optimizer.ledger().steps();
        assertThat(charged - before)
            .as("charged by a process, seed %s, kill %s", seed, kill)
            .isBetween((long) steps.size(), (long) steps.size() + BLOCK);
        // A checkpoint comes after each third step: it was whole before the fourth.
        isSaved |= steps.size() > 3;
        boolean isThere = next.optimizer.resume(next.session).isPresent();
        assertThat(isThere || !isSaved).as("checkpoint, seed %s, kill %s", seed, kill).isTrue();
      }
    }
    assertThat(charged).isGreaterThanOrEqualTo(seen);
  }

  /** Of the one plan that there is. */
  private static long chargedTo(Path budget) {
    try (BudgetAuthority authority = BudgetAuthority.open(budget)) {
      assertThat(authority.report().plans()).hasSize(1);
      return authority.report().plan(1).charged();
    }
  }

  private static ResumableRun open(Path folder, Optional<Path> budget) {
    return budget
        .map(ledger -> ResumableRun.spending(folder, BudgetAuthority.open(ledger)))
        .orElseGet(() -> new ResumableRun(folder));
  }

  private static Process start(Path folder, Path lines, Optional<Path> budget) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                ResumableRun.class.getName(),
                folder.toString(),
                lines.toString()));
    budget.ifPresent(ledger -> command.add(ledger.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(lines.resolveSibling(lines.getFileName() + ".log").toFile())
        .start();
  }

  private static void awaitAndKill(Process process, Path lines, Random random)
      throws InterruptedException {
    while (!Files.exists(lines) && process.isAlive()) {
      Thread.sleep(1);
    }
    Thread.sleep(random.nextInt(LONGEST_MILLIS));
    process.destroyForcibly();
  }

  /** The lines that were written to their end. */
  private static List<String> whole(Path lines) throws IOException {
    String text = Files.readString(lines, StandardCharsets.UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }
}
