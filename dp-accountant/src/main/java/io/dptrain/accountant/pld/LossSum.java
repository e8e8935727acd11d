package io.dptrain.accountant.pld;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * The total privacy loss of a composition in one direction, from one side: steps with their counts,
 * and all plain Gaussian ones together.
 *
 * <p>Immutable.
 */
final class LossSum {
  /** The quadrature may lose this much of a moment of the whole composition. */
  private static final double LOG_TOLERANCE = -34;

  private static final double FINEST_LOG_TOLERANCE = -60;

  private final Direction direction;
  private final Side side;
  private final List<LossStep> steps = new ArrayList<>();
  private final List<LossShape> shapes = new ArrayList<>();
  private final List<Double> counts = new ArrayList<>();
  private final double precision;
  private final double logTolerance;

  LossSum(Map<LossStep, Long> composition, Direction direction, Side side, RecentShapes recent) {
    this.direction = direction;
    this.side = side;
    double sum = 0;
    double most = 1;
    for (Map.Entry<LossStep, Long> entry : composition.entrySet()) {
      LossStep step = entry.getKey();
      double count = entry.getValue();
      if (step instanceof SampledGaussian gaussian && gaussian.isPlainGaussian()) {
        // Exactly one Gaussian together, whatever their number, so they take no quadrature.
        sum += count / gaussian.noiseMultiplier() / gaussian.noiseMultiplier();
      } else {
        steps.add(step);
        shapes.add(recent.of(step, direction, side));
        counts.add(count);
        most += count;
      }
    }
    this.precision = sum;
    this.logTolerance = Math.max(FINEST_LOG_TOLERANCE, LOG_TOLERANCE - Math.log(most));
  }

  Direction direction() {
    return direction;
  }

  Side side() {
    return side;
  }

  /** Whether the loss itself is followed, so that the sum serves both sides. */
  boolean isExact() {
    return shapes.stream().allMatch(shape -> shape instanceof Loss);
  }

  /** Returns the kinds of steps that are not plain Gaussian noise, in the order of their counts. */
  List<LossStep> steps() {
    return steps;
  }

  List<Double> counts() {
    return counts;
  }

  /** Returns the sum of noiseMultiplier^-2 of the plain Gaussian steps. */
  double precision() {
    return precision;
  }

  /** Returns a bound on the probability that the loss is infinite. */
  double infinite() {
    double sum = 0;
    for (int i = 0; i < shapes.size(); i++) {
      sum += counts.get(i) * shapes.get(i).infinite();
    }
    return sum;
  }

  /**
   * Returns bounds on delta by epsilon, without a contour, if there is one step only and it is a
   * table, or its noise is not so large that its two terms cancel.
   */
  Optional<DoubleFunction<Interval>> single() {
    if (precision > 0 || counts.size() != 1 || counts.get(0) != 1) {
      return Optional.empty();
    } else if (steps.get(0) instanceof SampledGaussian step) {
      return step.noiseMultiplier() <= SingleStep.LARGEST_NOISE
          ? Optional.of(new SingleStep(step, direction)::delta)
          : Optional.empty();
    }
    return shapes.get(0) instanceof LossTable table ? Optional.of(table::delta) : Optional.empty();
  }

  /** Returns a bound on the total variation distance, and so on delta at any epsilon. */
  double totalVariation() {
    double sum = Math.sqrt(precision / (2 * Math.PI));
    for (int i = 0; i < steps.size(); i++) {
      sum += counts.get(i) * shapes.get(i).totalVariation();
    }
    return sum * (1 + 1e-12);
  }

  /** Returns the sum under the distribution tilted by exp(z loss). */
  TiltedLoss at(double z) {
    List<Moment> moments = new ArrayList<>(shapes.size());
    for (LossShape shape : shapes) {
      moments.add(shape.moment(direction, z, logTolerance));
    }
    return new TiltedLoss(z, moments, counts, precision);
  }
}
