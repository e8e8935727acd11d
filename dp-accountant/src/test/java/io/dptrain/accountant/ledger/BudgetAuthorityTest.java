package io.dptrain.accountant.ledger;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static io.dptrain.accountant.event.NeighboringRelation.REPLACE_ONE;
import static io.dptrain.accountant.ledger.Tenths.BUDGET;
import static io.dptrain.accountant.ledger.Tenths.inSteps;
import static io.dptrain.accountant.ledger.Tenths.tenth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.filter.BudgetFilter;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.store.FolderStore;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.statement.PrivacyStatement;
import io.dptrain.accountant.statement.StatementCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetAuthorityTest {
  @TempDir private Path folder;

  private BudgetAuthority open() {
    return BudgetAuthority.open(folder, BUDGET);
  }

  @Test
  void spend_overSeveralOpenings_endsAtTheBudget() {
    for (int i = 0; i < 10; i++) {
      try (BudgetAuthority authority = open()) {
        authority.spend(tenth("count " + i));
      }
    }
    try (BudgetAuthority authority = open()) {
      BudgetExceededException refusal =
          catchThrowableOfType(
              BudgetExceededException.class, () -> authority.spend(tenth("count 10")));
      assertThat(refusal)
          .hasMessageMatching(
              "of the budget epsilon 2.0, delta 1.0E-6 of '.*' 0.0999 % is left, and 'count 10' would"
                  + " take 9.99 % of it: declare fewer steps or more noise, or leave it");
      assertThat(refusal.share()).isCloseTo(0.0999, org.assertj.core.api.Assertions.within(1e-9));
      assertThat(authority.report().plans()).hasSize(10);
      assertThat(authority.report().epsilonSpent()).isBetween(1.99, 2.0);
    }
  }

  /** The sum is recomputed by another route: squares of shifts of Gaussian noise. */
  @Test
  void report_spent_isTheSumOfSquaredShifts() {
    try (BudgetAuthority authority = open()) {
      double precision = 0;
      for (double noise : new double[] {30, 41, 55.5}) {
        authority.spend(SpendingPlan.of("sum", PrivacyCost.of(new GaussianEvent(noise))));
        precision += 1 / (noise * noise);
      }
      double alone =
          BudgetFilter.of(BUDGET, ADD_OR_REMOVE_ONE)
              .share(PrivacyCost.of(new GaussianEvent(1 / Math.sqrt(precision))));
      assertThat(authority.report().spent()).isBetween(alone * (1 - 1e-12), alone * (1 + 1e-12));
    }
  }

  @Test
  void open_otherBudget_isRefused() {
    open().close();
    assertThatThrownBy(() -> BudgetAuthority.open(folder, new PrivacyBudget(3, 1e-6)))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("begun for the budget epsilon 2.0, delta 1.0E-6, and not for the")
        .hasMessageContaining("epsilon 3.0");
  }

  @Test
  void open_otherData_isRefused() {
    ProtectedData data = new ProtectedData("patients", "patient", 1000, ADD_OR_REMOVE_ONE);
    BudgetAuthority.open(folder, BUDGET, data).close();
    open().close();
    for (ProtectedData other :
        List.of(
            new ProtectedData("clients", "patient", 1000, ADD_OR_REMOVE_ONE),
            new ProtectedData("patients", "visit", 1000, ADD_OR_REMOVE_ONE),
            new ProtectedData("patients", "patient", 1001, ADD_OR_REMOVE_ONE),
            new ProtectedData("patients", "patient", 1000, REPLACE_ONE))) {
      assertThatThrownBy(() -> BudgetAuthority.open(folder, BUDGET, other))
          .hasMessageContaining("begun for the data 'patients' of 1000 units 'patient', ADD");
    }
  }

  @Test
  void open_noLedger_isRefusedUnlessThereIsABudget() {
    assertThatThrownBy(() -> BudgetAuthority.open(folder))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("nothing was begun in " + folder.resolve("ledger.jsonl"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void open_folderThatIsAFile_isRefused() throws Exception {
    Path file = java.nio.file.Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> BudgetAuthority.open(file, BUDGET))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void reserve_nonPrivate_isRefused() {
    try (BudgetAuthority authority = open()) {
      SpendingPlan plan = SpendingPlan.ofSteps("seeded", new NonPrivateEvent(), 1);
      assertThatThrownBy(() -> authority.reserve(plan))
          .isInstanceOf(BudgetExceededException.class)
          .hasMessageContaining("'seeded' would take more than 1000 times all of it");
      assertThat(authority.report().plans()).isEmpty();
    }
  }

  @Test
  void reservations_severalPlans_areThoseThatAreOpenHere() {
    try (BudgetAuthority authority = open();
        BudgetAuthority other = open()) {
      authority.spend(tenth("count"));
      Reservation first = authority.reserve(inSteps("first", 2));
      Reservation elsewhere = other.reserve(inSteps("elsewhere", 2));
      Reservation second = authority.reserve(inSteps("second", 2));
      assertThat(authority.reservations()).containsExactly(first, second);
      assertThat(other.reservations()).containsExactly(elsewhere);
      assertThat(authority.report().plan(second.number()).plan().purpose()).isEqualTo("second");
      first.close();
      assertThat(authority.reservations()).containsExactly(second);
    }
  }

  @Test
  void plan_numberThatIsNone_isRefused() {
    try (BudgetAuthority authority = open()) {
      authority.spend(tenth("count"));
      BudgetReport report = authority.report();
      assertThat(report.plan(1).plan().purpose()).isEqualTo("count");
      assertThatThrownBy(() -> report.plan(2)).hasMessage("plan 2 is none of the 1 that there are");
      assertThatThrownBy(() -> report.plan(0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void report_clockThatWentBack_isSaidAndChangesNothing() {
    try (BudgetAuthority late = at("2026-03-01T12:00:00Z")) {
      late.spend(tenth("late"));
    }
    try (BudgetAuthority early = at("2026-02-01T12:00:00Z")) {
      early.spend(tenth("early"));
      BudgetReport report = early.report();
      assertThat(report.clockWentBack()).hasValue(5);
      assertThat(report.spent()).isGreaterThan(0.199);
    }
  }

  private BudgetAuthority at(String time) {
    return BudgetAuthority.open(
        FolderStore.of(folder),
        Optional.of(BUDGET),
        Optional.empty(),
        () -> ProtectedData.named("data"),
        Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two\nlines", "bell\u0007", "turned\u202e", "lone\ud800"})
  void plan_purposeThatCannotBeShown_isRefused(String purpose) {
    assertThatThrownBy(() -> tenth(purpose))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the purpose of a plan must be one line of 1 to 200 visible");
  }

  @Test
  void spend_planOfManySteps_isRefused() {
    try (BudgetAuthority authority = open()) {
      assertThatThrownBy(() -> authority.spend(inSteps("run", 2)))
          .hasMessageContaining("must have 1 step, but has 2");
    }
  }

  @Test
  void close_ofTheAuthority_settlesWhatIsOpen() {
    BudgetAuthority authority = open();
    Reservation run = authority.reserve(inSteps("run", 20), 16);
    run.charge();
    authority.close();
    assertThatThrownBy(run::charge).hasMessageContaining("'run' was closed");
    assertThatThrownBy(authority::report).hasMessageContaining("was closed; open it again");
    try (BudgetAuthority again = open()) {
      assertThat(again.report().plans().get(0).charged()).isEqualTo(1);
      assertThat(again.report().plans().get(0).isOpen()).isFalse();
    }
  }

  /** A ledger with a line that nobody can read is lost: such a line is never written. */
  @Test
  void spend_costThatNestsDeeply_isReadAgainOrRefused() {
    int granted = 0;
    for (int levels = 10; levels < 15; levels++) {
      PrivacyEvent nested = new GaussianEvent(100);
      for (int i = 1; i < levels; i++) {
        nested = new ComposedEvent(List.of(nested, new GaussianEvent(100)));
      }
      PrivacyEvent event = nested;
      try (BudgetAuthority authority = open()) {
        authority.spend(SpendingPlan.of("nested", PrivacyCost.of(event)));
        granted++;
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("at most 12 levels of events in events");
      }
      try (BudgetAuthority authority = open()) {
        assertThat(authority.report().plans()).hasSize(granted);
        assertThat(PrivacyStatement.of(authority.report()).toJson())
            .satisfies(json -> assertThat(check(json)).isEmpty());
      }
    }
    assertThat(granted).isEqualTo(3);
  }

  private List<String> check(String json) {
    return StatementCheck.check(json, folder, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-310, Double.MIN_VALUE})
  void open_budgetThatNothingCanBeHeldAgainst_isRefusedAndBeginsNothing(double tiny) {
    assertThatThrownBy(() -> BudgetAuthority.open(folder, new PrivacyBudget(tiny, tiny)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContainingAny("\n");
    assertThat(folder).isEmptyDirectory();
    open().close();
  }

  @Test
  void open_dataThatOnlyReadsTheSame_isRefused() {
    ProtectedData data = new ProtectedData("x", "y' of unsaid units 'z", 0, ADD_OR_REMOVE_ONE);
    ProtectedData alike = new ProtectedData("x' of unsaid units 'y", "z", 0, ADD_OR_REMOVE_ONE);
    BudgetAuthority.open(folder, BUDGET, data).close();
    assertThatThrownBy(() -> BudgetAuthority.open(folder, BUDGET, alike))
        .isInstanceOf(LedgerException.class);
  }

  @Test
  void with_longDetail_isNotCutWithinACharacter() {
    String smile = "\ud83d\ude00";
    SpendingPlan plan = tenth("run").with("note", "x".repeat(119) + smile.repeat(100));
    assertThat(plan.details().get("note")).startsWith("x".repeat(119) + "... SHA-256 ");
  }

  @Test
  void read_consumerThatThrows_isNotTakenForADamagedLedger() {
    try (BudgetAuthority authority = open()) {
      authority.spend(tenth("count"));
    }
    LedgerException own = new LedgerException("my own");
    assertThatThrownBy(
            () ->
                LedgerAudit.read(
                    folder,
                    entry -> {
                      throw own;
                    }))
        .isSameAs(own);
  }

  @Test
  void close_interruptedThread_settlesAll() {
    BudgetAuthority authority = open();
    authority.reserve(inSteps("one", 20)).charge();
    authority.reserve(inSteps("two", 20)).charge();
    Thread.currentThread().interrupt();
    try {
      authority.close();
    } catch (LedgerException e) {
      assertThat(e).hasMessageContaining("must not run"); // files may refuse an interrupted thread
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    try (BudgetAuthority again = open()) {
      assertThat(again.report().plans()).allMatch(plan -> plan.charged() >= 1);
    }
  }

  @Test
  void with_longDetail_isCutAndHashed() {
    SpendingPlan plan = tenth("run").with("clipping", "x".repeat(500));
    SpendingPlan other = tenth("run").with("clipping", "x".repeat(501));
    assertThat(plan.details().get("clipping")).hasSizeLessThanOrEqualTo(200).contains("SHA-256");
    assertThat(plan).isNotEqualTo(other);
  }

  /** Names of folders are looked at only where they become names. */
  @Test
  void open_folderWithAnOddName_opensTheLedgerThatIsThere() throws Exception {
    open().close();
    Path odd = folder.resolve("a\tb");
    Files.createDirectories(odd);
    for (String file : List.of("ledger.jsonl", "head")) {
      Files.copy(folder.resolve(file), odd.resolve(file));
    }
    try (BudgetAuthority authority = BudgetAuthority.open(odd)) {
      assertThat(authority.budget()).isEqualTo(BUDGET);
    }
  }
}
