package io.dptrain.accountant.event;

import io.dptrain.accountant.internal.Checks;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The one Gaussian that hides as much as several, released from the same data or the same sample.
 *
 * <p><b>Formula:</b> with noise multipliers z_j, the releases in units of their noise move together
 * by at most sqrt(sum of z_j^-2) in l2 norm, so the noise multiplier of all is (sum of
 * z_j^-2)^(-1/2); z_j counts as often as it was released.
 *
 * <p><b>Error:</b> downward, towards privacy, by at most 2^-45 relative: never above the exact
 * value. Noise above 1e100 counts as 1e100, noise below 1e-154 as 0. A Gaussian alone is what it
 * was, to the last bit.
 *
 * <p><b>Source:</b> Andrew, Thakkar, McMahan, Ramaswamy 2021, Differentially private learning with
 * adaptive clipping, arXiv:1905.03871, theorem 1.
 *
 * <p>Stateless.
 */
public final class JointGaussian {
  /** The square of more would have an inverse of 0, and a release would count as none. */
  private static final double LARGEST_NOISE = 1e100;

  /** More than the roundings of a sum of precisions and its root. */
  private static final double TOWARDS_PRIVACY = 1 - 0x1p-46;

  private JointGaussian() {}

  /**
   * Returns the Gaussian of all in the list, which must not be empty.
   *
   * <p><b>Error:</b> downward. 0 if one of the noise multipliers is.
   */
  public static GaussianEvent of(List<GaussianEvent> events) {
    Checks.require(!events.isEmpty(), "events must hold at least one Gaussian, but is empty");
    return events.size() == 1
        ? events.get(0)
        : ofPrecision(events.stream().mapToDouble(JointGaussian::precision).sum());
  }

  /**
   * Returns the Gaussian of all in the event; empty if it releases nothing.
   *
   * <p><b>Domain:</b> Gaussians, events that release nothing or hide nothing, and compositions of
   * them.
   *
   * <p><b>Error:</b> downward. 0 if anything in the event hides nothing.
   *
   * @param refusal is given a part outside the domain, to throw what the caller says of it; a part
   *     that it lets pass counts as hiding nothing
   */
  public static Optional<GaussianEvent> of(PrivacyEvent event, Consumer<PrivacyEvent> refusal) {
    if (event instanceof GaussianEvent alone) {
      return Optional.of(alone);
    }
    double precision = precision(event, refusal);
    return precision == 0 ? Optional.empty() : Optional.of(ofPrecision(precision));
  }

  private static GaussianEvent ofPrecision(double precision) {
    return new GaussianEvent(TOWARDS_PRIVACY / Math.sqrt(precision));
  }

  /** Returns the sum of noiseMultiplier^-2. */
  private static double precision(PrivacyEvent event, Consumer<PrivacyEvent> refusal) {
    if (event instanceof GaussianEvent gaussian) {
      return precision(gaussian);
    } else if (event instanceof SelfComposedEvent repeated) {
      double once = precision(repeated.event(), refusal);
      // Not taking it at all costs nothing, even where once hides nothing: 0 x infinity is NaN.
      return repeated.count() == 0 ? 0 : repeated.count() * once;
    } else if (event instanceof ComposedEvent composed) {
      return composed.events().stream().mapToDouble(part -> precision(part, refusal)).sum();
    } else if (event instanceof NoOpEvent) {
      return 0;
    } else if (!(event instanceof NonPrivateEvent)) {
      refusal.accept(event);
    }
    return Double.POSITIVE_INFINITY;
  }

  private static double precision(GaussianEvent event) {
    double noise = Math.min(event.noiseMultiplier(), LARGEST_NOISE);
    // Divided twice, since the square of a small number may be 0 or have lost its digits.
    return 1 / noise / noise;
  }
}
