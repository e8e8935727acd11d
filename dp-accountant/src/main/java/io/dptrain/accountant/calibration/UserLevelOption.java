package io.dptrain.accountant.calibration;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.pld.PldAccountant;
import java.util.Objects;

/**
 * One way to train with a guarantee for each user, and the noise that it needs. Immutable.
 *
 * @param unit what is sampled and clipped
 * @param rowsPerUser how many rows of a user count: in a step if users are sampled, in the whole
 *     data set if examples are
 * @param size how many units there are to sample from; at least 1
 * @param expectedBatchSize the mean number of units in a step, which the noised sum is divided by;
 *     in (0, size]
 * @param l2ClipNorm what the gradient of a unit is clipped to
 * @param noiseMultiplier noise standard deviation / l2 clip norm
 */
public record UserLevelOption(
    Unit unit,
    long rowsPerUser,
    long size,
    double expectedBatchSize,
    double l2ClipNorm,
    double noiseMultiplier) {

  /** What is sampled into a step, and clipped as one. */
  public enum Unit {
    /** A user: the mean gradient of some of its rows. One user is one unit. */
    USER,
    /** A row. A user is a group of rows, which is added or removed as a whole. */
    EXAMPLE
  }

  /** Checks all numbers. */
  public UserLevelOption {
    Objects.requireNonNull(unit, "unit");
    Checks.positiveCount("rowsPerUser", rowsPerUser);
    Checks.positiveCount("size", size);
    Checks.positive("l2ClipNorm", l2ClipNorm);
    Checks.positive("noiseMultiplier", noiseMultiplier);
    Checks.require(
        expectedBatchSize > 0 && expectedBatchSize <= size,
        "expectedBatchSize must be in (0, %s], but is %s; lower the rows per step",
        size,
        expectedBatchSize);
  }

  /** The probability with which each unit joins each step, as the sampler computes it. */
  public double samplingProbability() {
    return expectedBatchSize / size;
  }

  /**
   * The standard deviation of the noise on each coordinate of the averaged gradient: what two
   * options are compared by.
   *
   * <p><b>Formula:</b> noiseMultiplier l2ClipNorm / expectedBatchSize. <b>Unit:</b> that of the
   * gradient.
   */
  public double noiseOnGradient() {
    return noiseMultiplier * l2ClipNorm / expectedBatchSize;
  }

  /**
   * Returns the epsilon of a user after so many steps, by the exact accountant: of one unit, or of
   * a group of {@code rowsPerUser} of them.
   *
   * <p><b>Domain:</b> steps in [0, 2^53], delta in (0, 1). <b>Unit:</b> natural logarithm.
   *
   * <p><b>Error:</b> upward, see {@link PldAccountant#guarantee}.
   *
   * @throws IllegalArgumentException if a group is larger than {@link PldAccountant#forGroup} takes
   */
  public double epsilon(long steps, double delta) {
    return accountant().compose(step(), steps).epsilon(delta);
  }

  PrivacyEvent step() {
    return PrivacyEvent.poissonSampledGaussian(samplingProbability(), noiseMultiplier);
  }

  /** A new accountant whose neighbors differ by one user. */
  PldAccountant accountant() {
    return switch (unit) {
      case USER -> new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
      case EXAMPLE -> PldAccountant.forGroup(rowsPerUser);
    };
  }

  /** The same with other noise. */
  UserLevelOption withNoiseMultiplier(double noise) {
    return new UserLevelOption(unit, rowsPerUser, size, expectedBatchSize, l2ClipNorm, noise);
  }
}
