package io.dptrain.accountant.ledger;

import static io.dptrain.accountant.ledger.Tenths.BUDGET;
import static io.dptrain.accountant.ledger.Tenths.inSteps;
import static io.dptrain.accountant.ledger.Tenths.tenth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.ledger.store.FolderStore;
import io.dptrain.accountant.ledger.store.LedgerException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans that were granted, and are charged step by step. */
class ReservationTest {
  @TempDir private Path folder;

  private BudgetAuthority open() {
    return BudgetAuthority.open(folder, BUDGET);
  }

  /** Each block is charged ahead; a process that ends without closing has paid for all of it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 1000})
  void charge_blocks_areAheadOfTheStepsAndSettledAtTheEnd(int block) {
    try (BudgetAuthority authority = open()) {
      Reservation run = authority.reserve(inSteps("run", 10), block);
      for (int i = 0; i < 7; i++) {
        assertThat(run.charge()).isEqualTo(i);
        long charged = authority.report().plans().get(0).charged();
        assertThat(charged).isBetween(i + 1L, (long) Math.min(10, i + block));
      }
      assertThat(run.remaining()).isEqualTo(3);
      run.close();
      PlanReport report = authority.report().plans().get(0);
      assertThat(report.charged()).isEqualTo(7);
      assertThat(report.isOpen()).isFalse();
      assertThat(report.share()).as("when it ended may tell of the data").isGreaterThan(0.099);
      assertThatThrownBy(run::charge).hasMessageContaining("'run' was closed");
    }
  }

  @Test
  void charge_moreThanDeclared_isRefused() {
    try (BudgetAuthority authority = open();
        Reservation run = authority.reserve(inSteps("run", 3), 2)) {
      for (int i = 0; i < 3; i++) {
        run.charge();
      }
      assertThatThrownBy(run::charge)
          .isInstanceOf(BudgetExceededException.class)
          .hasMessageContaining("all 3 steps of 'run' were charged");
      assertThat(run.steps()).isEqualTo(3);
    }
  }

  /** What was refused as it could not be written did not run, and is not said to have run. */
  @Test
  void charge_usedUpAfterAChargeThatFailed_saysWhatRan() {
    FailingStore store = new FailingStore(FolderStore.of(folder));
    try (BudgetAuthority authority =
        BudgetAuthority.open(store, BUDGET, ProtectedData.named("data"))) {
      Reservation run = authority.reserve(inSteps("run", 3), 2);
      store.failAfterwards(true);
      assertThatThrownBy(run::charge).isInstanceOf(LedgerException.class);
      store.failAfterwards(false);
      run.charge();
      assertThatThrownBy(run::charge)
          .isInstanceOf(BudgetExceededException.class)
          .hasMessageContaining("all 3 steps of 'run' were charged, of which 1 ran: the others");
    }
  }

  @Test
  void close_beforeTheFirstStep_givesTheShareBack() {
    try (BudgetAuthority authority = open()) {
      Reservation run = authority.reserve(tenth("run"));
      assertThat(authority.report().spent()).isGreaterThan(0.099);
      run.close();
      run.close();
      assertThat(authority.report().spent()).isZero();
      assertThatThrownBy(() -> authority.resume(1, tenth("run"), 1))
          .hasMessageContaining("plan 1 was given back before its first step");
    }
  }

  @Test
  void resume_samePlan_goesOnBehindWhatWasCharged() {
    SpendingPlan plan = inSteps("run", 20).with("clip norm", "1.0");
    try (BudgetAuthority authority = open()) {
      Reservation died = authority.reserve(plan, 8);
      died.charge();
      Reservation again = authority.resume(1, plan, 8);
      assertThat(again.charge()).isEqualTo(8);
      for (int i = 1; i < 8; i++) {
        died.charge(); // within the block that it paid for
      }
      assertThatThrownBy(died::charge)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("plan 1, 'run', went on in another place");
      died.close(); // has nothing to say any more
      again.close();
      PlanReport report = authority.report().plans().get(0);
      assertThat(report.charged()).isEqualTo(9);
      assertThat(report.share()).isGreaterThan(0.099);
    }
  }

  /** Whoever goes on cannot say of steps before that they did not run. */
  @Test
  void close_afterResumingWithoutAStep_keepsWhatWasCharged() {
    SpendingPlan plan = inSteps("run", 20);
    try (BudgetAuthority authority = open()) {
      authority.reserve(plan, 8).charge();
      authority.resume(1, plan, 8).close();
      assertThat(authority.report().plans().get(0).charged()).isEqualTo(8);
      assertThat(authority.report().spent()).isGreaterThan(0.099);
    }
  }

  @Test
  void resume_otherPlan_isRefusedAndNamesTheDifference() {
    SpendingPlan plan = inSteps("run", 20).with("clip norm", "1.0");
    try (BudgetAuthority authority = open()) {
      authority.reserve(plan, 8).charge();
      assertThatThrownBy(() -> authority.resume(1, inSteps("run", 30).with("clip norm", "1.0"), 8))
          .hasMessageContaining("plan 1 was granted with cost {")
          .hasMessageContaining("\"steps\":20");
      assertThatThrownBy(() -> authority.resume(1, plan.with("clip norm", "2.0"), 8))
          .hasMessageContaining("granted with clip norm 1.0, and not with 2.0");
      assertThatThrownBy(() -> authority.resume(1, plan.with("sampler", "other"), 8))
          .hasMessageContaining("granted with sampler nothing, and not with other");
      assertThatThrownBy(
              () ->
                  authority.resume(
                      1,
                      SpendingPlan.ofSteps("run", new GaussianEvent(1), 20)
                          .with("clip norm", "1.0"),
                      8))
          .hasMessageContaining("granted with cost {");
      assertThatThrownBy(() -> authority.resume(2, plan, 8))
          .hasMessageContaining("plan 2 is none of the 1 that there are");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cost", "purpose", "steps", "clipping"})
  void resume_otherDetailOfAnyName_isRefused(String name) {
    SpendingPlan plan = inSteps("run", 10);
    try (BudgetAuthority authority = open()) {
      authority.reserve(plan.with(name, "A")).charge();
    }
    try (BudgetAuthority authority = open()) {
      assertThatThrownBy(() -> authority.resume(1, plan.with(name, "B"), 16))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("plan 1 was granted with " + name + " A, and not with B");
      authority.resume(1, plan.with(name, "A"), 16).charge();
    }
  }

  @Test
  void reserve_blockOfNoStep_isRefusedAndGrantsNothing() {
    try (BudgetAuthority authority = open()) {
      assertThatThrownBy(() -> authority.reserve(tenth("run"), 0))
          .hasMessageContaining("block must be 1 or more, but is 0");
      assertThat(authority.report().plans()).isEmpty();
    }
  }

  /** What a process has paid for that dies in its first step. */
  @Test
  void reserve_withoutABlock_chargesAHundredthOfThePlanAtOnce() {
    Map<Long, Long> paid = Map.of(1L, 1L, 199L, 1L, 200L, 2L, 1_599L, 15L, 5_000L, 16L);
    paid.forEach(
        (steps, atOnce) -> {
          BudgetAuthority authority = BudgetAuthority.open(folder.resolve("of" + steps), BUDGET);
          authority.reserve(SpendingPlan.ofSteps("run", new GaussianEvent(1_000), steps)).charge();
          try (BudgetAuthority beside =
              BudgetAuthority.open(folder.resolve("of" + steps), BUDGET)) {
            assertThat(beside.report().plans().get(0).charged()).isEqualTo(atOnce);
          }
          authority.close();
        });
  }
}
