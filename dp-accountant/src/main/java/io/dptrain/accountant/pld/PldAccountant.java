package io.dptrain.accountant.pld;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.internal.Checks;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongPredicate;

/**
 * Keeps what a sequence of events spends, by the distribution of the privacy loss itself: as tight
 * as accounting can be, with a bracket around the truth.
 *
 * <pre>{@code
 * PldAccountant accountant = new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
 * accountant.compose(PrivacyEvent.poissonSampledGaussian(256 / 60_000.0, 1.1), 14_062);
 * double epsilon = accountant.epsilon(1e-5); // 2.3816
 * EpsilonBracket bracket = accountant.guarantee(1e-5); // 1e-8 wide
 * }</pre>
 *
 * <p>Later events may depend on the outputs of earlier ones, but the length of the run and the
 * parameters must not depend on the data in any other way.
 *
 * <p>Asking for epsilon takes a few milliseconds for each kind of step, some tens for random
 * allocation, up to half a second where little noise meets little sampling. Asking again after some
 * more of the same steps takes tens of microseconds: a bracket may then differ from that of a new
 * accountant within its width. Memory grows with the number of different kinds of steps, about 100
 * bytes each, and is below a few megabytes else, some tens of them for many kinds of random
 * allocation.
 *
 * <p>Thread-safe: each method is atomic.
 */
public final class PldAccountant implements PrivacyAccountant {
  /** Answers kept for each kind of question, so that memory stays bounded. */
  private static final int REMEMBERED = 64;

  private static final long LARGEST_GROUP = 1000;

  private final Neighbors neighbors;
  private final Map<Double, EpsilonBracket> epsilons = new HashMap<>();
  private final Map<Double, DeltaBracket> deltas = new HashMap<>();
  private final RecentContours recent = new RecentContours();
  private Map<LossStep, Long> spent;
  private long lastFits = 1;

  public PldAccountant(NeighboringRelation relation) {
    this(new Neighbors(Objects.requireNonNull(relation, "relation"), 1), Map.of());
  }

  private PldAccountant(Neighbors neighbors, Map<LossStep, Long> spent) {
    this.neighbors = neighbors;
    this.spent = spent;
  }

  /**
   * Returns an accountant whose neighbors differ in a group of records that is added or removed as
   * a whole.
   *
   * <p><b>Domain:</b> groupSize in [1, 1000]. The time of an answer grows with it.
   */
  public static PldAccountant forGroup(long groupSize) {
    return new PldAccountant(group(groupSize), Map.of());
  }

  private static Neighbors group(long groupSize) {
    Checks.require(
        groupSize >= 1 && groupSize <= LARGEST_GROUP,
        "groupSize must be in [1, %s], but is %s; for larger groups see GroupPrivacy",
        LARGEST_GROUP,
        groupSize);
    return new Neighbors(NeighboringRelation.ADD_OR_REMOVE_ONE, groupSize);
  }

  /**
   * Returns an accountant that goes on where the one that {@linkplain #toJson wrote} the text was.
   *
   * @param relation the relation that the caller reports under
   * @throws IllegalArgumentException if the text is not such a state, or of another format version,
   *     accountant, relation or group size, or holds a mechanism that is not known
   */
  public static PldAccountant fromJson(String json, NeighboringRelation relation) {
    Neighbors neighbors = new Neighbors(Objects.requireNonNull(relation, "relation"), 1);
    return new PldAccountant(neighbors, PldState.fromJson(json, neighbors).steps());
  }

  /** The same for an accountant made by {@link #forGroup}. */
  public static PldAccountant groupFromJson(String json, long groupSize) {
    Neighbors neighbors = group(groupSize);
    return new PldAccountant(neighbors, PldState.fromJson(json, neighbors).steps());
  }

  @Override
  public synchronized String toJson() {
    return new PldState(neighbors, spent).toJson();
  }

  /** Returns how many records neighbors differ by. */
  public long groupSize() {
    return neighbors.groupSize();
  }

  @Override
  public NeighboringRelation relation() {
    return neighbors.relation();
  }

  @Override
  public synchronized boolean holdsAtEverySize() {
    return spent.keySet().stream().allMatch(step -> step.inLargerPair().equals(step));
  }

  /** Adds the event to what was spent. See {@link #compose(PrivacyEvent, long)}. */
  @Override
  public PldAccountant compose(PrivacyEvent event) {
    return compose(event, 1);
  }

  /**
   * Adds the event, {@code count} times.
   *
   * <p><b>Domain:</b> {@code count} in [0, 2^53], for each kind of step also in total.
   *
   * @throws IllegalArgumentException if a part of the event is not covered; then nothing changed
   */
  @Override
  public synchronized PldAccountant compose(PrivacyEvent event, long count) {
    spent = EventSteps.sum(spent, EventSteps.of(event, count, neighbors), 1);
    // The contours stay: they bound delta for other counts of the same steps, too.
    epsilons.clear();
    deltas.clear();
    return this;
  }

  /**
   * Returns the upper end of {@link #guarantee}: the epsilon spent so far.
   *
   * <p><b>Domain:</b> delta in (0, 1). <b>Unit:</b> natural logarithm.
   *
   * <p><b>Error:</b> never below the true epsilon, above it by at most the width of the bracket; 0
   * if nothing was spent, infinite if an event hides nothing.
   */
  @Override
  public double epsilon(double delta) {
    return guarantee(delta).upper();
  }

