package io.dptrain.examples.clipping;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.clip.VariableGroup;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.clipping.Variant.Region;
import java.util.List;
import java.util.Map;

/** All ways to clip, with numbers that suit {@link Outcome#GRADIENTS}. */
final class Variants {
  private static final List<Variant> PRIVATE =
      List.of(
          forExamples("flat", "(1.5)", Region.FIXED, Clipping.flat(1.5)),
          forExamples(
              "scheduled",
              "(t -> 1 + 2.0 / (1 + t))",
              Region.MOVING,
              Clipping.scheduled(t -> 1 + 2.0 / (1 + t))),
          forExamples("perLayer", "(1.5)", Region.FIXED, Clipping.perLayer(1.5)),
          new Variant(
              "perGroup",
              "(first 1.6, second 0.6)",
              true,
              Region.FIXED,
              weights ->
                  Strategy.of(
                      Clipping.perGroup(
                          List.of(
                              VariableGroup.of("first", 1.6, weights.get(0)),
                              VariableGroup.of("second", 0.6, weights.get(1)))))),
          forExamples("automatic", "(1.5)", Region.FIXED, Clipping.automatic(1.5)),
          forExamples(
              "adaptiveQuantile",
              "(0.5, 3).withLearningRate(0.02)",
              Region.MOVING,
              Clipping.adaptiveQuantile(0.5, 3).withLearningRate(0.02)),
          forExamples(
              "adaptiveQuantilePerLayer",
              "(0.5, 3).withLearningRate(0.02)",
              Region.MOVING,
              Clipping.adaptiveQuantilePerLayer(0.5, 3).withLearningRate(0.02)),
          forExamples("byValue", "(1)", Region.FIXED, Clipping.byValue(1)),
          forExamples("byL1Norm", "(1.8)", Region.FIXED, Clipping.byL1Norm(1.8)));

  private static final List<Variant> ORDINARY =
      List.of(
          forBatches("byGlobalNorm", "(1.5)", Region.FIXED, GradientClipping.byGlobalNorm(1.5)),
          forBatches("byVariableNorm", "(1)", Region.FIXED, GradientClipping.byVariableNorm(1)),
          forBatches("byLayerNorm", "(1)", Region.FIXED, GradientClipping.byLayerNorm(1)),
          forBatches(
              "byGroupNorm",
              "(first 1.6, second 0.6)",
              Region.FIXED,
              GradientClipping.byGroupNorm(Map.of("first", 1.6, "second", 0.6))),
          forBatches("byUnit", "(0.5)", Region.FIXED, GradientClipping.byUnit(0.5)),
          forBatches("byL1Norm", "(1.8)", Region.FIXED, GradientClipping.byL1Norm(1.8)),
          forBatches("byValue", "(1)", Region.FIXED, GradientClipping.byValue(1)),
          forBatches(
              "byHistory", "(50, 60, 6)", Region.MOVING, GradientClipping.byHistory(50, 60, 6)),
          forBatches(
              "normalized", "(1.5, 0.01)", Region.FIXED, GradientClipping.normalized(1.5, 0.01)),
          forBatches(
              "scheduled",
              "(t -> 1 + 2.0 / (1 + t), 100)",
              Region.MOVING,
              GradientClipping.scheduled(t -> 1 + 2.0 / (1 + t), 100)),
          forBatches("none", "()", Region.NONE, GradientClipping.none()));

  private Variants() {}

  /** Those that give privacy with noise: each example's gradient is clipped. */
  static List<Variant> ofPrivateTraining() {
    return PRIVATE;
  }

  /** Those that keep ordinary training stable: the gradient of the batch is clipped. */
  static List<Variant> ofOrdinaryTraining() {
    return ORDINARY;
  }

  private static Variant forExamples(
      String method, String arguments, Region region, Clipping clipping) {
    return new Variant(method, arguments, true, region, weights -> Strategy.of(clipping));
  }

  private static Variant forBatches(
      String method, String arguments, Region region, GradientClipping clipping) {
    return new Variant(method, arguments, false, region, weights -> Strategy.of(clipping));
  }
}
