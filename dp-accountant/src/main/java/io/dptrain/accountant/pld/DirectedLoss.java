package io.dptrain.accountant.pld;

import java.util.Optional;
import java.util.function.DoublePredicate;

/**
 * Brackets of epsilon and delta in one direction.
 *
 * <p>Stateless.
 */
final class DirectedLoss {
  private static final int MOST_DOUBLINGS = 60;
  private static final int MOST_CONTOURS = 4;

  /** A first contour for too large a delta may leave its upper end this far above, as a log. */
  private static final double ASSUMED_LOOSENESS = 4;

  private static final double CLOSE = 0x1p-44;

  private DirectedLoss() {}

  /** Returns bounds on the least epsilon at which delta suffices. */
  static Interval epsilon(LossSum sum, double delta) {
    if (sum.totalVariation() <= delta) {
      return Interval.ZERO;
    }
    Optional<SingleStep> single = sum.single();
    if (single.isPresent()) {
      return epsilon(single.get(), delta);
    }
    TiltedLoss tilted = SaddlePoint.forDelta(sum, delta);
    if (!tilted.isFinite()) {
      return new Interval(0, Double.POSITIVE_INFINITY);
    }
    double logDelta = Math.log(delta);
    double start = Math.max(0, tilted.saddleEpsilon());
    Interval interval = new Interval(0, Double.POSITIVE_INFINITY);
    for (int i = 0; i < MOST_CONTOURS; i++) {
      Ladder ladder = new Ladder(sum, tilted, logDelta + Contour.LOG_ACCURACY);
      start = Math.min(start, ladder.chernoffEpsilon(logDelta));
      interval = interval.and(epsilon(sum, ladder, start, delta));
      double moved = Math.abs(interval.upper() - start) * tilted.z();
      if (moved < 0.5 || Double.isInfinite(interval.upper())) {
        break;
      }
      start = interval.upper();
      tilted = SaddlePoint.forEpsilon(sum, start, tilted.z());
    }
    return sum.isExact() ? interval : interval.withoutLower();
  }

  private static Interval epsilon(SingleStep step, double delta) {
    double upper = last(e -> step.delta(e).upper() > delta, 0, 1, true);
    return new Interval(last(e -> step.delta(e).lower() >= delta, 0, 1, false), upper);
  }

  private static Interval epsilon(LossSum sum, Ladder ladder, double start, double delta) {
    Contour contour = new Contour(ladder, sum.direction(), start, Math.log(delta));
    double step = 0.01 * (start + 1e-6);
    double upper = last(e -> contour.upper(e) > delta, start, step, true);
    double lower = last(e -> contour.lower(e) >= delta, start, step, false);
    double least = Math.min(ladder.chernoffEpsilon(Math.log(delta)), upper);
    return new Interval(Math.min(lower, least), least);
  }

  /** Returns bounds on delta at epsilon. */
  static Interval delta(LossSum sum, double epsilon) {
    Optional<SingleStep> single = sum.single();
    if (single.isPresent()) {
      return single.get().delta(epsilon);
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
      if (interval.lower() > 0.5 * interval.upper() || reached > logDelta - 0.1) {
        break;
      }
      logDelta = reached - ASSUMED_LOOSENESS;
    }
    return sum.isExact() ? interval : interval.withoutLower();
  }

  private static Interval delta(LossSum sum, TiltedLoss tilted, double epsilon, double logDelta) {
    Ladder ladder = new Ladder(sum, tilted, logDelta + Contour.LOG_ACCURACY);
    Contour contour = new Contour(ladder, sum.direction(), epsilon, logDelta);
    double simple = Math.nextUp(Math.exp(tilted.logChernoff(epsilon)) * (1 + 1e-12));
    double upper = Math.min(simple, contour.upper(epsilon));
    return new Interval(Math.min(upper, contour.lower(epsilon)), upper);
  }

  /** Whether delta at epsilon is at most the given one, as far as one contour can tell. */
  static boolean isWithin(LossSum sum, double epsilon, double delta) {
    if (sum.totalVariation() <= delta) {
      return true;
    }
    Optional<SingleStep> single = sum.single();
    if (single.isPresent()) {
      return single.get().delta(epsilon).upper() <= delta;
    }
    TiltedLoss tilted = SaddlePoint.forEpsilon(sum, epsilon, 4);
    double logDelta = Math.log(delta);
    if (!tilted.isFinite() || tilted.logChernoff(epsilon) < logDelta - 1e-9) {
      return tilted.isFinite();
    }
    Ladder ladder = new Ladder(sum, tilted, logDelta + Contour.LOG_ACCURACY);
    return new Contour(ladder, sum.direction(), epsilon, logDelta).upper(epsilon) <= delta;
  }

  /**
   * Returns the point, 0 or more, up to which the predicate holds: on the side where it does not if
   * {@code outside}, else where it does; then 0 if there is no such point. Infinite if it holds
   * everywhere.
   */
  private static double last(
      DoublePredicate holds, double start, double firstStep, boolean outside) {
    if (outside && !holds.test(0)) {
      return 0;
    }
    double step = firstStep;
    double inside = start;
    while (!holds.test(inside)) {
      if (inside == 0) {
        return 0;
      }
      inside = Math.max(0, start - step);
      step *= 2;
    }
    step = firstStep;
    double beyond = inside + step;
    for (int i = 0; holds.test(beyond); i++) {
      if (i == MOST_DOUBLINGS) {
        return outside ? Double.POSITIVE_INFINITY : inside;
      }
      inside = beyond;
      step *= 2;
      beyond += step;
    }
    while (beyond - inside > CLOSE * beyond) {
      double middle = inside + (beyond - inside) / 2;
      if (middle <= inside || middle >= beyond) {
        break;
      }
      if (holds.test(middle)) {
        inside = middle;
      } else {
        beyond = middle;
      }
    }
    return outside ? beyond : inside;
  }
}
