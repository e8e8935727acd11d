package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetExceededException;
import io.dptrain.accountant.ledger.PlanReport;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.accountant.ledger.store.FolderStore;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.ledger.store.RecordStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run in a folder that spends from the budget of a data set. */
class BudgetedRunTest {
  private static final ProtectedData DATA = ProtectedData.named("patients");
  private static final int STEPS = 60;
  private static final int BLOCK = 4;

  @TempDir private Path parent;

  private Path folder() {
    return parent.resolve("run");
  }

  private Path budget() {
    return parent.resolve("patients");
  }

  private BudgetAuthority open() {
    return BudgetAuthority.open(budget(), ResumableRun.BUDGET);
  }

  private ResumableRun run(BudgetAuthority authority) {
    return run(authority, "classifier", STEPS);
  }

  private ResumableRun run(BudgetAuthority authority, String purpose, int steps) {
    return ResumableRun.spending(folder(), authority, purpose, steps, BLOCK);
  }

  private static PlanReport only(BudgetAuthority authority) {
    assertThat(authority.report().plans()).hasSize(1);
    return authority.report().plan(1);
  }

  /** A process that dies: the budget is not told that it ended. */
  private void beginAndDie(int steps) {
    BudgetAuthority authority = open();
    try (ResumableRun first = run(authority)) {
      first.steps(steps);
      first.optimizer.save(first.session);
    }
  }

  @Test
  void resume_inANewProcess_goesOnWithThePlanThatWasGranted() {
    beginAndDie(6);
    try (BudgetAuthority authority = open();
        ResumableRun second = run(authority)) {
      assertThat(second.optimizer.ledger().steps()).isEqualTo(8);
      assertThat(second.optimizer.resume(second.session)).isEqualTo(OptionalLong.of(6));
      assertThat(only(authority).charged()).as("nothing is spent by looking").isEqualTo(8);
      second.steps(5);
      assertThat(second.optimizer.ledger().steps()).isEqualTo(13);
      assertThat(only(authority).charged()).isEqualTo(16);
      assertThat(only(authority).plan().details()).containsKey("run");
    }
    try (BudgetAuthority authority = open()) {
      assertThat(only(authority).charged()).as("settled").isEqualTo(13);
    }
  }

  /** The folder says more than the budget, which was told that steps did not run, or less. */
  @Test
  void steps_ledgersThatDiffer_areThoseOfTheOneThatSaysMore() {
    try (BudgetAuthority authority = open();
        ResumableRun first = run(authority)) {
      first.steps(5);
    }
    try (BudgetAuthority authority = open();
        ResumableRun second = run(authority)) {
      assertThat(only(authority).charged()).isEqualTo(5);
      assertThat(second.optimizer.ledger().steps()).isEqualTo(8);
    }
    FaultyStore store = new FaultyStore(budget());
    BudgetAuthority authority = BudgetAuthority.open(store, ResumableRun.BUDGET, DATA);
    try (ResumableRun third = run(authority)) {
      third.optimizer.resume(third.session);
      store.failAfter(2, true);
      assertThatThrownBy(() -> third.steps(1)).hasMessage("killed");
    }
    try (BudgetAuthority again = open();
        ResumableRun fourth = run(again)) {
      assertThat(only(again).charged()).isEqualTo(9);
      assertThat(fourth.optimizer.ledger().steps()).isEqualTo(9);
    }
  }

  /** At each record of the budget's ledger: on disk, and the process dies, or not any more. */
  @ParameterizedTest
  @CsvSource({"1,false", "1,true", "2,false", "2,true"})
  void charge_processThatDiesOnTheWay_leavesOnePlanAndNoStepUncharged(int records, boolean isKept) {
    open().close();
    FaultyStore store = new FaultyStore(budget());
    BudgetAuthority dying = BudgetAuthority.open(store, ResumableRun.BUDGET, DATA);
    try (ResumableRun first = run(dying)) {
      List<Float> before = first.values();
      store.failAfter(records, isKept);
      assertThatThrownBy(() -> first.steps(1)).hasMessage("killed");
      assertThat(first.values()).isEqualTo(before);
      assertThat(first.batches()).isEmpty();
    }
    try (BudgetAuthority authority = open();
        ResumableRun second = run(authority)) {
      assertThat(second.optimizer.resume(second.session)).isEmpty();
      second.steps(3);
      assertThat(second.optimizer.ledger().steps()).isGreaterThanOrEqualTo(3);
      assertThat(only(authority).charged()).isGreaterThanOrEqualTo(3);
      assertThat(only(authority).share()).isPositive();
    }
  }

