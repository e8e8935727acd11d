package io.dptrain.examples.gan;

import io.dptrain.core.stability.backprop.SignalRule;
import io.dptrain.core.stability.penalty.GradientPenalty;
import io.dptrain.core.stability.weights.SpectralNormalization;
import io.dptrain.core.stability.weights.WeightClipping;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.gan.model.Objective;
import io.dptrain.examples.gan.model.Recipe;
import io.dptrain.examples.gan.model.Recipe.Controls;
import io.dptrain.examples.gan.model.Recipe.Privacy;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What is compared: one way to keep the discriminator in check each. */
enum Variant {
  /** Nothing. */
  NONE("none", "no control", Controls.none()),

  /** On the way from the discriminator to the generator. */
  SIGNAL_CLIPPING(
      "signal-clipping",
      "the signal from discriminator to generator clipped to l2 norm 0.001 per sample",
      Controls.none().with(SignalRule.byRowNorm(1e-3))),

  /** Of the critic of a Wasserstein GAN. */
  WEIGHT_CLIPPING(
      "weight-clipping",
      "weights of the discriminator clipped to 0.1, Wasserstein objective",
      new Recipe(Objective.WASSERSTEIN, 1e-3, 1e-3, Controls.none().with(WeightClipping.of(0.1)))),

  /** Zero-centered, at real points. */
  GRADIENT_PENALTY(
      "gradient-penalty",
      "zero-centered penalty on the discriminator's gradient at real points, gamma 0.1",
      Controls.none().with(GradientPenalty.zeroCentered(0.1))),

  /** Of all layers. */
  SPECTRAL_NORMALIZATION(
      "spectral-normalization",
      "all weights of the discriminator divided by their spectral norm",
      Controls.none().with(SpectralNormalization.of(1))),

  /** Clipped and noised steps. */
  PRIVATE(
      "private",
      "private steps of the discriminator, clip norm 1",
      Controls.none().with(new Privacy(1, 1)));

  private final String id;
  private final String description;
  private final Recipe recipe;

  Variant(String id, String description, Controls controls) {
    this(id, description, new Recipe(Objective.NON_SATURATING, 1e-3, 1e-3, controls));
  }

  Variant(String id, String description, Recipe recipe) {
    this.id = id;
    this.description = description;
    this.recipe = recipe;
  }

  /** The variant of a name, as it is typed. */
  static Variant named(String name) {
    return Arrays.stream(values())
        .filter(variant -> variant.id.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput("--variants must be some of " + names() + ", but is '" + name + "'"));
  }

  /** All names, with commas between. */
  static String names() {
    return Arrays.stream(values()).map(Variant::id).collect(Collectors.joining(", "));
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
    return recipe
        .controls()
        .privacy()
        .map(privacy -> new Privacy(privacy.l2ClipNorm(), noiseMultiplier))
        .map(privacy -> recipe.with(recipe.controls().with(privacy)))
        .orElse(recipe);
  }
}
