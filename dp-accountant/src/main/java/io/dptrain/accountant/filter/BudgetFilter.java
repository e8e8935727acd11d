package io.dptrain.accountant.filter;

import io.dptrain.accountant.analytic.AnalyticGaussian;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.internal.NormalTail;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * Divides a budget into shares, of which each may be spent on whatever was chosen after looking at
 * all that was released before.
 *
 * <pre>{@code
 * BudgetFilter filter = BudgetFilter.of(new PrivacyBudget(8, 1e-6), ADD_OR_REMOVE_ONE);
 * double share = filter.share(PrivacyCost.of(step, 10_000)); // of 1 in all
 * }</pre>
 *
 * <p><b>Why adding up epsilons of what ran is not enough.</b> Composition by the privacy loss
 * distribution takes the sequence of events as fixed. Whoever chooses the next event, or whether
 * there is one, by what came out has more chances to go beyond epsilon than any fixed sequence: a
 * test holds an example in which each sequence alone has the delta of the budget, and the choice
 * has 1.9 times as much.
 *
 * <p><b>Formula:</b> of delta, a part {@code r = 0.3 delta} is set aside, and m is the largest
 * shift of a Gaussian release of variance 1 that has epsilon at {@code delta - r}. The share of a
 * cost is the least s for which, at every epsilon' of 0 or more, its delta is at most that of the
 * pair (P_s, Q_s): with probability s r all is revealed, else N(sqrt(s) m, 1) is told from N(0, 1).
 *
 * <p><b>Theorem:</b> if shares add up to at most 1, everything released together is (epsilon,
 * delta)-differentially private, however what came later was chosen, and wherever it ended.
 *
 * <p><b>Proof:</b> take neighbors D and D'. The draws of a cost come from fixed pairs whatever was
 * released before: an event's steps are each dominated by such a pair, in the order in which they
 * are asked for and mixed with others, and a search or a stated cost is one step. So all of a cost
 * is computed from one draw of the product of its pairs, without further access to the data, made
 * when its first step is charged. (P_s, Q_s) has no smaller delta in either direction: it is
 * symmetric, and delta at negative epsilon follows from the other direction. So that draw is
 * computed in turn from one of P_s or Q_s (Blackwell 1953, theorem 10; Zhu, Dong, Wang 2022,
 * proposition 8). Let W be a Brownian motion with drift m under D and without under D'. A cost of
 * share s whose first step is charged when costs of shares S in sum have begun uses the increment
 * of W from S to S + s, which given the past is N(s m, s) or N(0, s); divided by sqrt(s), it is the
 * Gaussian of P_s or Q_s. What is given back before its first step never used any. The sum of
 * shares never exceeds 1, so all that is released is computed from W on [0, 1] and randomness that
 * knows nothing of the data, unless something is revealed, and W tells D from D' as N(m, 1) tells
 * from N(0, 1), since the likelihood ratio depends on W(1) alone. Given the past, the next cost
 * reveals with probability s r under D and D' alike: the probability that any does is at most r,
 * and that none does weighs what is released the same way under both. Hence delta(epsilon) is at
 * most r + (delta - r). What a cost left unused when it ended early is computed from it too.
 *
 * <p><b>Source:</b> the idea of a filter is of Rogers, Roth, Ullman, Vadhan 2016, arXiv:1605.08294;
 * for Gaussian shares, Smith, Thakurta 2022, arXiv:2210.17520, and Koskela, Tobaben, Honkela 2022,
 * arXiv:2209.15596. A Renyi filter (Feldman, Zrnic 2021, arXiv:2008.11193) adds up at one order and
 * loses what conversion loses: more than this one for Gaussian noise and long runs, less for a few
 * releases of Laplace noise; docs/budget.md has numbers.
 *
 * <p>Immutable.
 */
public final class BudgetFilter {
  /** Whatever touches the data takes at least this: nothing is free so often as one likes. */
  public static final double SMALLEST_SHARE = 0x1p-40;

  /**
   * Part of delta that is set aside for what is too far out to be Gaussian. Less makes long runs
   * with little noise dearer (by 1 to 6 % of epsilon at 0.2), more makes all others so (by 2 to 4 %
   * at 0.5). It is part of what shares on disk mean: with another, their format is another.
   */
  private static final double SET_ASIDE = 0.3;

  /** Behind it is less than the smallest number. */
  private static final double FAR_OUT = 40;

  /** Halves what lies between -40 and 40 below the spacing of numbers. */
  private static final int BISECTIONS = 70;