  /**
   * Returns the upper end of {@link #deltaBracket}: the delta spent so far at the given epsilon.
   *
   * <p><b>Domain:</b> epsilon in [0, infinity). <b>Unit:</b> probability.
   *
   * <p><b>Error:</b> never below the true delta, above it by at most the width of the bracket.
   */
  @Override
  public double delta(double epsilon) {
    return deltaBracket(epsilon).upper();
  }

  /**
   * Returns an interval that contains the least epsilon for which every pair of neighboring data
   * sets is (epsilon, delta)-indistinguishable.
   *
   * <p><b>Formula:</b> delta(epsilon) = E[(1 - exp(epsilon - loss))_+], the worse of both
   * directions, solved for epsilon.
   *
   * <p><b>Domain:</b> delta in (0, 1). <b>Unit:</b> natural logarithm.
   *
   * <p><b>Error:</b> both ends are proved but for an allowance for rounding, see the documentation
   * of the package. Gaussian noise on Poisson samples gives a width of about 1e-8, or 1e-6 where
   * noise below about 0.35 meets so little sampling that few records are ever drawn. Laplace noise
   * and groups give about 1e-5 of epsilon; noise below 0.1 with sampling about 0.1 %. Random
   * allocation gives less than 0.1 % where epsilon is in [0.1, 20]. Batches of fixed size and
   * truncated samples give the interval between what is proved and what is attained, which can be
   * wide. More than about 10^12 steps give a lower end of 0.
   *
   * <p><b>Source:</b> Zhu, Dong, Wang 2022, arXiv:2106.08567, for delta from the characteristic
   * function; the quadrature is in the documentation of the package.
   */
  public synchronized EpsilonBracket guarantee(double delta) {
    Checks.delta("delta", delta);
    if (epsilons.size() >= REMEMBERED) {
      epsilons.clear();
    }
    return epsilons.computeIfAbsent(
        delta, d -> new StatedSize(spent, relation(), recent).epsilon(d));
  }

  /**
   * Returns an interval that contains the least delta that goes with epsilon.
   *
   * <p><b>Formula, Error, Source:</b> as {@link #guarantee}; the width is usually about 1e-8 of
   * delta.
   *
   * <p><b>Domain:</b> epsilon in [0, infinity). <b>Unit:</b> probability.
   */
  public synchronized DeltaBracket deltaBracket(double epsilon) {
    Checks.nonNegative("epsilon", epsilon);
    if (deltas.size() >= REMEMBERED) {
      deltas.clear();
    }
    return deltas.computeIfAbsent(epsilon, e -> new StatedSize(spent, relation(), recent).delta(e));
  }

  /**
   * Returns what {@link #epsilon} would be after composing the event {@code count} more times.
   * Nothing is composed.
   *
   * @throws IllegalArgumentException if a part of the event is not covered
   */
  @Override
  public synchronized double epsilonAfter(PrivacyEvent event, long count, double delta) {
    Map<LossStep, Long> steps = EventSteps.of(event, 1, neighbors);
    return epsilonAfter(steps, Checks.count("count", count), Checks.delta("delta", delta));
  }

  /**
   * Returns how many more times the event fits into the budget, given what was spent. Nothing is
   * composed.
   *
   * <p><b>Error:</b> never too many: {@link #epsilonAfter} that many steps is within the budget. At
   * most as many as a count can hold, also for a step that costs nothing; 0 if the budget is
   * already spent.
   *
   * @throws IllegalArgumentException if a part of the event is not covered
   */
  @Override
  public synchronized long stepsWithin(PrivacyEvent step, PrivacyBudget budget) {
    Map<LossStep, Long> each = EventSteps.of(step, 1, neighbors);
    long most = EventSteps.mostTimes(spent, each);
    lastFits = most(most, Math.min(most, lastFits), count -> fits(each, count, budget));
    return lastFits;
  }

  /**
   * Returns the largest count up to the given one that fits, looking near the guess first: a
   * training loop asks after every step.
   */
  private static long most(long most, long guess, LongPredicate fits) {
    // Steps are doubled: a good guess costs two questions, and a bad one some dozens, not millions.
    long low = guess;
    long high = guess;
    if (fits.test(guess)) {
      for (long step = 1; high == low; step *= 2) {
        // One above the most is never asked about, as no count can be: it stands for too many.
        long next = step > most - low ? most + 1 : low + step;
        if (next <= most && fits.test(next)) {
          low = next;
          high = next;
        } else {
          high = next;
        }
      }
    } else {
      for (long step = 1; low == high; step *= 2) {
        long next = Math.max(0, high - step);
        if (next > 0 && !fits.test(next)) {
          low = next;
          high = next;
        } else {
          low = next;
        }
      }
    }
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      if (fits.test(middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean fits(Map<LossStep, Long> steps, long count, PrivacyBudget budget) {
    return count == 0 || epsilonAfter(steps, count, budget.delta()) <= budget.epsilon();
  }

  private double epsilonAfter(Map<LossStep, Long> steps, long count, double delta) {
    return new StatedSize(EventSteps.sum(spent, steps, count), relation(), recent)
        .epsilon(delta)
        .upper();
  }
}
