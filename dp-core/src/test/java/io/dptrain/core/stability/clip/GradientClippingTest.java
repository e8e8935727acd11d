package io.dptrain.core.stability.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class GradientClippingTest {
  private static final Offset<Float> CLOSE = within(2e-6f);
  private static final String[] NAMES = {"dense/kernel", "dense/bias", "out/kernel", "scale"};
  private static final Shape[] SHAPES = {
    Shape.of(3, 4), Shape.of(4), Shape.of(2, 2, 1, 3), Shape.scalar()
  };

  /** A strategy and what it should make of gradients, given the weights. */
  private record Case(GradientClipping clipping, Reference reference) {
    @Override
    public String toString() {
      return clipping.description();
    }
  }

  private interface Reference {
    List<float[]> clip(List<float[]> gradients, List<float[]> weights);
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(GradientClipping.none(), (g, w) -> g),
        new Case(GradientClipping.byGlobalNorm(0.7), (g, w) -> ReferenceClipping.clipped(g, 0.7)),
        new Case(
            GradientClipping.scheduled(step -> 2.0 / (step + 1), 3),
            (g, w) -> ReferenceClipping.clipped(g, 2.0)),
        new Case(
            GradientClipping.byL1Norm(3),
            (g, w) -> ReferenceClipping.scaled(g, Math.min(1, 3 / ReferenceClipping.l1Norm(g)))),
        new Case(
            GradientClipping.normalized(2, 0.5),
            (g, w) -> ReferenceClipping.scaled(g, 2 / (ReferenceClipping.l2Norm(g) + 0.5))),
        new Case(
            GradientClipping.byHistory(50, 5, 1, 0.3), (g, w) -> ReferenceClipping.clipped(g, 0.3)),
        new Case(GradientClipping.byVariableNorm(1), (g, w) -> parts(g, 1, 1, 1, 1)),
        new Case(GradientClipping.byLayerNorm(1.5), (g, w) -> layers(g, 1.5, 1.5, 1.5)),
        new Case(
            GradientClipping.byGroupNorm(Map.of("dense", 1.0, "scale", 0.01, "", 2.0)),
            (g, w) -> layers(g, 1, 2, 0.01)),
        new Case(GradientClipping.byValue(0.4), (g, w) -> values(g, 0.4f)),
        new Case(GradientClipping.byUnit(0.2, 0.5), GradientClippingTest::units));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void clip_randomGradients_equalsReference(Case tested) {
    for (int seed = 0; seed < 3; seed++) {
      List<float[]> weights = random(new Random(seed), 1);
      List<float[]> gradients = random(new Random(10 + seed), 0.1 * Math.pow(5, seed));
      List<float[]> expected = tested.reference().clip(gradients, weights);
      ClipProbe.Update update = update(tested.clipping(), weights, gradients);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(update.gradients().get(i))
            .as("seed %s, %s", seed, NAMES[i])
            .containsExactly(expected.get(i), CLOSE);
      }
      assertThat(update.report().normBefore())
          .isCloseTo(ReferenceClipping.l2Norm(gradients), within(1e-5));
      assertThat(update.report().normAfter())
          .isCloseTo(ReferenceClipping.l2Norm(expected), within(1e-5));
      assertThat(update.report().cosine())
          .isCloseTo(ReferenceClipping.cosine(gradients, expected), within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void clip_largeGradient_keepsDirectionIfPromised(Case tested) {
    ClipProbe.Update update =
        update(tested.clipping(), random(new Random(1), 1), random(new Random(2), 30));
    if (tested.clipping().keepsDirection()) {
      assertThat(update.report().cosine()).isCloseTo(1, within(1e-6));
    } else {
      assertThat(update.report().cosine()).isLessThan(0.999);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void clip_zeroGradient_staysZero(Case tested) {
    List<float[]> zeros = random(new Random(1), 0);
    ClipProbe.Update update = update(tested.clipping(), random(new Random(1), 1), zeros);
    update.gradients().forEach(gradient -> assertThat(gradient).containsOnly(0f));
    assertThat(update.report()).isEqualTo(new ClippingReport.Values(0, 0, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void clip_entryNotFinite_skipsTheUpdate(float bad) {
    List<float[]> gradients = random(new Random(2), 1);
    gradients.get(1)[2] = bad;
    cases()
        .skip(1) // no clipping clips nothing
        .forEach(
            tested -> {
              ClipProbe.Update update =
                  update(tested.clipping(), random(new Random(1), 1), gradients);
              update
                  .gradients()
                  .forEach(gradient -> assertThat(gradient).as("%s", tested).containsOnly(0f));
              assertThat(update.report().normBefore()).matches(norm -> !Double.isFinite(norm));
              assertThat(update.report().normAfter()).isZero();
              assertThat(update.report().cosine()).isZero();
              assertThat(update.report().clippedFraction()).isEqualTo(1);
            });
  }

  @Test
  void byGlobalNorm_345At5_isDividedByRoot2() {
    float root = (float) Math.sqrt(2);
    ClipProbe.Update update = ClipProbe.once(GradientClipping.byGlobalNorm(5), 3, 4, 5);
    assertThat(update.gradients().get(0))
        .containsExactly(new float[] {3 / root, 4 / root, 5 / root}, CLOSE);
    assertThat(update.report().normAfter()).isCloseTo(5, within(1e-6));
    assertThat(update.report().clippedFraction()).isEqualTo(1);
  }

  /**
   * Enlarging a gradient, as some do, or keeping a margin for rounding does not count. Private
   * strategies round norms upwards, so that one of exactly the bound may count.
   */
  @ParameterizedTest
  @ValueSource(floats = {0.3f, 1.999f, 3})
  void clippedFraction_anyStrategy_isOneAboveTheBoundAlone(float norm) {
    for (GradientClipping clipping :
        List.of(
            GradientClipping.byGlobalNorm(2),
            GradientClipping.normalized(2, 0.01),
            GradientClipping.as(Clipping.flat(2)),
            GradientClipping.as(Clipping.automatic(2)),
            GradientClipping.as(Clipping.adaptiveQuantile(0.5, 2)),
            GradientClipping.as(Clipping.byValue(2)))) {
      assertThat(ClipProbe.once(clipping, norm, 0).report().clippedFraction())
          .as("%s", clipping)
          .isEqualTo(norm > 2 ? 1 : 0);
    }
  }

  @Test
  void byValue_onLargeAndSmallEntry_turnsTheDirection() {
    ClipProbe.Update update = ClipProbe.once(GradientClipping.byValue(1), 10, 0.1f);
    assertThat(update.gradients().get(0)).containsExactly(1, 0.1f);
    assertThat(update.report().cosine()).isCloseTo(10.01 / Math.sqrt(100.01 * 1.01), within(1e-6));
    assertThat(update.report().clippedFraction()).isEqualTo(0.5);
  }

  @Test
  void clip_withinTheBound_changesNoBit() {
    float[] gradient = {0.1f, -0.3f, 1e-12f};
    for (GradientClipping clipping :
        List.of(
            GradientClipping.byGlobalNorm(1),
            GradientClipping.byL1Norm(1),
            GradientClipping.byVariableNorm(1),
            GradientClipping.byValue(1),
            GradientClipping.byUnit(1, 1))) {
      ClipProbe.Update update = ClipProbe.once(clipping, gradient);
      assertThat(update.gradients().get(0)).as("%s", clipping).containsExactly(gradient);
      assertThat(update.report().clippedFraction()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {3e38f, 1e30f, 1e-20f, 1e-30f})
  void clip_squaresBeyondFloat_keepTheNorm(float size) {
    float root = (float) (1 / Math.sqrt(2));
    ClipProbe.Update large = ClipProbe.once(GradientClipping.normalized(1, 0), size, -size);
    assertThat(large.gradients().get(0)).containsExactly(new float[] {root, -root}, CLOSE);
    assertThat(large.report().normBefore() / size).isCloseTo(Math.sqrt(2), within(1e-6));
    float[] clipped =
        ClipProbe.once(GradientClipping.byGlobalNorm(size), size, size).gradients().get(0);
    assertThat(clipped[0] / size).isCloseTo(root, CLOSE);
    float[] units = ClipProbe.once(GradientClipping.byUnit(1, size), size, size).gradients().get(0);
    assertThat(units[0] / size).isCloseTo(root, CLOSE);
  }

  @Test
  void byGroupNorm_variableInNoGroup_isRefused() {
    GradientClipping clipping = GradientClipping.byGroupNorm(Map.of("dens", 1.0));
    assertThatThrownBy(() -> ClipProbe.ofVectors(clipping, Map.of("dense/bias", 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dense/bias");
  }

  @Test
  void byGroupNorm_groupWithoutVariable_isRefused() {
    GradientClipping clipping = GradientClipping.byGroupNorm(Map.of("", 1.0, "typo", 1.0));
    assertThatThrownBy(() -> ClipProbe.ofVectors(clipping, Map.of("dense/bias", 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("typo");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void factories_numberOutOfDomain_isRefused(double bad) {
    List<Runnable> calls =
        List.of(
            () -> GradientClipping.byValue(bad),
            () -> GradientClipping.byGlobalNorm(bad),
            () -> GradientClipping.byVariableNorm(bad),
            () -> GradientClipping.byLayerNorm(bad),
            () -> GradientClipping.byGroupNorm(Map.of("", bad)),
            () -> GradientClipping.byL1Norm(bad),
            () -> GradientClipping.byUnit(bad),
            () -> GradientClipping.byUnit(1, bad),
            () -> GradientClipping.byHistory(bad, 10, 0),
            () -> GradientClipping.byHistory(10, 10, 5, bad),
            () -> GradientClipping.normalized(bad, 0),
            () -> GradientClipping.scheduled(List.of(1.0, bad)));
    for (Runnable call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Double.toString(bad));
    }
  }

  @Test
  void byHistory_warmUpBeyondTheWindow_isRefused() {
    assertThatThrownBy(() -> new HistoryClipping(10, 4, 5, OptionalDouble.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("warmUpSteps");
  }

  private static ClipProbe.Update update(
      GradientClipping clipping, List<float[]> weights, List<float[]> gradients) {
    Map<String, float[]> named = new LinkedHashMap<>();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (int i = 0; i < NAMES.length; i++) {
      named.put(NAMES[i], weights.get(i));
      shapes.put(NAMES[i], SHAPES[i]);
    }
    try (ClipProbe probe = new ClipProbe(clipping, named, shapes)) {
      return probe.run(gradients.toArray(float[][]::new));
    }
  }

  private static List<float[]> random(Random random, double size) {
    List<float[]> values = new ArrayList<>();
    for (Shape shape : SHAPES) {
      float[] part = new float[(int) shape.size()];
      for (int i = 0; i < part.length; i++) {
        part[i] = (float) (size * random.nextGaussian()) + 0f; // no negative zeros
      }
      values.add(part);
    }
    return values;
  }

  private static List<float[]> parts(List<float[]> gradients, double... bounds) {
    List<float[]> clipped = new ArrayList<>();
    for (int i = 0; i < bounds.length; i++) {
      clipped.addAll(ReferenceClipping.clipped(gradients.subList(i, i + 1), bounds[i]));
    }
    return clipped;
  }

  /** The first two variables are one layer. */
  private static List<float[]> layers(List<float[]> gradients, double... bounds) {
    List<float[]> clipped =
        new ArrayList<>(ReferenceClipping.clipped(gradients.subList(0, 2), bounds[0]));
    clipped.addAll(parts(gradients.subList(2, 4), bounds[1], bounds[2]));
    return clipped;
  }

  private static List<float[]> values(List<float[]> gradients, float largest) {
    List<float[]> clipped = new ArrayList<>();
    for (float[] gradient : gradients) {
      float[] part = new float[gradient.length];
      for (int i = 0; i < part.length; i++) {
        part[i] = Math.max(-largest, Math.min(largest, gradient[i]));
      }
      clipped.add(part);
    }
    return clipped;
  }

  private static List<float[]> units(List<float[]> gradients, List<float[]> weights) {
    int[] units = {4, 1, 3, 1};
    List<float[]> clipped = new ArrayList<>();
    for (int i = 0; i < units.length; i++) {
      clipped.add(ReferenceClipping.units(gradients.get(i), weights.get(i), units[i], 0.2, 0.5));
    }
    return clipped;
  }
}
