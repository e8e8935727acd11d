package io.dptrain.examples.gan;

import io.dptrain.core.stability.backprop.SignalRule;
import io.dptrain.core.stability.penalty.GradientPenalty;
import io.dptrain.core.stability.weights.SpectralNormalization;
import io.dptrain.core.stability.weights.WeightClipping;
import io.dptrain.examples.Numbers;
import io.dptrain.examples.gan.model.Recipe;
import io.dptrain.examples.gan.model.Recipe.Controls;
import io.dptrain.examples.gan.model.Recipe.LipschitzBound;
import io.dptrain.examples.gan.model.Recipe.Privacy;

/** What is compared: one way to keep the discriminator in check each, or two. */
enum Variant {
  /** Nothing. */
  NONE("none"),

  /** On the way from the discriminator to the generator. */
  SIGNAL_CLIPPING("signal-clipping"),

  /** After each update. */
  WEIGHT_CLIPPING("weight-clipping"),

  /** Zero-centered, at real points. */
  GRADIENT_PENALTY("gradient-penalty"),

  /** Of all layers. */
  SPECTRAL_NORMALIZATION("spectral-normalization"),

  /** Clipped and noised steps. */
  PRIVATE("private"),

  /** Clipped and noised steps, after each of which weights are clipped: at no cost of privacy. */
  PRIVATE_WEIGHT_CLIPPING("private-weight-clipping");

  private static final double DISCRIMINATOR_RATE = 5e-3;
  private static final double GENERATOR_RATE = 1e-3;
  private static final double SIGNAL_NORM = 0.1;
  private static final double LARGEST_WEIGHT = 0.2;
  private static final double PENALTY_GAMMA = 0.2;
  private static final double LIPSCHITZ_CONSTANT = 20;
  private static final int POWER_ITERATIONS = 1;

  private final String id;

  Variant(String id) {
    this.id = id;
  }

  /** The name that is typed. */
  String id() {
    return id;
  }

  /** The control in words. */
  String description(GanSettings settings) {
    return switch (this) {
      case NONE -> "no control";
      case SIGNAL_CLIPPING ->
          "the signal from discriminator to generator clipped to l2 norm "
              + Numbers.plain(SIGNAL_NORM)
              + " per sample";
      case WEIGHT_CLIPPING ->
          "weights and biases of the discriminator clipped to magnitude "
              + Numbers.plain(LARGEST_WEIGHT);
      case GRADIENT_PENALTY ->
          "zero-centered penalty on the discriminator's gradient at real points, gamma "
              + Numbers.plain(PENALTY_GAMMA);
      case SPECTRAL_NORMALIZATION ->
          "all weights of the discriminator divided by their spectral norm, scores multiplied by "
              + Numbers.plain(LIPSCHITZ_CONSTANT);
      case PRIVATE ->
          "private steps of the discriminator, clip norm " + Numbers.plain(settings.l2ClipNorm());
      case PRIVATE_WEIGHT_CLIPPING ->
          PRIVATE.description(settings)
              + ", weights and biases clipped to magnitude "
              + Numbers.plain(LARGEST_WEIGHT);
    };
  }

  /** How it is trained. */
  Recipe recipe(GanSettings settings) {
    return new Recipe(DISCRIMINATOR_RATE, GENERATOR_RATE, controls(settings));
  }

  private Controls controls(GanSettings settings) {
    Controls none = Controls.none();
    Privacy privacy = new Privacy(settings.l2ClipNorm(), settings.noiseMultiplier());
    return switch (this) {
      case NONE -> none;
      case SIGNAL_CLIPPING -> none.with(SignalRule.byRowNorm(SIGNAL_NORM));
      case WEIGHT_CLIPPING -> none.with(WeightClipping.of(LARGEST_WEIGHT));
      case GRADIENT_PENALTY -> none.with(GradientPenalty.zeroCentered(PENALTY_GAMMA));
      case SPECTRAL_NORMALIZATION ->
          none.with(
              new LipschitzBound(LIPSCHITZ_CONSTANT, SpectralNormalization.of(POWER_ITERATIONS)));
      case PRIVATE -> none.with(privacy);
      case PRIVATE_WEIGHT_CLIPPING -> none.with(privacy).with(WeightClipping.of(LARGEST_WEIGHT));
    };
  }
}