  /** More than the roundings of a rate, of which the largest is that of a logarithm near -700. */
  private static final double UP = 1 + 1e-9;

  private final PrivacyBudget budget;
  private final NeighboringRelation relation;
  private final GaussianShare whole;

  private BudgetFilter(PrivacyBudget budget, NeighboringRelation relation, GaussianShare whole) {
    this.budget = budget;
    this.relation = relation;
    this.whole = whole;
  }

  /** Returns the filter of a budget. */
  public static BudgetFilter of(PrivacyBudget budget, NeighboringRelation relation) {
    Objects.requireNonNull(relation, "relation");
    double rest = SET_ASIDE * budget.delta();
    PrivacyBudget gaussian = new PrivacyBudget(budget.epsilon(), (1 - SET_ASIDE) * budget.delta());
    // Noise is rounded up, and so the shift down.
    double noise =
        AnalyticGaussian.noiseMultiplier(NeighboringRelation.ADD_OR_REMOVE_ONE, gaussian, 1);
    return new BudgetFilter(budget, relation, new GaussianShare(1 / noise, rest));
  }

  public PrivacyBudget budget() {
    return budget;
  }

  public NeighboringRelation relation() {
    return relation;
  }

  /**
   * Returns the share that a cost takes.
   *
   * <p><b>Domain:</b> of the result, [{@link #SMALLEST_SHARE}, 1001] or infinite. <b>Unit:</b> of
   * the budget. <b>Error:</b> upward, by about 0.1 %; for Gaussian noise alone by rounding.
   *
   * @throws IllegalArgumentException if no accountant covers the cost under the relation
   */
  public double share(PrivacyCost cost) {
    DoubleUnaryOperator delta = cost.delta(relation);
    double exact =
        cost.gaussianShift(relation).isPresent()
            ? ofShift(cost.gaussianShift(relation).getAsDouble())
            : new ShareSearch(whole, delta).share();
    return Math.max(SMALLEST_SHARE, exact);
  }

  private double ofShift(double shift) {
    double ratio = shift / whole.shift();
    double share = ratio * ratio * (1 + 0x1p-48);
    return share <= ShareSearch.LARGEST ? share : Double.POSITIVE_INFINITY;
  }

  /**
   * Returns the epsilon, at the delta of the budget, of one cost that takes so large a share; the
   * whole budget's own epsilon at 1.
   *
   * <p>It is the epsilon of all that was spent only if what was spent was fixed before anything was
   * released. Else the guarantee is the budget, and this says how much of it is gone.
   *
   * <p><b>Domain:</b> share in [0, 1]. <b>Error:</b> upward.
   */
  public double epsilon(double share) {
    Checks.probability("share", share);
    if (share == 0) {
      return 0;
    }
    GaussianShare spent = whole.times(share);
    double left = (budget.delta() - spent.rest()) / (1 - spent.rest());
    double epsilon =
        new AnalyticGaussian(NeighboringRelation.ADD_OR_REMOVE_ONE, 1 / spent.shift(), 1)
            .epsilon(left);
    return Math.min(epsilon, budget.epsilon());
  }

  /**
   * Returns the largest true-positive rate that a test for whether somebody is in the data can have
   * at a false-positive rate, whoever uses all that will ever be released within the budget.
   *
   * <p><b>Formula:</b> r + Phi(Phi^-1(falsePositiveRate) + m), by the theorem.
   *
   * <p><b>Domain:</b> falsePositiveRate in (0, 1). <b>Unit:</b> probability. <b>Error:</b> upward,
   * by 1e-9 relatively. <b>Source:</b> the trade-off function of a Gaussian, Dong, Roth, Su 2022,
   * arXiv:1905.02383, equation 6.
   */
  public double truePositiveRate(double falsePositiveRate) {
    Checks.require(
        falsePositiveRate > 0 && falsePositiveRate < 1,
        "falsePositiveRate must be in (0, 1), but is %s",
        falsePositiveRate);
    double gaussian = Math.exp(NormalTail.log(tailBegin(falsePositiveRate) - whole.shift()));
    double rate = (whole.rest() + gaussian) * UP;
    return Math.max(falsePositiveRate, Math.min(1, rate));
  }

  /** Returns the point behind which a standard normal has a probability, or one below it. */
  private static double tailBegin(double probability) {
    double log = Math.log(probability);
    double from = -FAR_OUT;
    double to = FAR_OUT;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (from + to) / 2;
      if (NormalTail.log(middle) >= log) {
        from = middle;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
