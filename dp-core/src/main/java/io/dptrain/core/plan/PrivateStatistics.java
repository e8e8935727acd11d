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
