package io.dptrain.examples.gan.model;

import io.dptrain.core.stability.backprop.SignalRule;
import io.dptrain.core.stability.penalty.GradientPenalty;
import io.dptrain.core.stability.weights.SpectralNormalization;
import io.dptrain.core.stability.weights.WeightClipping;
import java.util.Optional;

/**
 * How a GAN is trained: two learning rates, and what keeps the discriminator in check.
 *
 * @param discriminatorRate learning rate of Adam
 * @param generatorRate learning rate of Adam
 * @param controls what keeps the discriminator in check
 */
public record Recipe(double discriminatorRate, double generatorRate, Controls controls) {

  /**
   * What keeps a discriminator in check; each of them may be missing.
   *
   * @param signal clips what flows from the discriminator to each sample of the generator
   * @param weights clips the weights of the discriminator after each update
   * @param penalty on the gradient of the score, at real points
   * @param lipschitz bounds how fast the score can change, by spectral normalization
   * @param privacy clips the gradient of each example and adds noise
   */
  public record Controls(
      Optional<SignalRule> signal,
      Optional<WeightClipping> weights,
      Optional<GradientPenalty> penalty,
      Optional<LipschitzBound> lipschitz,
      Optional<Privacy> privacy) {

    /** No control. */
    public static Controls none() {
      return new Controls(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** These controls, with this signal clipping. */
    public Controls with(SignalRule rule) {
      return new Controls(Optional.of(rule), weights, penalty, lipschitz, privacy);
    }

    /** These controls, with this weight clipping. */
    public Controls with(WeightClipping clipping) {
      return new Controls(signal, Optional.of(clipping), penalty, lipschitz, privacy);
    }

    /** These controls, with this penalty. */
    public Controls with(GradientPenalty added) {
      return new Controls(signal, weights, Optional.of(added), lipschitz, privacy);
    }

    /** These controls, with this bound. */
    public Controls with(LipschitzBound bound) {
      return new Controls(signal, weights, penalty, Optional.of(bound), privacy);
    }

    /** These controls, with these private steps. */
    public Controls with(Privacy steps) {
      return new Controls(signal, weights, penalty, lipschitz, Optional.of(steps));
    }
  }

  /**
   * Bounds the Lipschitz constant of the discriminator.
   *
   * @param constant what the output is multiplied with; without it, scores change by at most one
   *     for each unit of distance, which cannot tell modes of this ring from what lies between
   * @param normalization makes every layer about 1-Lipschitz
   */
  public record LipschitzBound(double constant, SpectralNormalization normalization) {}

  /**
   * The private steps of a discriminator.
   *
   * @param l2ClipNorm largest l2 norm of the gradient of one pair of a real and a generated point
   * @param noiseMultiplier noise standard deviation divided by the clip norm
   */
  public record Privacy(double l2ClipNorm, double noiseMultiplier) {}
}
