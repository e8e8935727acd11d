package io.dptrain.accountant.rdp;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.internal.Checks;
import java.util.Map;
import java.util.Objects;

/**
 * Keeps what a sequence of events spends, by Renyi differential privacy.
 *
 * <pre>{@code
 * RdpAccountant accountant = new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
 * accountant.compose(PrivacyEvent.poissonSampledGaussian(256 / 60_000.0, 1.1), 14_062);
 * double epsilon = accountant.epsilon(1e-5); // 2.597
 * }</pre>
 *
 * <p>Later events may depend on the outputs of earlier ones, but the length of the run and the
 * parameters must not depend on the data in any other way.
 *
 * <p>The first question about a new kind of step takes up to a few milliseconds, or as many as 50
 * for a batch of fixed size; asking again takes microseconds. Memory stays below two megabytes.
 *
 * <p>Thread-safe: each method is atomic.
 */
public final class RdpAccountant implements PrivacyAccountant {
  private final NeighboringRelation relation;
  private final RdpOrders orders;
  private final RdpConversion conversion;
  private final RdpTotals totals;

  /** An accountant with {@link RdpOrders#defaults()}. */
  public RdpAccountant(NeighboringRelation relation) {
    this(relation, RdpOrders.defaults());
  }

  public RdpAccountant(NeighboringRelation relation, RdpOrders orders) {
    this(relation, orders, new RdpTotals(orders));
  }

  private RdpAccountant(NeighboringRelation relation, RdpOrders orders, RdpTotals totals) {
    this.relation = Objects.requireNonNull(relation, "relation");
    this.orders = orders;
    this.conversion = new RdpConversion(orders);
    this.totals = totals;
  }

  /**
   * Returns an accountant that goes on where the one that {@linkplain #toJson wrote} the text was.
   *
   * @param relation the relation that the caller reports under
   * @throws IllegalArgumentException if the text is not such a state, or of another format version,
   *     accountant or relation, or holds a mechanism that is not known
   */
  public static RdpAccountant fromJson(String json, NeighboringRelation relation) {
    RdpState state = RdpState.fromJson(json, Objects.requireNonNull(relation, "relation"));
    RdpOrders orders = state.rdpOrders();
    RdpTotals totals = RdpTotals.of(orders, state.settled(), state.steps());
    return new RdpAccountant(relation, orders, totals);
  }

  /**
   * Returns the state as one line of JSON: format version, relation, orders, and the steps with
   * their counts. It grows with the number of different steps, not with the steps, and every number
   * comes back as it was.
   */
  @Override
  public synchronized String toJson() {
    return new RdpState(relation, orders.toList(), totals.settled(), totals.steps()).toJson();
  }

  @Override
  public NeighboringRelation relation() {
    return relation;
  }

  /** A truncated sample, whose cost depends on the size, is not covered here. */
  @Override
  public boolean holdsAtEverySize() {
    return true;
  }

  /** Adds the event to what was spent. See {@link #compose(PrivacyEvent, long)}. */
  @Override
  public RdpAccountant compose(PrivacyEvent event) {
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
  public synchronized RdpAccountant compose(PrivacyEvent event, long count) {
    totals.add(RdpSteps.of(event, count, relation));
    return this;
  }

  /**
   * Returns the epsilon spent so far.
   *
   * <p><b>Formula:</b> least over the orders a of r + log(1 - 1/a) - log(delta a) / (a - 1), r the
   * sum of the steps' RDP; 0 if 1 - exp(-r) <= delta^2.
   *
   * <p><b>Domain:</b> delta in (0, 1). <b>Unit:</b> natural logarithm.
   *
   * <p><b>Error:</b> never below the true epsilon; 0 if nothing was spent, infinite if an event
   * hides nothing.
   *
   * <p><b>Source:</b> Canonne, Kamath, Steinke 2020, arXiv:2004.00010, Proposition 12; Bretagnolle,
   * Huber 1979.
   */
  @Override
  public double epsilon(double delta) {
    return guarantee(delta).epsilon();
  }

  /**
   * Returns the delta spent so far at the given epsilon.
   *
   * <p><b>Formula:</b> least over the orders a of exp((a - 1) (r - epsilon)) (1 - 1/a)^a / (a - 1),
   * r the sum of the steps' RDP, and of sqrt(1 - exp(-r)).
   *
   * <p><b>Domain:</b> epsilon in [0, infinity). <b>Unit:</b> probability.
   *
   * <p><b>Error:</b> never below the true delta; 0 if nothing was spent, at most 1.
   *
   * <p><b>Source:</b> as {@link #epsilon}.
   */
  @Override
  public synchronized double delta(double epsilon) {
    return conversion.delta(totals.after(Map.of(), 0), Checks.nonNegative("epsilon", epsilon));
  }

  /** Returns what was spent, by Renyi order. */
  public synchronized RdpCurve curve() {
    return new RdpCurve(orders, totals.curve(), relation);
  }

  /** Returns {@link #epsilon} together with the order that gave it. */
  public synchronized RdpGuarantee guarantee(double delta) {
    return conversion.guarantee(totals.after(Map.of(), 0), Checks.delta("delta", delta), relation);
  }

  /**
   * Returns what {@link #epsilon} would be after composing the event {@code count} more times.
   * Nothing is composed.
   *
   * @throws IllegalArgumentException if a part of the event is not covered
   */
  @Override
  public synchronized double epsilonAfter(PrivacyEvent event, long count, double delta) {
    Map<RdpStep, Long> steps = RdpSteps.of(event, 1, relation);
    return epsilonAfter(steps, Checks.count("count", count), Checks.delta("delta", delta));
  }

  /**
   * Returns how many more times the event fits into the budget, given what was spent. Nothing is
   * composed.
   *
   * <p><b>Error:</b> never too many: {@link #epsilonAfter} that many steps is within the budget. At
   * most 2^53, also for a step that costs nothing; 0 if the budget is already spent.
   *
   * @throws IllegalArgumentException if a part of the event is not covered
   */
  @Override
  public synchronized long stepsWithin(PrivacyEvent step, PrivacyBudget budget) {
    Map<RdpStep, Long> each = RdpSteps.of(step, 1, relation);
    long fits = 0;
    // Never asked about, as no count can be: it stands for what does not fit.
    long tooMany = Checks.MAX_COUNT + 1;
    while (tooMany - fits > 1) {
      long middle = (fits + tooMany) >>> 1;
      if (epsilonAfter(each, middle, budget.delta()) <= budget.epsilon()) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return fits;
  }

  private double epsilonAfter(Map<RdpStep, Long> steps, long count, double delta) {
    return conversion.guarantee(totals.after(steps, count), delta, relation).epsilon();
  }
}
