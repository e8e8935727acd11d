package io.dptrain.accountant.pld;

import io.dptrain.accountant.event.NeighboringRelation;
import java.util.Map;

/**
 * Steps with their counts, and what they cost: the worse of the two directions.
 *
 * <p>Immutable.
 */
final class Composition {
  private final NeighboringRelation relation;
  private final boolean hidesNothing;
  private final double exposed;
  private final boolean symmetric;
  private final LossSum remove;
  private final LossSum add;

  Composition(Map<SampledGaussian, Long> counts, NeighboringRelation relation) {
    this.relation = relation;
    this.hidesNothing = counts.keySet().stream().anyMatch(SampledGaussian::hidesNothing);
    this.exposed = exposed(counts);
    this.symmetric = counts.keySet().stream().allMatch(SampledGaussian::isPlainGaussian);
    this.remove = new LossSum(counts, Direction.REMOVE);
    this.add = new LossSum(counts, Direction.ADD);
  }

  /** Returns at most the probability that the record is seen without noise. */
  private static double exposed(Map<SampledGaussian, Long> counts) {
    double logUnseen = 0;
    for (Map.Entry<SampledGaussian, Long> entry : counts.entrySet()) {
      if (entry.getKey().hidesNothing()) {
        logUnseen += entry.getValue() * Math.log1p(-entry.getKey().samplingProbability());
      }
    }
    return logUnseen == Double.NEGATIVE_INFINITY ? 1 : -Math.expm1(logUnseen) * (1 - 1e-12);
  }

  EpsilonBracket epsilon(double delta) {
    if (hidesNothing) {
      double lower = delta < exposed ? Double.POSITIVE_INFINITY : 0;
      return bracket(new Interval(lower, Double.POSITIVE_INFINITY), delta, Direction.REMOVE);
    }
    Interval removed = DirectedLoss.epsilon(remove, delta);
    if (symmetric || DirectedLoss.isWithin(add, removed.upper(), delta)) {
      return bracket(removed, delta, Direction.REMOVE);
    }
    Interval added = DirectedLoss.epsilon(add, delta);
    Direction worse = added.upper() > removed.upper() ? Direction.ADD : Direction.REMOVE;
    return bracket(worst(removed, added), delta, worse);
  }

  DeltaBracket delta(double epsilon) {
    if (hidesNothing) {
      return new DeltaBracket(exposed, 1, epsilon, Direction.REMOVE, relation);
    }
    Interval removed = DirectedLoss.delta(remove, epsilon);
    Interval added = symmetric ? removed : DirectedLoss.delta(add, epsilon);
    Interval worst = worst(removed, added);
    Direction worse = added.upper() > removed.upper() ? Direction.ADD : Direction.REMOVE;
    return new DeltaBracket(worst.lower(), worst.upper(), epsilon, worse, relation);
  }

  private EpsilonBracket bracket(Interval interval, double delta, Direction direction) {
    return new EpsilonBracket(interval.lower(), interval.upper(), delta, direction, relation);
  }

  private static Interval worst(Interval left, Interval right) {
    return new Interval(
        Math.max(left.lower(), right.lower()), Math.max(left.upper(), right.upper()));
  }
}
