package io.dptrain.accountant.rdp;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.NoOpEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.internal.Checks;

/**
 * The noise of the one Gaussian that hides as much as all the Gaussians on one sample together.
 *
 * <p><b>Formula:</b> (sum of noiseMultiplier^-2)^(-1/2). <b>Error:</b> downward, by a few ulp.
 */
final class SampledNoise {
  /** More than the roundings of a sum of precisions and its root. */
  private static final double TOWARDS_PRIVACY = 1 - 0x1p-46;

  private SampledNoise() {}

  /** Returns the noise multiplier; infinity if the event holds no noise and needs none. */
  static double of(PrivacyEvent event, NeighboringRelation relation) {
    if (event instanceof GaussianEvent gaussian) {
      return gaussian.noiseMultiplier();
    }
    double precision = precision(event, relation);
    return precision == 0 ? Double.POSITIVE_INFINITY : TOWARDS_PRIVACY / Math.sqrt(precision);
  }

  /** Returns the sum of noiseMultiplier^-2. */
  private static double precision(PrivacyEvent event, NeighboringRelation relation) {
    if (event instanceof GaussianEvent gaussian) {
      double noise = Math.min(gaussian.noiseMultiplier(), PoissonGaussianRdp.LARGEST_NOISE);
      return 1 / noise / noise;
    } else if (event instanceof SelfComposedEvent repeated) {
      double once = precision(repeated.event(), relation);
      return repeated.count() == 0 ? 0 : repeated.count() * once;
    } else if (event instanceof ComposedEvent composed) {
      return composed.events().stream().mapToDouble(part -> precision(part, relation)).sum();
    } else if (event instanceof NonPrivateEvent) {
      return Double.POSITIVE_INFINITY;
    }
    Checks.require(
        event instanceof NoOpEvent,
        "RdpAccountant does not cover %s inside a sampled event under %s: there, Gaussian noise"
            + " alone; if both are samples and independent, multiply the two probabilities",
        event.describe(),
        relation);
    return 0;
  }
}
