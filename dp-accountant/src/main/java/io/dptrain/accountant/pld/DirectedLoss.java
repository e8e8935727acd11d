package io.dptrain.accountant.pld;

import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * Brackets of epsilon and delta in one direction.
 *
 * <p>Not thread-safe.
 */
final class DirectedLoss {
  private static final int MOST_CONTOURS = 4;

  /** A contour made for other counts will do if its bracket is no wider than this, relative. */
  private static final double NARROW = 1e-7;

  /** A first contour for too large a delta may leave its upper end this far above, as a log. */
  private static final double ASSUMED_LOOSENESS = 4;

  private final RecentContours recent;
  private final LossSum above;
  private final LossSum below;

  DirectedLoss(Map<LossStep, Long> counts, Direction direction, RecentContours recent) {
    this.recent = recent;
    this.above = new LossSum(counts, direction, Side.UPPER, recent.shapes());
    this.below =
        above.isExact() ? above : new LossSum(counts, direction, Side.LOWER, recent.shapes());
  }

  /** Returns bounds on the least epsilon at which delta suffices. */
  Interval epsilon(double delta) {
    Interval upper = epsilon(above, delta - above.infinite());
    return above == below
        ? upper
        : new Interval(Math.min(epsilon(below, delta).lower(), upper.upper()), upper.upper());
  }

  /** Returns bounds on delta at epsilon. */
  Interval delta(double epsilon) {
    Interval upper = delta(above, epsilon);
    double highest = Math.min(1, upper.upper() + above.infinite());
    return above == below
        ? upper
        : new Interval(Math.min(delta(below, epsilon).lower(), highest), highest);
  }

  /** Whether delta at epsilon is at most the given one, as far as one contour can tell. */
  boolean isWithin(double epsilon, double delta) {
    double left = delta - above.infinite();
    return left > 0 && isWithin(above, epsilon, left);
  }

  private Interval epsilon(LossSum sum, double delta) {
    if (!(delta > 0)) {
      return new Interval(0, Double.POSITIVE_INFINITY);
    } else if (sum.totalVariation() <= delta) {
      return Interval.ZERO;
    }
    Optional<DoubleFunction<Interval>> single = sum.single();
    if (single.isPresent()) {
      return epsilon(single.get(), delta);
    }
    Optional<RecentContours.Found> near = recent.nearest(sum, delta);
    if (near.isPresent()) {
      Interval interval = epsilon(near.get().contour().with(sum), near.get().epsilon(), delta);
      if (interval.relativeWidth() <= Math.max(NARROW, 2 * near.get().width())) {
        return interval;
      }
    }
    return freshEpsilon(sum, delta);
  }

  private Interval freshEpsilon(LossSum sum, double delta) {
    TiltedLoss tilted = SaddlePoint.forDelta(sum, delta);
    if (!tilted.isFinite()) {
      return new Interval(0, Double.POSITIVE_INFINITY);
    }
    double logDelta = Math.log(delta);
    double start = Math.max(0, tilted.saddleEpsilon());
    Interval interval = new Interval(0, Double.POSITIVE_INFINITY);
    // A contour is close near the epsilon it was made for: if the answer is elsewhere, the next one
    // is made for that. Each gives a valid interval, so what all of them say counts.
    for (int i = 0; i < MOST_CONTOURS; i++) {
      Ladder ladder = new Ladder(sum, tilted, logDelta + Contour.LOG_ACCURACY);
      double chernoff = ladder.chernoffEpsilon(logDelta);
      start = Math.min(start, chernoff);
      Contour contour = Contour.at(ladder, sum.direction(), start, logDelta);
      interval = interval.and(epsilon(contour, start, delta).atMost(chernoff));
      // The errors fall as exp(-z epsilon): over so little they stay in proportion to delta.
      double moved = Math.abs(interval.upper() - start) * tilted.z();
      if (moved < 0.5 || Double.isInfinite(interval.upper())) {
        double end = interval.upper();
        recent.add(new RecentContours.Found(sum, delta, contour, end, interval.relativeWidth()));
        break;
      }
      start = interval.upper();
      tilted = SaddlePoint.forEpsilon(sum, start, tilted.z());
    }
    return interval;
  }

  private static Interval epsilon(DoubleFunction<Interval> deltas, double delta) {
    double upper = Crossing.of(e -> deltas.apply(e).upper() / delta, 0, 1).after();
    double lower = Crossing.of(e -> deltas.apply(e).lower() / delta, 0, 1).before();
    return new Interval(Math.min(lower, upper), upper);
  }

  private static Interval epsilon(Contour contour, double start, double delta) {
    double step = Math.min(0.01 * (start + 1e-6), 0.1 / contour.tilted().z());
    double upper = Crossing.of(e -> contour.upper(e) / delta, start, step).after();
    double lower = Crossing.of(e -> contour.lower(e) / delta, start, step).before();
    return new Interval(Math.min(lower, upper), upper);
  }

  private static Interval delta(LossSum sum, double epsilon) {
    Optional<DoubleFunction<Interval>> single = sum.single();
    if (single.isPresent()) {
      return single.get().apply(epsilon);
    }
    double distance = Math.min(1, sum.totalVariation());
    TiltedLoss tilted = SaddlePoint.forEpsilon(sum, epsilon, 4);
    if (!tilted.isFinite()) {
      return new Interval(0, distance);
    }
    Interval interval = new Interval(0, distance);
    double logDelta = Math.min(0, tilted.saddleLogDelta());
    for (int i = 0; i < MOST_CONTOURS && interval.upper() > 0; i++) {
      interval = interval.and(delta(sum, tilted, epsilon, logDelta));
      double reached = Math.log(interval.upper());
      // Close, or the contour was made for a delta no larger than it found: another would not help.
      if (interval.lower() > 0.5 * interval.upper() || reached > logDelta - 0.1) {
        break;
      }
      logDelta = reached - ASSUMED_LOOSENESS;
    }
    return interval;
  }

  private static Interval delta(LossSum sum, TiltedLoss tilted, double epsilon, double logDelta) {
    Ladder ladder = new Ladder(sum, tilted, logDelta + Contour.LOG_ACCURACY);
    Contour contour = Contour.at(ladder, sum.direction(), epsilon, logDelta);
    double simple = Math.nextUp(Math.exp(tilted.logChernoff(epsilon)) * (1 + 1e-12));
    double upper = Math.min(simple, contour.upper(epsilon));
    return new Interval(Math.min(upper, contour.lower(epsilon)), upper);
  }

  private boolean isWithin(LossSum sum, double epsilon, double delta) {
    if (sum.totalVariation() <= delta) {
      return true;
    }
    Optional<DoubleFunction<Interval>> single = sum.single();
    if (single.isPresent()) {
      return single.get().apply(epsilon).upper() <= delta;
    }
    Optional<RecentContours.Found> near = recent.nearest(sum, delta);
    if (near.isPresent() && near.get().contour().with(sum).upper(epsilon) <= delta) {
      return true;
    }
    TiltedLoss tilted = SaddlePoint.forEpsilon(sum, epsilon, 4);
    double logDelta = Math.log(delta);
    if (!tilted.isFinite()) {
      return false;
    }
    Ladder ladder = new Ladder(sum, tilted, logDelta + Contour.LOG_ACCURACY);
    Contour contour = Contour.at(ladder, sum.direction(), epsilon, logDelta);
    // Width 0: no bracket was found with it, so one found later must be NARROW to be believed.
    recent.add(new RecentContours.Found(sum, delta, contour, epsilon, 0));
    return contour.upper(epsilon) <= delta;
  }
}
