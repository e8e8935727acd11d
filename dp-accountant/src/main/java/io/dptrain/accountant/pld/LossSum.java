package io.dptrain.accountant.pld;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The total privacy loss of a composition in one direction: sampled steps with their counts, and
 * all plain Gaussian ones together.
 *
 * <p>Immutable.
 */
final class LossSum {
  /** The quadrature may lose this much of a moment of the whole composition. */
  private static final double LOG_TOLERANCE = -34;

  private static final double FINEST_LOG_TOLERANCE = -60;

  private final Direction direction;
  private final List<SampledGaussian> steps = new ArrayList<>();
  private final List<Double> counts = new ArrayList<>();
  private final double precision;
  private final double logTolerance;
  private final boolean exact;

  LossSum(Map<SampledGaussian, Long> composition, Direction direction) {
    this.direction = direction;
    double sum = 0;
    double most = 1;
    boolean isExact = true;
    for (Map.Entry<SampledGaussian, Long> entry : composition.entrySet()) {
      SampledGaussian step = entry.getKey();
      double count = entry.getValue();
      isExact &= step.isExact();
      if (step.isPlainGaussian()) {
        sum += count / step.noiseMultiplier() / step.noiseMultiplier();
      } else {
        steps.add(step);
        counts.add(count);
        most += count;
      }
    }
    this.precision = sum;
    this.exact = isExact;
    this.logTolerance = Math.max(FINEST_LOG_TOLERANCE, LOG_TOLERANCE - Math.log(most));
  }

  Direction direction() {
    return direction;
  }

  /** Whether no step was replaced by a worse one. */
  boolean isExact() {
    return exact;
  }

  /**
   * Returns the one step there is, if there is only one and its noise is not so large that its two
   * terms cancel.
   */
  Optional<SingleStep> single() {
    boolean single = precision == 0 && counts.size() == 1 && counts.get(0) == 1;
    return single && steps.get(0).noiseMultiplier() <= SingleStep.LARGEST_NOISE
        ? Optional.of(new SingleStep(steps.get(0), direction))
        : Optional.empty();
  }

  /** Returns a bound on the total variation distance, and so on delta at any epsilon. */
  double totalVariation() {
    double sum = Math.sqrt(precision / (2 * Math.PI));
    for (int i = 0; i < steps.size(); i++) {
      SampledGaussian step = steps.get(i);
      double distance = Math.min(1, 1 / step.noiseMultiplier() / Math.sqrt(2 * Math.PI));
      sum += counts.get(i) * step.samplingProbability() * distance;
    }
    return sum * (1 + 1e-12);
  }

  /** Returns the sum under the distribution tilted by exp(z loss). */
  TiltedLoss at(double z) {
    List<LossMoment> moments = new ArrayList<>(steps.size());
    for (SampledGaussian step : steps) {
      moments.add(LossMoment.at(step, direction, z, logTolerance));
    }
    return new TiltedLoss(z, moments, counts, precision);
  }
}
