package io.dptrain.core.clip;

import io.dptrain.core.internal.LayerNames;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import java.util.function.UnaryOperator;
import org.tensorflow.Output;

/**
 * Bounds what one example can change in the sum of gradients, and says by how much: a strategy
 * clips the gradient of each example, and states the l2 sensitivity and what else it releases.
 * Nobody types a sensitivity by hand.
 *
 * <p>Every strategy takes the place of every other one: {@code clipping(Clipping.flat(1.0))} is
 * changed in this one expression. The tools for ordinary training take the same expressions, too.
 * Implementations are immutable.
 *
 * <p><b>Guarantee</b> of all: the clipped gradient of one example has an l2 norm of at most the
 * bound that {@link Clipper#l2Bound()} states, or is zero where the norm of the gradient is not
 * finite, its square overflows, or it holds NaN.
 */
public interface Clipping {
  /** Clip norms below are refused: squared norms underflow in single precision. */
  double SMALLEST_CLIP_NORM = 0x1p-40;

  /** Clip norms above are refused: the squares of norms, and the noise, overflow. */
  double LARGEST_CLIP_NORM = 0x1p60;

  /** Clips the gradient over all variables together to an l2 norm of {@code l2ClipNorm}. */
  static Clipping flat(double l2ClipNorm) {
    return new FlatClipping(l2ClipNorm);
  }

  /** As {@link #flat(double)}, with a clip norm that may differ from step to step. */
  static Clipping scheduled(LongToDoubleFunction l2ClipNorm) {
    return new ScheduledClipping(l2ClipNorm);
  }

  /**
   * Clips each layer by itself, to equal shares: with {@code L} layers each to {@code l2ClipNorm /
   * sqrt(L)}, so the whole gradient has an l2 norm of at most {@code l2ClipNorm}. A layer is what
   * lies in one name scope, as {@code dense/kernel} and {@code dense/bias} do; a variable outside
   * of any is a layer of its own. A layer is called by its scope, without the slash at the end; two
   * layers of one name are refused.
   */
  static Clipping perLayer(double l2ClipNorm) {
    return perLayer(l2ClipNorm, LayerNames::scopeOf);
  }

  /**
   * As {@link #perLayer(double)}, for variables whose names tell the layer in another way.
   *
   * @param layerOf from the name of a variable to that of its layer; must see no private data
   */
  static Clipping perLayer(double l2ClipNorm, UnaryOperator<String> layerOf) {
    return GroupClipping.equalShares(l2ClipNorm, layerOf);
  }

  /** Clips each layer of {@link #perLayer(double)} to the l2 norm that is given for its name. */
  static Clipping perLayer(Map<String, Double> l2ClipNorms) {
    return GroupClipping.byLayer(l2ClipNorms);
  }

  /** Clips groups of variables, such as the heads of a model or its tasks, each by itself. */
  static Clipping perGroup(List<VariableGroup> groups) {
    return GroupClipping.of(groups);
  }

  /** Brings every gradient to nearly the same l2 norm, {@code l2ClipNorm}, small ones too. */
  static AutomaticClipping automatic(double l2ClipNorm) {
    return new AutomaticClipping(l2ClipNorm, AutomaticClipping.STABILITY);
  }

  /** As {@link #flat(double)}, with a clip norm that follows a quantile of the norms, privately. */
  static QuantileClipping adaptiveQuantile(double targetQuantile, double initialL2ClipNorm) {
    return QuantileClipping.flat(targetQuantile, initialL2ClipNorm);
  }

  /**
   * Clips each layer of {@link #perLayer(double)} to a norm of its own that follows a quantile,
   * privately.
   */
  static QuantileClipping adaptiveQuantilePerLayer(
      double targetQuantile, double initialL2ClipNorm) {
    return adaptiveQuantilePerLayer(targetQuantile, initialL2ClipNorm, LayerNames::scopeOf);
  }

  /**
   * As {@link #adaptiveQuantilePerLayer(double, double)}, for variables whose names tell the layer
   * in another way.
   *
   * @param layerOf from the name of a variable to that of its layer; must see no private data
   */
  static QuantileClipping adaptiveQuantilePerLayer(
      double targetQuantile, double initialL2ClipNorm, UnaryOperator<String> layerOf) {
    return QuantileClipping.perLayer(targetQuantile, initialL2ClipNorm, layerOf);
  }

  /** Clips every coordinate of every gradient into {@code [-largest, largest]}. */
  static Clipping byValue(double largest) {
    return new ValueClipping(largest);
  }

  /** Clips the gradient over all variables together to an l1 norm of {@code l1ClipNorm}. */
  static Clipping byL1Norm(double l1ClipNorm) {
    return new L1Clipping(l1ClipNorm);
  }

  /**
   * The strategy for the variables of one model.
   *
   * @param variables what is trained, in the order of the gradients
   * @throws IllegalArgumentException if the variables do not fit the strategy's groups
   */
  Clipper forVariables(List<? extends Output<?>> variables);

  /**
   * What else the strategy releases in each step, beside the clipped sum: the noise multiplier of
   * each statistic that its {@link Clipper} adds, in their order. Positive; empty for none.
   *
   * <p>This is the one declaration of it: the noise on the statistics is made from it, and what
   * they cost. The answer must always be the same. A clipper that adds more or fewer statistics
   * than are declared is refused.
   */
  default List<Double> statisticNoiseMultipliers() {
    return List.of();
  }

  /** Whether the whole gradient of an example, over all variables, keeps its direction always. */
  boolean keepsDirection();

  /** The strategy in words, for reports. */
  String description();
}
