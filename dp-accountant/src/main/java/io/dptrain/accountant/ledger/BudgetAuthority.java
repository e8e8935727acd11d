package io.dptrain.accountant.ledger;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.BudgetFilter;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.internal.LibraryVersion;
import io.dptrain.accountant.ledger.LedgerRecord.Charged;
import io.dptrain.accountant.ledger.LedgerRecord.Granted;
import io.dptrain.accountant.ledger.LedgerRecord.Opened;
import io.dptrain.accountant.ledger.LedgerRecord.Resumed;
import io.dptrain.accountant.ledger.LedgerRecord.Settled;
import io.dptrain.accountant.ledger.store.FolderStore;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.ledger.store.RecordStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Guards the budget of one data set: whatever looks at the data, in whichever process, asks here
 * first, and what would exceed the budget is refused.
 *
 * <pre>{@code
 * try (BudgetAuthority authority =
 *         BudgetAuthority.open(Path.of("patients"), new PrivacyBudget(8, 1e-6));
 *     Reservation run = authority.reserve(SpendingPlan.ofSteps("classifier", step, 10_000))) {
 *   while (run.remaining() > 0) {
 *     run.charge();                  // on disk when it returns
 *     ...                            // look at the data
 *   }
 * }
 * }</pre>
 *
 * <p><b>Guarantee:</b> all that was charged here, by whoever, is (epsilon, delta)-differentially
 * private together, with the epsilon and delta of the budget, also if plans were made and runs
 * ended because of what came out before; {@link BudgetFilter} holds the proof. A plan takes its
 * share of the budget whole when it is granted. What is left of a plan that ended early is not
 * given back: when it ended may tell of the data. What ended before its first step is.
 *
 * <p><b>Not guaranteed:</b> anything of what looks at the data and does not ask.
 *
 * <p>Thread-safe.
 */