  /** Charged in the budget, and not in the folder: the step that did not run is not paid twice. */
  @Test
  void charge_folderThatCannotBeWritten_runsNothingAndGoesOnAfterwards() throws IOException {
    try (BudgetAuthority authority = open();
        ResumableRun run = run(authority)) {
      run.steps(BLOCK);
      List<Float> before = run.values();
      Path lock = folder().resolve("lock");
      Files.delete(lock);
      Files.createDirectory(lock);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> run.steps(1))
            .isInstanceOf(LedgerException.class)
            .hasMessageNotContaining("\n");
      }
      assertThat(run.values()).isEqualTo(before);
      Files.delete(lock);
      run.steps(1);
      assertThat(run.optimizer.ledger().steps()).isEqualTo(5);
    }
    try (BudgetAuthority authority = open()) {
      assertThat(only(authority).charged()).isEqualTo(5);
    }
  }

  @Test
  void checkpoints_ledgerOfAnotherBudget_isRefused() {
    beginAndDie(1);
    Path elsewhere = parent.resolve("elsewhere").resolve("patients");
    try (BudgetAuthority other = BudgetAuthority.open(elsewhere, ResumableRun.BUDGET)) {
      assertThatThrownBy(() -> run(other))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the ledger of 'patients' has none of the run ")
          .hasMessageNotContaining("\n");
      assertThat(other.report().plans()).isEmpty();
    }
    PrivacyBudget larger = new PrivacyBudget(3, 1e-6);
    try (BudgetAuthority other = BudgetAuthority.open(parent.resolve("larger"), larger)) {
      assertThatThrownBy(() -> run(other))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("its budget of a data set was 'epsilon 2.0, delta 1.0E-6 of")
          .hasMessageContaining("' and is 'epsilon 3.0");
    }
  }

  @Test
  void checkpoints_anotherPurposeOrLength_isRefused() {
    beginAndDie(1);
    try (BudgetAuthority authority = open()) {
      assertThatThrownBy(() -> run(authority, "other", STEPS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("its purpose was 'classifier' and is 'other'");
      assertThatThrownBy(() -> run(authority, "classifier", STEPS + 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("its declared steps was '60' and is '61'");
      assertThat(only(authority).isOpen()).isTrue();
    }
  }

  @Test
  void checkpoints_budgetThatWasNotThereBeforeOrIsNotNow_isRefused() {
    beginAndDie(1);
    assertThatThrownBy(() -> new ResumableRun(folder(), ResumableRun::muchNoise))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("its budget of a data set was 'epsilon 2.0")
        .hasMessageContaining("' and is 'nothing'");
    Path other = parent.resolve("other");
    try (ResumableRun alone = new ResumableRun(other, ResumableRun::muchNoise)) {
      alone.steps(1);
    }
    try (BudgetAuthority authority = open()) {
      assertThatThrownBy(() -> ResumableRun.spending(other, authority, "classifier", STEPS, BLOCK))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("its budget of a data set was 'nothing' and is 'epsilon 2.0");
    }
  }

  /** It would let others spend what this run has spent. */
  @Test
  void checkpoints_olderCopyOfTheBudget_isRefused() throws IOException {
    beginAndDie(1);
    Path older = parent.resolve("older");
    ResumedRuns.copy(budget(), older);
    BudgetAuthority authority = open();
    try (ResumableRun second = run(authority)) {
      second.optimizer.resume(second.session);
      second.steps(9);
    }
    try (BudgetAuthority old = BudgetAuthority.open(older)) {
      assertThatThrownBy(() -> run(old))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("plan 1 holds 4 charged steps, and had 13")
          .hasMessageNotContaining("\n");
    }
  }

  /** Blocks that crashes paid for use up the plan: it ends, and the model is still there. */
  @Test
  void step_planThatCrashesUsedUp_isRefusedAndTheModelStays() {
    for (int crash = 0; crash < 3; crash++) {
      BudgetAuthority authority = open();
      try (ResumableRun run = run(authority, "classifier", 10)) {
        run.optimizer.resume(run.session);
        run.steps(1);
        run.optimizer.save(run.session);
      }
    }
    try (BudgetAuthority authority = open();
        ResumableRun last = run(authority, "classifier", 10)) {
      assertThat(last.optimizer.ledger().steps()).as("a loop ends here").isEqualTo(10);
      assertThat(last.optimizer.resume(last.session)).isEqualTo(OptionalLong.of(9));
      List<Float> model = last.values();
      assertThatThrownBy(() -> last.steps(1))
          .isInstanceOf(BudgetExceededException.class)
          .hasMessageContaining("all 10 steps of 'classifier' were charged")
          .hasMessageContaining("10 of them by processes before this one, with what these had paid")
          .hasMessageNotContaining("\n");
      assertThat(last.values()).isEqualTo(model);
      last.optimizer.save(last.session);
    }
  }

  /** Both spend from one plan, each in its turn. */
  @Test
  void step_twoCopiesOfOneFolder_spendFromOnePlanInTurn() throws IOException {
    beginAndDie(2);
    ResumedRuns.copy(folder(), parent.resolve("copy"));
    try (BudgetAuthority authority = open();
        BudgetAuthority elsewhere = open();
        ResumableRun one = run(authority);
        ResumableRun copy =
            ResumableRun.spending(parent.resolve("copy"), elsewhere, "classifier", STEPS, BLOCK)) {
      one.optimizer.resume(one.session);
      copy.optimizer.resume(copy.session);
      one.steps(1);
      assertThatThrownBy(() -> copy.steps(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another one charged plan 1 of the run in");
      assertThatThrownBy(() -> one.steps(BLOCK))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("went on in another place");
      assertThat(only(authority).charged()).isGreaterThanOrEqualTo(one.optimizer.ledger().steps());
    }
  }

  /** It is granted with the first step: what others took by then counts. */
  @Test
  void step_budgetThatOthersTookBeforeTheFirst_isRefusedUntilTheyGiveItBack() {
    try (BudgetAuthority authority = open();
        ResumableRun run = run(authority, "classifier", 5_000)) {
      List<Float> before = run.values();
      PrivacyCost most = PrivacyCost.of(new GaussianEvent(2.27));
      try (Reservation others = authority.reserve(SpendingPlan.of("others", most))) {
        assertThat(authority.report().left()).isLessThan(0.01);
        assertThatThrownBy(() -> run.steps(1)).isInstanceOf(BudgetExceededException.class);
        assertThat(run.values()).isEqualTo(before);
        assertThat(run.optimizer.ledger().steps()).isZero();
        assertThat(others.remaining()).isOne();
      }
      try (ResumableRun second = run(authority, "classifier", 5_000)) {
        second.optimizer.resume(second.session);
        second.steps(1);
        assertThat(second.optimizer.ledger().steps()).isOne();
      }
      assertThat(authority.report().plan(2).charged()).isEqualTo(BLOCK);
    }
  }

  /** A folder of records that fails, as if the process ended. */
  private static final class FaultyStore implements RecordStore {
    private final RecordStore folder;
    private int left = Integer.MAX_VALUE;
    private boolean isKept;

    FaultyStore(Path folder) {
      this.folder = FolderStore.of(folder);
    }

    /** The last of so many records is kept or not, and none after it. */
    void failAfter(int records, boolean keepsLast) {
      left = records;
      isKept = keepsLast;
    }

    @Override
    public void append(long given, Consumer<String> known, Supplier<List<String>> more) {
      left--;
      if (left > 0 || (left == 0 && isKept)) {
        folder.append(given, known, more);
      }
      if (left <= 0) {
        throw new LedgerException("killed");
      }
    }

    @Override
    public void read(long given, Consumer<String> known) {
      folder.read(given, known);
    }

    @Override
    public String name() {
      return folder.name();
    }

    @Override
    public void close() {
      folder.close();
    }
  }
}
