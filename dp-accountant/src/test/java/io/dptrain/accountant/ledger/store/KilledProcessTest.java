package io.dptrain.accountant.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.LedgerAudit;
import io.dptrain.accountant.ledger.ProtectedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that charge and are killed: what they applied was charged, and the ledger stays whole.
 * {@code -Ddptrain.kills=500} runs as many as one likes.
 */
class KilledProcessTest {
  private static final int KILLS = Integer.getInteger("dptrain.kills", 12);

  @TempDir private Path folder;

  @Test
  void charge_processKilledAtAnyMoment_coversWhatWasApplied() throws Exception {
    BudgetAuthority.open(folder, SpendingProcess.BUDGET, ProtectedData.named("data")).close();
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int begun = 0;
    for (int i = 0; i < KILLS; i++) {
      int block = 1 + random.nextInt(20);
      Path applied = folder.resolve("applied" + i);
      long plans = plans();
      // Every second one dies in the middle of a write, the others whenever the signal comes.
      boolean inWrite = i % 2 == 0;
      String bytes = Integer.toString(random.nextInt(4000));
      Process process =
          inWrite
              ? start(applied, block, bytes)
              : start(applied, block, Long.toString(Long.MAX_VALUE));
      if (!inWrite) {
        awaitAndKill(process, applied, random);
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("seed %s, run %s", seed, i).isEqualTo(137);
      long ran = SpendingProcess.done(applied);
      if (plans() > plans) {
        begun++;
        long charged = report().plans().get((int) plans).charged();
        assertThat(charged)
            .as("seed %s, run %s: charged, of %s that were applied", seed, i, ran)
            .isBetween(ran, ran + block);
      } else {
        assertThat(ran).as("seed %s, run %s: applied without a plan", seed, i).isZero();
      }
    }
    assertThat(begun).isGreaterThan(KILLS / 3);
    assertThat(LedgerAudit.check(folder, Optional.empty())).isEmpty();
  }

  private Process start(Path applied, int block, String bytes) {
    return SpendingProcess.start(
        "steps", folder.toString(), applied.toString(), Integer.toString(block), bytes);
  }

  private static void awaitAndKill(Process process, Path applied, Random random)
      throws IOException, InterruptedException {
    while (SpendingProcess.done(applied) == 0 && process.isAlive()) {
      Thread.sleep(1);
    }
    Thread.sleep(random.nextInt(50));
    process.destroyForcibly();
  }

  private BudgetReport report() {
    try (BudgetAuthority authority = BudgetAuthority.open(folder)) {
      return authority.report();
    }
  }

  private long plans() {
    return report().plans().size();
  }
}
