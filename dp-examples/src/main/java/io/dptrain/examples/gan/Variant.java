package io.dptrain.examples.gan;

import io.dptrain.core.stability.backprop.SignalRule;
import io.dptrain.core.stability.penalty.GradientPenalty;
import io.dptrain.core.stability.weights.SpectralNormalization;
import io.dptrain.core.stability.weights.WeightClipping;
import io.dptrain.examples.gan.model.Recipe;
import io.dptrain.examples.gan.model.Recipe.Controls;
import io.dptrain.examples.gan.model.Recipe.LipschitzBound;
import io.dptrain.examples.gan.model.Recipe.Privacy;

/** What is compared: one way to keep the discriminator in check each, or two. */
enum Variant {
  /** Nothing. */
  NONE("none", "no control"),

  /** On the way from the discriminator to the generator. */
  SIGNAL_CLIPPING(
      "signal-clipping",
      "the signal from discriminator to generator clipped to l2 norm 0.1 per sample"),

  /** After each update. */
  WEIGHT_CLIPPING(
      "weight-clipping", "weights and biases of the discriminator clipped to magnitude 0.2"),

  /** Zero-centered, at real points. */
  GRADIENT_PENALTY(
      "gradient-penalty",
      "zero-centered penalty on the discriminator's gradient at real points, gamma 0.2"),

  /** Of all layers. */
  SPECTRAL_NORMALIZATION(
      "spectral-normalization",
      "all weights of the discriminator divided by their spectral norm, scores multiplied by 20"),

  /** Clipped and noised steps. */
  PRIVATE("private", "private steps of the discriminator, clip norm 1"),

  /** Clipped and noised steps, after each of which weights are clipped: at no cost of privacy. */
  PRIVATE_WEIGHT_CLIPPING(
      "private-weight-clipping",
      "private steps of the discriminator, clip norm 1, weights and biases clipped to magnitude"
          + " 0.2");

  private static final double DISCRIMINATOR_RATE = 5e-3;
  private static final double GENERATOR_RATE = 1e-3;

  private final String id;
  private final String description;

  Variant(String id, String description) {
    this.id = id;
    this.description = description;
  }

  /** The name that is typed. */
  String id() {
    return id;
  }

  /** The control in words. */
  String description() {
    return description;
  }

  /**
   * How it is trained.
   *
   * @param noiseMultiplier of private steps
   */
  Recipe recipe(double noiseMultiplier) {
    Controls none = Controls.none();
    return switch (this) {
      case NONE -> recipe(none);
      case SIGNAL_CLIPPING -> recipe(none.with(SignalRule.byRowNorm(0.1)));
      case WEIGHT_CLIPPING -> recipe(none.with(WeightClipping.of(0.2)));
      case GRADIENT_PENALTY -> recipe(none.with(GradientPenalty.zeroCentered(0.2)));
      case SPECTRAL_NORMALIZATION ->
          recipe(none.with(new LipschitzBound(20, SpectralNormalization.of(1))));
      case PRIVATE -> recipe(none.with(new Privacy(1, noiseMultiplier)));
      case PRIVATE_WEIGHT_CLIPPING ->
          recipe(none.with(new Privacy(1, noiseMultiplier)).with(WeightClipping.of(0.2)));
    };
  }

  private static Recipe recipe(Controls controls) {
    return new Recipe(DISCRIMINATOR_RATE, GENERATOR_RATE, controls);
  }
}
