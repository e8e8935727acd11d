package io.dptrain.accountant.ledger.store;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetExceededException;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.accountant.ledger.SpendingPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The main of a process that spends from a budget until it is refused, or killed.
 *
 * <p>{@code steps FOLDER APPLIED BLOCK [BYTES]} runs the steps of one plan and writes a byte to
 * APPLIED for each, after its charge; with BYTES, the process dies in the middle of a write, after
 * so many bytes of the ledger. {@code grants FOLDER GRANTED NOISE} spends Gaussian noise again and
 * again and writes a byte for each.
 */
final class SpendingProcess {
  static final long STEPS = 100_000;
  static final double NOISE = 3000;
  static final PrivacyBudget BUDGET = new PrivacyBudget(2, 1e-6);

  private SpendingProcess() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    try (FileChannel done =
        FileChannel.open(
            Path.of(arguments[2]), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      if (arguments[0].equals("steps")) {
        long bytes = arguments.length > 4 ? Long.parseLong(arguments[4]) : Long.MAX_VALUE;
        steps(folder, done, Integer.parseInt(arguments[3]), bytes);
      } else {
        grants(folder, done, Double.parseDouble(arguments[3]));
      }
    }
  }

  private static void steps(Path folder, FileChannel done, int block, long bytes)
      throws IOException {
    LedgerFile file = new DyingFile(folder.resolve("ledger.jsonl"), bytes);
    BudgetAuthority authority = open(new FolderStore(folder, file, Duration.ofSeconds(60)));
    Reservation run =
        authority.reserve(
            SpendingPlan.of("steps", PrivacyCost.ofRun(new GaussianEvent(NOISE), STEPS)), block);
    while (run.remaining() > 0) {
      run.charge();
      done.write(ByteBuffer.wrap(new byte[1]));
    }
  }

  private static void grants(Path folder, FileChannel done, double noise) throws IOException {
    try (BudgetAuthority authority = open(FolderStore.of(folder))) {
      while (true) {
        authority.spend(SpendingPlan.of("sum", PrivacyCost.of(new GaussianEvent(noise))));
        done.write(ByteBuffer.wrap(new byte[1]));
      }
    } catch (BudgetExceededException e) {
      // All of the budget is spent.
    }
  }

  private static BudgetAuthority open(RecordStore store) {
    return BudgetAuthority.open(store, BUDGET, ProtectedData.named("data"));
  }

  /** Starts a process. */
  static Process start(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SpendingProcess.class.getName()));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often something was done. */
  static long done(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** Writes so many bytes, and then ends the process as SIGKILL does. */
  private static final class DyingFile extends LedgerFile {
    private long left;

    DyingFile(Path path, long bytes) {
      super(path);
      this.left = bytes;
    }

    @Override
    void write(FileChannel channel, ByteBuffer bytes, long from) throws IOException {
      if (bytes.remaining() > left) {
        super.write(channel, bytes.limit((int) left), from);
        Runtime.getRuntime().halt(137);
      }
      left -= bytes.remaining();
      super.write(channel, bytes, from);
    }
  }
}
