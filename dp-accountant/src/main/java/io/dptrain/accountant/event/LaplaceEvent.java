package io.dptrain.accountant.event;

import io.dptrain.accountant.internal.Checks;

/**
 * A sum released with Laplace noise.
 *
 * <p>{@code noiseMultiplier} is the scale of the noise divided by the l1 bound of one privacy
 * unit's contribution to the sum. Under {@link NeighboringRelation#REPLACE_ONE} the sum moves by
 * twice that bound; the accountant takes care of it, never the caller.
 *
 * <p><b>Domain:</b> [0, infinity). At 0 nothing is hidden and epsilon is infinite.
 *
 * <p><b>Unit:</b> none.
 */
public record LaplaceEvent(double noiseMultiplier) implements PrivacyEvent {
  public LaplaceEvent {
    Checks.nonNegative("noiseMultiplier", noiseMultiplier);
  }

  @Override
  public String describe() {
    return "Laplace(noiseMultiplier=" + noiseMultiplier + ")";
  }
}