public final class BudgetAuthority implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int HOLDER_BYTES = 8;
  private static final int REMEMBERED = 64;

  private final Ledger ledger;
  private final BudgetFilter filter;
  private final Opened opened;
  private final Clock clock;
  private final Set<Reservation> open = ConcurrentHashMap.newKeySet();
  private final Map<PrivacyCost, Double> shares = new ConcurrentHashMap<>();

  private BudgetAuthority(Ledger ledger, Opened opened, Clock clock) {
    this.ledger = ledger;
    this.opened = opened;
    this.filter = BudgetFilter.of(opened.budget(), opened.data().relation());
    this.clock = clock;
  }

  /**
   * Opens the ledger in a folder, whatever data it was begun for, and begins one where there is
   * none, for examples that are added or removed one at a time, named as the folder is.
   *
   * @throws LedgerException if there is a ledger of another budget, or one that is not whole
   * @throws IllegalArgumentException if no noise is held against so small a budget
   */
  public static BudgetAuthority open(Path folder, PrivacyBudget budget) {
    Objects.requireNonNull(budget, "budget");
    return open(
        FolderStore.of(folder),
        Optional.of(budget),
        Optional.empty(),
        () -> ProtectedData.named(nameOf(folder)),
        Clock.systemUTC());
  }

  /**
   * Opens the ledger in a folder, and begins one where there is none.
   *
   * @throws LedgerException if there is a ledger of another budget or other data, or one that is
   *     not whole
   * @throws IllegalArgumentException if no noise is held against so small a budget
   */
  public static BudgetAuthority open(Path folder, PrivacyBudget budget, ProtectedData data) {
    return open(FolderStore.of(folder), budget, data);
  }

  /**
   * Opens the ledger in a folder, which must be there.
   *
   * @throws LedgerException if there is none, or one that is not whole
   */
  public static BudgetAuthority open(Path folder) {
    return open(
        FolderStore.of(folder),
        Optional.empty(),
        Optional.empty(),
        () -> ProtectedData.named(nameOf(folder)),
        Clock.systemUTC());
  }

  /**
   * Opens the ledger in a store, and begins one where there is none; the store is closed with this.
   *
   * @throws LedgerException if there is a ledger of another budget or other data, or one that is
   *     not whole
   * @throws IllegalArgumentException if no noise is held against so small a budget
   * @throws IllegalStateException if the store serves another authority, who goes on with it
   */
  public static BudgetAuthority open(RecordStore store, PrivacyBudget budget, ProtectedData data) {
    Objects.requireNonNull(data, "data");
    return open(store, Optional.of(budget), Optional.of(data), () -> data, Clock.systemUTC());
  }

  private static String nameOf(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? "data" : name.toString();
  }

  static BudgetAuthority open(
      RecordStore store,
      Optional<PrivacyBudget> budget,
      Optional<ProtectedData> data,
      Supplier<ProtectedData> otherwise,
      Clock clock) {
    Ledger ledger = new Ledger(store);
    try {
      return new BudgetAuthority(
          ledger, new LedgerOpening(ledger, clock).open(budget, data, otherwise), clock);
    } catch (IllegalStateException e) { // the store is another's, who goes on with it
      throw e;
    } catch (RuntimeException e) {
      ledger.close();
      throw e;
    }
  }

  /** What is protected. */
  public ProtectedData data() {
    return opened.data();
  }

  /** The budget, which is the guarantee. */
  public PrivacyBudget budget() {
    return opened.budget();
  }

  /**
   * Returns the share of the budget that a cost would take, in (0, 1001] or infinite. Takes up to a
   * second for a run of many steps, and some seconds for truncated samples, Laplace noise and
   * compositions of many different events.
   *
   * @throws IllegalArgumentException if no accountant covers it under the relation of the data
   */
  public double share(PrivacyCost cost) {
    if (shares.size() > REMEMBERED) {
      shares.clear();
    }
    // Outside of the map, which others wait for.
    Double known = shares.get(cost);
    if (known == null) {
      known = filter.share(cost);
      shares.put(cost, known);
    }
    return known;
  }

  /**
   * Requires that a plan fits into what is left now, and grants nothing.
   *
   * @throws BudgetExceededException if less is left
   */
  public void requireFits(SpendingPlan plan) {
    double share = share(plan.cost());
    ledger.look(
        state -> {
          requireFits(state, plan, share);
          return true;
        });
  }

  private void requireFits(BudgetState state, SpendingPlan plan, double share) {
    if (!state.fits(share)) {
      throw BudgetExceededException.of(opened, plan, share, state.left());
    }
  }

  /**
   * Grants a plan its share of the budget, to be charged step by step in blocks of {@link
   * Reservation#defaultBlock}.
   *
   * @throws BudgetExceededException if less is left; then nothing changed
   * @throws IllegalArgumentException if no accountant covers the cost under the relation of the
   *     data
   */
  public Reservation reserve(SpendingPlan plan) {
    return reserve(plan, Reservation.defaultBlock(plan.steps()));
  }

  /**
   * Grants a plan its share of the budget.
   *
   * @param block how many steps are charged at once, 1 or more: a disk is waited for once in so
   *     many steps, and a process that dies has paid for what was left of its block
   */
  public Reservation reserve(SpendingPlan plan, int block) {
    Reservation.requireBlock(block);
    double share = share(plan.cost());
    String holder = newHolder();
    long[] number = new long[1];
    ledger.add(
        state -> {
          number[0] = state.plans() + 1;
          return List.of(granted(state, plan, share, holder));
        });
    return opened(new Reservation(this, number[0], holder, plan, 0, block));
  }

  private Reservation opened(Reservation reservation) {
    open.add(reservation);
    return reservation;
  }

  /**
   * Spends a plan of one step: after this, the data may be looked at once, for this.
   *
   * @throws BudgetExceededException if less is left; then nothing changed
   */
  public void spend(SpendingPlan plan) {
    if (plan.steps() != 1) {
      throw new IllegalArgumentException(
          "a plan that is spent at once must have 1 step, but has "
              + plan.steps()
              + "; reserve it, and charge each");
    }
    double share = share(plan.cost());
    String holder = newHolder();
    ledger.add(
        state -> {
          long number = state.plans() + 1;
          Instant at = now();
          return List.of(
              granted(state, plan, share, holder),
              new Charged(at, number, holder, 1, 1),
              new Settled(at, number, holder, 1));
        });
  }

  /**
   * Goes on with a plan whose process ended, or takes it from one that did not: that one can charge
   * no more. Steps count from those that were charged.
   *
   * @param number the plan's
   * @param plan the same as was granted
   * @throws LedgerException if another plan was granted under this number; the message says where
   *     they differ
   * @throws IllegalArgumentException if there is no plan of this number
   */
  public Reservation resume(long number, SpendingPlan plan, int block) {
    Reservation.requireBlock(block);
    String holder = newHolder();
    long[] charged = new long[1];
    ledger.add(
        state -> {
          PlanState granted = state.plan(number);
          PlanDifference.require(number, granted.plan(), plan);
          if (granted.share() == 0) {
            throw new LedgerException(
                "plan " + number + " was given back before its first step; reserve it anew");
          }
          charged[0] = granted.charged();
          return List.of(new Resumed(now(), number, holder));
        });
    return opened(new Reservation(this, number, holder, plan, charged[0], block));
  }

  private Granted granted(BudgetState state, SpendingPlan plan, double share, String holder) {
    requireFits(state, plan, share);
    return new Granted(now(), plan, share, holder, LibraryVersion.VALUE);
  }

  private static String newHolder() {
    byte[] bytes = new byte[HOLDER_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private Instant now() {
    return LedgerRecord.timeOf(clock);
  }

  /** Adds the charge of a reservation, and returns how many steps it is for. */
  long charge(long number, String holder, long atMost) {
    long[] steps = new long[1];
    ledger.add(
        state -> {
          PlanState plan = held(state, number, holder);
          steps[0] = Math.min(atMost, plan.plan().steps() - plan.charged());
          return steps[0] == 0
              ? List.of()
              : List.of(new Charged(now(), number, holder, steps[0], plan.charged() + steps[0]));
        });
    return steps[0];
  }

  /** Adds that a holder stopped after so many steps of the plan, unless it went on elsewhere. */
  void settle(Reservation reservation, String holder, long total) {
    open.remove(reservation);
    long number = reservation.number();
    ledger.add(
        state ->
            state.plan(number).isHeldBy(holder)
                ? List.of(new Settled(now(), number, holder, total))
                : List.of());
  }

  private static PlanState held(BudgetState state, long number, String holder) {
    PlanState plan = state.plan(number);
    if (!plan.isHeldBy(holder)) {
      throw new LedgerException(
          "plan "
              + number
              + ", '"
              + plan.plan().purpose()
              + "', went on in another place, or ended there: this one can charge no more");
    }
    return plan;
  }

  /** The reservations that were made here and are open, in the order of their plans. */
  public List<Reservation> reservations() {
    return open.stream().sorted(Comparator.comparingLong(Reservation::number)).toList();
  }

  /** What the ledger says now. */
  public BudgetReport report() {
    return ledger.report();
  }

  /**
   * Closes all reservations that were made here and are open, and lets go of the store.
   *
   * @throws LedgerException if one cannot be settled: then what it was charged ahead stays charged
   */
  @Override
  public void close() {
    RuntimeException failure = null;
    for (Reservation reservation : open) {
      try {
        reservation.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    ledger.close();
    if (failure != null) {
      throw failure;
    }
  }
}
