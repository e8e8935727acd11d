package io.dptrain.accountant.pld;

import io.dptrain.accountant.event.NeighboringRelation;
import java.util.Map;

/**
 * Steps with their counts, and what they cost: the worse of the two directions.
 *
 * <p>Not thread-safe: answers use and fill the recent contours.
 */
final class Composition {
  private final Map<LossStep, Long> counts;
  private final NeighboringRelation relation;
  private final boolean hidesNothing;
  private final double exposed;
  private final boolean symmetric;
  private final DirectedLoss remove;
  private final DirectedLoss add;

  Composition(Map<LossStep, Long> counts, NeighboringRelation relation, RecentContours recent) {
    this.counts = counts;
    this.relation = relation;
    this.hidesNothing = counts.keySet().stream().anyMatch(LossStep::hidesNothing);
    this.exposed = exposed(counts);
    this.symmetric = counts.keySet().stream().allMatch(LossStep::isSymmetric);
    Map<LossStep, Long> hiding = hidesNothing ? Map.of() : counts;
    this.remove = new DirectedLoss(hiding, Direction.REMOVE, recent);
    this.add = symmetric ? remove : new DirectedLoss(hiding, Direction.ADD, recent);
  }

  /** Returns at most the probability that the record is seen without noise. */
  private static double exposed(Map<LossStep, Long> counts) {
    double logUnseen = 0;
    for (Map.Entry<LossStep, Long> entry : counts.entrySet()) {
      if (entry.getKey().hidesNothing()) {
        logUnseen += entry.getValue() * Math.log1p(-entry.getKey().revealed());
      }
    }
    // Rounded down, since it is a lower end.
    return logUnseen == Double.NEGATIVE_INFINITY ? 1 : -Math.expm1(logUnseen) * (1 - 1e-12);
  }

  EpsilonBracket epsilon(double delta) {
    if (hidesNothing) {
      // Seen with a probability above delta, no epsilon is enough; if not, none is known to be.
      double lower = delta < exposed ? Double.POSITIVE_INFINITY : 0;
      return bracket(new Interval(lower, Double.POSITIVE_INFINITY), delta, Direction.REMOVE);
    }
    Interval removed = remove.epsilon(delta);
    // Usually adding costs less: one contour can tell, where its own epsilon takes several.
    if (symmetric || add.isWithin(removed.upper(), delta)) {
      return bracket(removed, delta, Direction.REMOVE);
    }
    Interval added = add.epsilon(delta);
    Direction worse = added.upper() > removed.upper() ? Direction.ADD : Direction.REMOVE;
    return bracket(worst(removed, added), delta, worse);
  }

  DeltaBracket delta(double epsilon) {
    if (hidesNothing) {
      return new DeltaBracket(exposed, 1, epsilon, Direction.REMOVE, relation);
    }
    Interval removed = remove.delta(epsilon);
    Interval added = symmetric ? removed : add.delta(epsilon);
    Interval worst = RenyiBound.delta(worst(removed, added), counts, epsilon);
    Direction worse = added.upper() > removed.upper() ? Direction.ADD : Direction.REMOVE;
    return new DeltaBracket(worst.lower(), worst.upper(), epsilon, worse, relation);
  }

  private EpsilonBracket bracket(Interval found, double delta, Direction direction) {
    Interval interval = hidesNothing ? found : RenyiBound.epsilon(found, counts, delta);
    return new EpsilonBracket(interval.lower(), interval.upper(), delta, direction, relation);
  }

  private static Interval worst(Interval left, Interval right) {
    return new Interval(
        Math.max(left.lower(), right.lower()), Math.max(left.upper(), right.upper()));
  }
}
