package io.dptrain.core.stability.clip;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.LayerNames;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;

/**
 * Clips the gradients of one update, against exploding gradients. This is ordinary clipping of the
 * batch's gradient, <b>not private</b>: private training clips the gradient of each example with
 * {@link Clipping}.
 *
 * <p>The strategies named here take norms of gradients that are scaled by their largest entry first
 * where that is far from one, so neither huge nor tiny gradients overflow or vanish. A zero
 * gradient stays zero. If any entry of any gradient is not finite, they skip the whole update: all
 * gradients are zero; {@link #none()} alone passes them on.
 *
 * <p>A private {@link Clipping}, which may take the place of each, squares entries as they are.
 * Where the norm over a group of variables is not finite, or its square overflows, the gradient
 * over that group is zero and the others are updated.
 *
 * <p>Implementations are immutable. What one of them must remember from step to step is kept in
 * variables of the graph, made anew by each call of {@link #clip}.
 */
public interface GradientClipping {

  /** Clips each entry to {@code [-c, c]}; see {@link EntryClipping}. */
  static GradientClipping byValue(double largest) {
    return new EntryClipping(largest);
  }

  /** Clips all gradients together to an l2 norm; see {@link GlobalNormClipping}. */
  static GradientClipping byGlobalNorm(double l2ClipNorm) {
    return new GlobalNormClipping(l2ClipNorm);
  }

  /** Clips the gradient of each variable to an l2 norm; see {@link VariableNormClipping}. */
  static GradientClipping byVariableNorm(double l2ClipNorm) {
    return new VariableNormClipping(l2ClipNorm);
  }

  /**
   * Clips the gradients of each layer together to an l2 norm; see {@link LayerNormClipping}. A
   * layer is what lies in one name scope, as {@code dense/kernel} and {@code dense/bias} do; a
   * variable outside of any is a layer of its own.
   */
  static GradientClipping byLayerNorm(double l2ClipNorm) {
    return byLayerNorm(l2ClipNorm, LayerNames::scopeOf);
  }

  /**
   * As {@link #byLayerNorm(double)}, for variables whose names tell the layer in another way.
   *
   * @param layerOf from the name of a variable to that of its layer
   */
  static GradientClipping byLayerNorm(double l2ClipNorm, UnaryOperator<String> layerOf) {
    return new LayerNormClipping(l2ClipNorm, layerOf);
  }

  /** Clips each group of variables to an l2 norm of its own; see {@link GroupNormClipping}. */
  static GradientClipping byGroupNorm(Map<String, Double> l2ClipNorms) {
    return new GroupNormClipping(l2ClipNorms);
  }

  /** Clips all gradients together to an l1 norm; see {@link L1NormClipping}. */
  static GradientClipping byL1Norm(double l1ClipNorm) {
    return new L1NormClipping(l1ClipNorm);
  }

  /**
   * Clips each unit relative to its weights, counted with a norm of at least 0.001, as in the
   * paper.
   */
  static GradientClipping byUnit(double lambda) {
    return byUnit(lambda, UnitClipping.USUAL_LEAST_WEIGHT_NORM);
  }

  /** Clips each unit relative to its weights; see {@link UnitClipping}. */
  static GradientClipping byUnit(double lambda, double leastWeightNorm) {
    return new UnitClipping(lambda, leastWeightNorm);
  }

  /** Clips to a percentile of past norms, and not at all before; see {@link HistoryClipping}. */
  static GradientClipping byHistory(double percentile, int windowSize, int warmUpSteps) {
    return new HistoryClipping(percentile, windowSize, warmUpSteps, OptionalDouble.empty());
  }

  /** Clips to a percentile of past norms, and to a given norm before. */
  static GradientClipping byHistory(
      double percentile, int windowSize, int warmUpSteps, double warmUpL2ClipNorm) {
    return new HistoryClipping(
        percentile, windowSize, warmUpSteps, OptionalDouble.of(warmUpL2ClipNorm));
  }

  /** Gives the gradient almost one norm, whatever it had; see {@link NormalizedGradient}. */
  static GradientClipping normalized(double l2Norm, double stability) {
    return new NormalizedGradient(l2Norm, stability);
  }

  /** Clips to an l2 norm that depends on the step; see {@link TabulatedClipping}. */
  static GradientClipping scheduled(List<Double> l2ClipNorms) {
    return new TabulatedClipping(l2ClipNorms);
  }

  /**
   * Clips to an l2 norm that is a function of the step: it is tabulated for {@code steps} steps,
   * counted from zero, and holds its last value after them.
   */
  static GradientClipping scheduled(LongToDoubleFunction l2ClipNormOfStep, int steps) {
    return scheduled(LongStream.range(0, steps).mapToObj(l2ClipNormOfStep::applyAsDouble).toList());
  }

  /**
   * Clips the gradient of the batch as a private strategy clips that of one example, which is
   * <b>not private</b>. {@link ClippedOptimizer#wrap} takes a private strategy as it is.
   */
  static GradientClipping as(Clipping strategy) {
    return new BatchAsExampleClipping(strategy);
  }

  /** Leaves the gradients as they are, those that are not finite too. */
  static GradientClipping none() {
    return new NoClipping();
  }

  /**
   * Adds the clipping of one update to the graph.
   *
   * @param gradients each with its variable, of type {@code TFloat32} or {@code TFloat64}
   * @return the clipped gradients, in the same order
   * @throws IllegalArgumentException if a gradient has another type, or if the variables do not fit
   *     the strategy
   */
  ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients);

  /** Whether the whole gradient, over all variables, keeps its direction always. */
  boolean keepsDirection();

  /** The strategy in words, for reports. */
  String description();
}
