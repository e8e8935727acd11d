package io.dptrain.core.clip;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.LayerNames;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.Output;

/**
 * Clips to norms that follow a quantile of the gradients' norms as training goes on: each step
 * releases, with noise, how many gradients were below their clip norm, and moves it.
 *
 * <p><b>Formula</b>: {@code C <- C exp(-eta (b - gamma))} with the noised share {@code b = 1/2 +
 * (sum_i (b_i - 1/2) + N(0, sigma_b^2)) / B}, where {@code b_i} is one for a gradient that was not
 * clipped and {@code B} is the expected batch size, a public constant. <b>Source</b>: Andrew et
 * al., Differentially Private Learning with Adaptive Clipping, 2021, algorithm 1.
 *
 * <p><b>Privacy</b>: sum and count are released about the same batch, and are charged together
 * ({@link io.dptrain.accountant.event.JointGaussian}); at the same noise on the gradient a step
 * costs more than with a fixed clip norm. The clip norms are post-processing, and public. They live
 * in the optimizer: to go on in another process, begin with the norms reached, and add what its
 * ledger says to the epsilon so far.
 *
 * <p><b>Noise of the count</b>: {@code sigma_b = countNoiseMultiplier / 2} for one clip norm; with
 * {@code K} groups {@code sqrt(K)} times that on each, so that all counts together cost the same.
 */
public final class QuantileClipping implements Clipping {
  /** {@code eta}, as the source recommends. */
  public static final double LEARNING_RATE = 0.2;

  /** {@code sigma_b = 10}: a batch of 200 is off by one in twenty. */
  public static final double COUNT_NOISE_MULTIPLIER = 20;

  private final Settings settings;
  private final Optional<UnaryOperator<String>> layerOf;

  private record Settings(
      double targetQuantile,
      double initialL2ClipNorm,
      double learningRate,
      double countNoiseMultiplier) {
    Settings {
      if (!(targetQuantile > 0 && targetQuantile < 1)) {
        throw new IllegalArgumentException(
            "targetQuantile must be above 0 and below 1, but is " + targetQuantile);
      }
      ClipNormRange.require("initialL2ClipNorm", initialL2ClipNorm);
      Checks.positiveFinite("learningRate", learningRate);
      Checks.positiveFinite("countNoiseMultiplier", countNoiseMultiplier);
    }

    Settings withLearningRate(double other) {
      return new Settings(targetQuantile, initialL2ClipNorm, other, countNoiseMultiplier);
    }

    Settings withCountNoiseMultiplier(double other) {
      return new Settings(targetQuantile, initialL2ClipNorm, learningRate, other);
    }
  }

  /**
   * A strategy.
   *
   * @param layerOf from the name of a variable to that of its layer; empty for one clip norm
   */
  private QuantileClipping(Settings settings, Optional<UnaryOperator<String>> layerOf) {
    this.settings = settings;
    this.layerOf = layerOf;
  }

  static QuantileClipping flat(double targetQuantile, double initialL2ClipNorm) {
    return new QuantileClipping(defaults(targetQuantile, initialL2ClipNorm), Optional.empty());
  }

  static QuantileClipping perLayer(
      double targetQuantile, double initialL2ClipNorm, UnaryOperator<String> layerOf) {
    return new QuantileClipping(
        defaults(targetQuantile, initialL2ClipNorm), Optional.of(LayerNames.required(layerOf)));
  }

  private static Settings defaults(double targetQuantile, double initialL2ClipNorm) {
    return new Settings(targetQuantile, initialL2ClipNorm, LEARNING_RATE, COUNT_NOISE_MULTIPLIER);
  }

  /** The same with another learning rate {@code eta} of the clip norms; positive. */
  public QuantileClipping withLearningRate(double learningRate) {
    return new QuantileClipping(settings.withLearningRate(learningRate), layerOf);
  }

  /** The same with other noise on the counts: its standard deviation over their l2 bound. */
  public QuantileClipping withCountNoiseMultiplier(double countNoiseMultiplier) {
    return new QuantileClipping(settings.withCountNoiseMultiplier(countNoiseMultiplier), layerOf);
  }

  @Override
  public Clipper forVariables(List<? extends Output<?>> variables) {
    Groups groups =
        layerOf
            .map(layer -> Groups.layers(variables, layer))
            .orElseGet(() -> Groups.whole(variables));
    return new VaryingClipper(groups, true, () -> new Quantiles(settings, groups.size()));
  }

  private static final class Quantiles implements ClipNorms {
    private final Settings settings;
    private final double[] norms;

    Quantiles(Settings settings, int groups) {
      this.settings = settings;
      this.norms = new double[groups];
      Arrays.fill(norms, settings.initialL2ClipNorm / Math.sqrt(groups));
    }

    @Override
    public double[] of(long step) {
      return norms.clone();
    }

    @Override
    public double[] learned() {
      return norms.clone();
    }

    @Override
    public void goOnFrom(double[] learned) {
      boolean isUsable =
          learned.length == norms.length
              && Arrays.stream(learned)
                  .allMatch(norm -> norm >= SMALLEST_CLIP_NORM && norm <= LARGEST_CLIP_NORM);
      if (!isUsable) {
        throw new IllegalArgumentException(
            "learned clip norms must be "
                + norms.length
                + " from "
                + SMALLEST_CLIP_NORM
                + " to "
                + LARGEST_CLIP_NORM
                + ", but are "
                + Arrays.toString(learned));
      }
      System.arraycopy(learned, 0, norms, 0, norms.length);
    }

    @Override
    public void learn(double[] noised) {
      for (int group = 0; group < norms.length; group++) {
        double share = 0.5 + noised[group];
        double moved =
            norms[group] * Math.exp(-settings.learningRate * (share - settings.targetQuantile));
        norms[group] = Math.max(SMALLEST_CLIP_NORM, Math.min(LARGEST_CLIP_NORM, moved));
      }
    }
  }

  /** {@code gamma}: the share of gradients that are not clipped. */
  public double targetQuantile() {
    return settings.targetQuantile;
  }

  /** {@code eta}: how far the clip norms move in a step. */
  public double learningRate() {
    return settings.learningRate;
  }

  @Override
  public List<Double> statisticNoiseMultipliers() {
    return List.of(settings.countNoiseMultiplier);
  }

  @Override
  public boolean keepsDirection() {
    return layerOf.isEmpty();
  }

  @Override
  public String description() {
    return (layerOf.isPresent() ? "per layer, l2 clip norms" : "flat, l2 clip norm")
        + " following the quantile "
        + settings.targetQuantile
        + " of the norms, "
        + settings.initialL2ClipNorm
        + " at first";
  }
}
