package io.dptrain.accountant.event;

import io.dptrain.accountant.internal.Checks;

/**
 * A sum released with Gaussian noise.
 *
 * <p>{@code noiseMultiplier} is the standard deviation of the noise divided by the l2 bound of one
 * privacy unit's contribution to the sum (the l2 clip norm), under every relation. Under {@link
 * NeighboringRelation#REPLACE_ONE} the sum moves by twice that bound; the accountant takes care of
 * it, never the caller.
 *
 * <p><b>Domain:</b> [0, infinity). At 0 nothing is hidden and epsilon is infinite.
 *
 * <p><b>Unit:</b> none.
 */
public record GaussianEvent(double noiseMultiplier) implements PrivacyEvent {
  public GaussianEvent {
    Checks.nonNegative("noiseMultiplier", noiseMultiplier);
  }

  @Override
  public String describe() {
    return "Gaussian(noiseMultiplier=" + noiseMultiplier + ")";
  }
}
