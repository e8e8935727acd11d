package io.dptrain.accountant.ledger;

import io.dptrain.accountant.filter.BudgetFilter;
import io.dptrain.accountant.ledger.LedgerRecord.Charged;
import io.dptrain.accountant.ledger.LedgerRecord.Granted;
import io.dptrain.accountant.ledger.LedgerRecord.Opened;
import io.dptrain.accountant.ledger.LedgerRecord.Resumed;
import io.dptrain.accountant.ledger.LedgerRecord.Settled;
import io.dptrain.accountant.ledger.store.LedgerException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What the records so far say. Not thread-safe. */
final class BudgetState {
  private final List<PlanState> plans;
  private Optional<Opened> opened = Optional.empty();
  private double spent;
  private Instant last = Instant.MIN;
  private long records;
  private OptionalLong backwards = OptionalLong.empty();

  BudgetState() {
    this.plans = new ArrayList<>();
  }

  private BudgetState(BudgetState other) {
    this.plans = new ArrayList<>(other.plans);
    this.opened = other.opened;
    this.spent = other.spent;
    this.last = other.last;
    this.records = other.records;
    this.backwards = other.backwards;
  }

  /** One that says the same, and changes by itself. */
  BudgetState copy() {
    return new BudgetState(this);
  }

  /**
   * Adds what a record says.
   *
   * @param store where it was kept, for the message
   * @throws LedgerException if it does not fit to those before; then nothing changed
   */
  void add(LedgerRecord record, String store) {
    try {
      add(record);
    } catch (IllegalArgumentException e) {
      throw new LedgerException(
          "record " + (records + 1) + " of " + store + " does not follow: " + e.getMessage(), e);
    }
  }

  private void add(LedgerRecord record) {
    require(
        record instanceof Opened == opened.isEmpty(),
        () -> "the first record, and no other, must say what is protected");
    if (record instanceof Opened first) {
      opened = Optional.of(first);
    } else if (record instanceof Granted granted) {
      grant(granted);
    } else if (record instanceof Charged charged) {
      charge(charged);
    } else if (record instanceof Settled settled) {
      settle(settled);
    } else if (record instanceof Resumed resumed) {
      PlanState plan = plan(resumed.plan());
      require(plan.share() > 0, () -> "it goes on with a plan that was given back");
      set(plan.resumed(resumed.at(), resumed.holder()));
    }
    records++;
    if (record.at().isBefore(last) && backwards.isEmpty()) {
      backwards = OptionalLong.of(records);
    }
    last = record.at();
  }

  private void grant(Granted granted) {
    require(
        granted.share() >= BudgetFilter.SMALLEST_SHARE && fits(granted.share()),
        () ->
            "it takes a share of "
                + granted.share()
                + " of the budget, and "
                + left()
                + " is left");
    plans.add(PlanState.of(plans.size() + 1L, granted));
    spent = sum(spent, granted.share());
  }

  private void charge(Charged charged) {
    PlanState plan = held(charged.plan(), charged.holder());
    require(
        charged.steps() > 0
            && charged.total() == plan.charged() + charged.steps()
            && charged.total() <= plan.plan().steps(),
        () ->
            "it charges "
                + charged.steps()
                + " steps to make "
                + charged.total()
                + ", after "
                + plan.charged()
                + " of "
                + plan.plan().steps());
    set(plan.charged(charged.at(), charged.total()));
  }

  private void settle(Settled settled) {
    PlanState plan = held(settled.plan(), settled.holder());
    require(
        settled.total() >= plan.before() && settled.total() <= plan.charged(),
        () ->
            "it settles "
                + settled.total()
                + " steps, of "
                + plan.charged()
                + " with "
                + plan.before()
                + " of another holder");
    set(plan.settled(settled.at(), settled.total()));
    if (settled.total() == 0) {
      // Added up anew: to take off what was added would round.
      spent = plans.stream().mapToDouble(PlanState::share).reduce(0, BudgetState::sum);
    }
  }

  private void set(PlanState plan) {
    plans.set((int) plan.number() - 1, plan);
  }

  private PlanState held(long number, String holder) {
    PlanState plan = plan(number);
    require(plan.isHeldBy(holder), () -> "plan " + number + " is not held by " + holder);
    return plan;
  }

  private static void require(boolean condition, Supplier<String> message) {
    if (!condition) {
      throw new IllegalArgumentException(message.get());
    }
  }

  Optional<Opened> opened() {
    return opened;
  }

  long plans() {
    return plans.size();
  }

  /** The plan with a number from 1. */
  PlanState plan(long number) {
    return numbered(plans, number);
  }

  /** What stands in a list under a number from 1. */
  static <T> T numbered(List<T> plans, long number) {
    require(
        number >= 1 && number <= plans.size(),
        () -> "plan " + number + " is none of the " + plans.size() + " that there are");
    return plans.get((int) number - 1);
  }

  List<PlanReport> reports() {
    return plans.stream().map(PlanState::report).toList();
  }

  /** The sum of all shares. <b>Error:</b> upward. */
  double spent() {
    return spent;
  }

  double left() {
    return Math.max(0, 1 - spent);
  }

  boolean fits(double share) {
    return sum(spent, share) <= 1;
  }

  /** All of it, for readers. */
  BudgetReport report(long number, String hash) {
    Opened first = opened.orElseThrow();
    BudgetFilter filter = BudgetFilter.of(first.budget(), first.data().relation());
    return new BudgetReport(
        first.data(),
        first.budget(),
        Math.min(1, spent),
        filter.epsilon(Math.min(1, spent)),
        reports(),
        number,
        hash,
        backwards);
  }

  private static double sum(double a, double b) {
    return b == 0 ? a : a == 0 ? b : Math.nextUp(a + b);
  }
}
