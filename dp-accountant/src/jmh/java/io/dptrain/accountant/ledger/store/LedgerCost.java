package io.dptrain.accountant.ledger.store;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.accountant.ledger.SpendingPlan;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.PrivacyCost;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Measures what a durable charge takes by the size of its block, and what a ledger of many steps
 * takes on disk, to open, and in memory. {@code LedgerCost FOLDER}, on the disk to be measured.
 */
public final class LedgerCost {
  private static final PrivacyBudget BUDGET = new PrivacyBudget(8, 1e-6);
  private static final long STEPS = 1_000_000;

  private LedgerCost() {}

  /** Prints a table. */
  public static void main(String[] arguments) throws IOException {
    Path parent = Files.createDirectories(Path.of(arguments[0]));
    for (int block : new int[] {1, 4, 16, 64, 256}) {
      time(parent.resolve("warm" + block), block, 50);
      System.out.printf(
          Locale.ROOT,
          "block %4d: %.3f ms for each step, each block forced to disk%n",
          block,
          time(parent.resolve("timed" + block), block, 400));
    }
    for (int block : new int[] {1, 16}) {
      Path folder = parent.resolve("large" + block);
      fill(folder, block);
      System.out.printf(Locale.ROOT, "block %4d: %,d steps, %s%n", block, STEPS, opened(folder));
    }
  }

  private static SpendingPlan plan() {
    return SpendingPlan.of("run", PrivacyCost.ofRun(new GaussianEvent(1000), STEPS));
  }

  /** Milliseconds of a charge, over so many blocks. */
  private static double time(Path folder, int block, int blocks) {
    try (BudgetAuthority authority = BudgetAuthority.open(folder, BUDGET)) {
      Reservation run = authority.reserve(plan(), block);
      long steps = (long) block * blocks;
      long start = System.nanoTime();
      for (long i = 0; i < steps; i++) {
        run.charge();
      }
      return (System.nanoTime() - start) / 1e6 / steps;
    }
  }

  private static void fill(Path folder, int block) throws IOException {
    Files.createDirectories(folder);
    LedgerFile unforced =
        new LedgerFile(folder.resolve("ledger.jsonl")) {
          @Override
          void force(FileChannel channel) {
            // To fill it in seconds.
          }
        };
    FolderStore store = new FolderStore(folder, unforced, Duration.ofSeconds(10));
    try (BudgetAuthority authority =
        BudgetAuthority.open(store, BUDGET, ProtectedData.named(folder.getFileName().toString()))) {
      Reservation run = authority.reserve(plan(), block);
      while (run.remaining() > 0) {
        run.charge();
      }
    }
  }

  private static String opened(Path folder) throws IOException {
    long size = Files.size(folder.resolve("ledger.jsonl"));
    double best = Double.POSITIVE_INFINITY;
    long memory = 0;
    for (int i = 0; i < 3; i++) {
      System.gc();
      long before = used();
      long start = System.nanoTime();
      try (BudgetAuthority authority = BudgetAuthority.open(folder)) {
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
        System.gc();
        memory = used() - before;
        if (authority.report().plans().get(0).charged() != STEPS) {
          throw new IllegalStateException("not all steps were charged");
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "%.1f MB on disk, %.1f s to open, %.1f MB in memory",
        size / 1e6,
        best,
        memory / 1e6);
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
