package io.dptrain.accountant.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;

/**
 * Finds the least share whose delta is nowhere below that of a cost.
 *
 * <p>The delta of a cost and that of a share are convex in x = exp(epsilon). Between two points at
 * which bounds of the cost are known, its delta, though perhaps not every bound of it, lies below
 * their chord, and the share lies above its two tangents: where these leave room, nothing between
 * the points need be asked. Where they do not, the middle is asked.
 *
 * <p>For one search. Not thread-safe.
 */
final class ShareSearch {
  static final double LARGEST = 1000;

  private static final double CLOSE = 1 + 1e-3;
  private static final double CLOSER = 1 + 1e-6;
  private static final double ROUNDING = 1e-9;

  /** No round number: at the largest loss of a mechanism, which may be one, deltas are loose. */
  private static final double FIRST_EPSILON = 0.2531847;

  private static final double LARGEST_EPSILON = 0x1p20;
  private static final int FIRST_POINTS = 8;
  private static final int MOST_ROUNDS = 60;

  private final GaussianShare whole;
  private final DoubleUnaryOperator cost;

  /** Delta of the cost by epsilon, where it was asked for. */
  private final NavigableMap<Double, Double> asked = new TreeMap<>();

  /** What no epsilon takes away. */
  private double floor;

  ShareSearch(GaussianShare whole, DoubleUnaryOperator cost) {
    this.whole = whole;
    this.cost = cost;
  }

  /** Returns the share, above the least by 0.1 %, at most {@link #LARGEST}, else infinity. */
  double share() {
    ask(0);
    floor = cost.applyAsDouble(LARGEST_EPSILON);
    double least = least(BudgetFilter.SMALLEST_SHARE);
    if (!(least <= LARGEST) || !askToTheEnd(whole.times(least).rest())) {
      return Double.POSITIVE_INFINITY;
    }
    for (int round = 0; round < MOST_ROUNDS; round++) {
      least = least(least);
      List<Double> open = open(whole.times(least * CLOSE));
      if (open.isEmpty() || least == Double.POSITIVE_INFINITY) {
        return least * CLOSE;
      }
      open.forEach(this::ask);
    }
    return Double.POSITIVE_INFINITY;
  }

  private double ask(double epsilon) {
    return asked.computeIfAbsent(epsilon, cost::applyAsDouble);
  }

  /** Asks as far out as a share must be held against: behind, what it sets aside is enough. */
  private boolean askToTheEnd(double rest) {
    double last = FIRST_EPSILON;
    while (ask(last) > rest) {
      last *= 2;
      if (last > LARGEST_EPSILON) {
        return false;
      }
    }
    for (int i = 1; i < FIRST_POINTS; i++) {
      ask(last * i / FIRST_POINTS);
    }
    return true;
  }

  /** The least share, no less than one from which it is known, that covers all that was asked. */
  private double least(double from) {
    Predicate<GaussianShare> covers =
        share ->
            floor <= share.rest()
                && asked.entrySet().stream()
                    .allMatch(point -> point.getValue() <= share.delta(point.getKey()));
    double high = from;
    while (!covers.test(whole.times(high))) {
      high *= 2;
      if (high > LARGEST) {
        return Double.POSITIVE_INFINITY;
      }
    }
    double low = Math.max(from, high / 2);
    while (high > low * CLOSER) {
      double middle = Math.sqrt(low * high);
      if (covers.test(whole.times(middle))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** The middles of the intervals in which the cost may be above the share. */
  private List<Double> open(GaussianShare share) {
    List<Double> open = new ArrayList<>();
    Map.Entry<Double, Double> left = asked.firstEntry();
    for (Map.Entry<Double, Double> right : asked.tailMap(left.getKey(), false).entrySet()) {
      if (!covers(share, left, right)) {
        open.add((left.getKey() + right.getKey()) / 2);
      }
      left = Map.entry(right.getKey(), right.getValue());
    }
    return open;
  }

  private static boolean covers(
      GaussianShare share, Map.Entry<Double, Double> left, Map.Entry<Double, Double> right) {
    double atLeft = share.delta(left.getKey());
    double atRight = share.delta(right.getKey());
    if (left.getValue() > atLeft || right.getValue() > atRight) {
      return false;
    }
    // Distances from the left in x, in units of the left x, so that no exponential is too large.
    double width = Math.expm1(right.getKey() - left.getKey());
    double fallLeft = share.scaledFall(left.getKey(), left.getKey()) * (1 + ROUNDING);
    double fallRight = share.scaledFall(right.getKey(), left.getKey()) * (1 - ROUNDING);
    double meet = (atLeft - atRight - fallRight * width) / (fallLeft - fallRight);
    double where = meet > 0 && meet < width ? meet : width / 2;
    double below = Math.max(atLeft - fallLeft * where, atRight + fallRight * (width - where));
    double chord = left.getValue() + (right.getValue() - left.getValue()) * (where / width);
    return chord <= below;
  }
}
