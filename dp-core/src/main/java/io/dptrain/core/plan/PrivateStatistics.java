package io.dptrain.core.plan;

import io.dptrain.core.internal.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is released in each step beside the update, with noise, so that training can be watched: the
 * raw values would tell of the data. Each is charged in the same event as the update.
 *
 * <p><b>Formula</b> of each: {@code m + (sum_i (v_i - m) + noise) / B}, where {@code v_i} is the
 * value of example {@code i}, {@code m} is the middle of its range and {@code B} is the expected
 * batch size; of standard deviation {@code noiseMultiplier * range / (2 B)} beside that of
 * sampling.
 *
 * @param loss the mean loss
 * @param clipFraction the noise multiplier of the share of examples that were clipped
 */
public record PrivateStatistics(Optional<Loss> loss, OptionalDouble clipFraction) {
  private static final PrivateStatistics NONE =
      new PrivateStatistics(Optional.empty(), OptionalDouble.empty());

  /** What a step that is watched may lose of its noise multiplier, relatively. */
  private static final double WATCHED_SHARE = 1e-3;

  /** A five hundredth of it reaches a step, which is more than its noise multiplier is rounded. */
  private static final double ROUNDING = 0x1p-30;

  /**
   * The mean loss.
   *
   * @param largest each loss is clipped into {@code [0, largest]}; from 2^-40 to 2^60
   * @param noiseMultiplier noise standard deviation divided by {@code largest / 2}; from 2^-40 to
   *     2^40
   */
  public record Loss(double largest, double noiseMultiplier) {
    /** Checks both numbers. */
    public Loss {
      require("largest", largest, 0x1p-40, 0x1p60);
      requireNoiseMultiplier(noiseMultiplier);
    }
  }

  /** Checks the noise multiplier. */
  public PrivateStatistics {
    clipFraction.ifPresent(PrivateStatistics::requireNoiseMultiplier);
  }

  private static void requireNoiseMultiplier(double value) {
    require("noiseMultiplier", value, 0x1p-40, 0x1p40);
  }

  /** Single precision carries the value together with the others of a step. */
  private static void require(String name, double value, double least, double most) {
    Checks.positiveFinite(name, value);
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name
              + " must be from "
              + least
              + " to "
              + most
              + ", where single precision neither under- nor overflows, but is "
              + value);
    }
  }

  /** Nothing but the update. */
  public static PrivateStatistics none() {
    return NONE;
  }

  /**
   * The mean loss and the share of clipped examples, with so much noise that a step costs next to
   * nothing more: its noise multiplier is lowered by a thousandth at most.
   *
   * <p><b>Formula</b>: two statistics of noise multiplier {@code s} beside a step of {@code z}
   * leave {@code (1 / z^2 + 2 / s^2)^(-1/2)}, which is {@code 0.999 z} for {@code s = z sqrt(2 /
   * (0.999^-2 - 1)) = 31.6 z}. <b>Error</b>: upward. Never below 2^-40, also for a step without
   * noise.
   *
   * @param largestLoss as of {@link Loss#largest}
   * @param noiseMultiplier of a step without them, where noise changes that of a step of the most:
   *     zero or more
   */
  public static PrivateStatistics watching(double largestLoss, double noiseMultiplier) {
    Checks.nonNegativeFinite("noiseMultiplier", noiseMultiplier);
    double left = 1 - WATCHED_SHARE;
    double ratio = Math.sqrt(2 / (1 / (left * left) - 1)) * (1 + ROUNDING);
    double each = Math.max(0x1p-40, ratio * noiseMultiplier);
    return NONE.withLoss(largestLoss, each).withClipFraction(each);
  }

  /**
   * The noise multiplier that a step must have without {@link #watching} to have so much with it.
   *
   * @param together with both statistics
   */
  public static double beforeWatching(double together) {
    return together / (1 - WATCHED_SHARE);
  }

  /**
   * Also the mean loss, each loss clipped into {@code [0, largest]}. With 20 as the noise
   * multiplier and noise 1 on the gradient, a step reveals an eighth of a percent more.
   */
  public PrivateStatistics withLoss(double largest, double noiseMultiplier) {
    return new PrivateStatistics(Optional.of(new Loss(largest, noiseMultiplier)), clipFraction);
  }

  /**
   * Also the share of examples that were clipped: whose norm was above its clip norm, in any group,
   * or not finite.
   */
  public PrivateStatistics withClipFraction(double noiseMultiplier) {
    return new PrivateStatistics(loss, OptionalDouble.of(noiseMultiplier));
  }

  /** The mean loss, out of the noised statistics of a step. */
  public OptionalDouble lossOf(double[] noised) {
    return loss.isPresent()
        ? OptionalDouble.of(loss.get().largest() / 2 + noised[0])
        : OptionalDouble.empty();
  }

  /** The share of examples that were clipped, out of the noised statistics of a step. */
  public OptionalDouble clipFractionOf(double[] noised) {
    return clipFraction.isPresent()
        ? OptionalDouble.of(0.5 + noised[noised.length - 1])
        : OptionalDouble.empty();
  }

  /** The noise multiplier of each, in the order in which they are added to the graph. */
  public List<Double> noiseMultipliers() {
    List<Double> noise = new ArrayList<>();
    loss.ifPresent(released -> noise.add(released.noiseMultiplier()));
    clipFraction.ifPresent(noise::add);
    return noise;
  }
}
