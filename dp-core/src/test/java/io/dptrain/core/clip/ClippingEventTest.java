package io.dptrain.core.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.core.internal.seam.Release;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a step of each strategy costs, and what strategies refuse. */
class ClippingEventTest {

  static List<Clipping> withoutStatistics() {
    return List.of(
        Clipping.flat(1),
        Clipping.scheduled(step -> 1),
        Clipping.perLayer(1),
        Clipping.perLayer(Map.of("dense", 0.5)),
        Clipping.automatic(1),
        Clipping.byValue(1),
        Clipping.byL1Norm(1));
  }

  private static Release release(double noiseMultiplier, Clipping clipping) {
    return Release.of(noiseMultiplier, clipping, List.of());
  }

  @ParameterizedTest
  @MethodSource("withoutStatistics")
  void event_gradientAlone_isItsGaussian(Clipping clipping) {
    assertThat(release(0.7, clipping).event()).isEqualTo(new GaussianEvent(0.7));
    assertThat(Release.ofTogether(0.7, clipping, List.of()).noiseMultiplier()).isEqualTo(0.7);
  }

  /** By hand: {@code (1 / 1.1^2 + 1 / 20^2)^(-1/2)}. */
  @Test
  void event_adaptiveQuantile_countsTheCount() {
    for (Clipping clipping :
        List.of(Clipping.adaptiveQuantile(0.5, 1), Clipping.adaptiveQuantilePerLayer(0.5, 1))) {
      assertThat(release(1.1, clipping).together()).isCloseTo(1.0983400, within(1e-7));
    }
    // By hand: 1 / 4 + 1 / 9 = 13 / 36.
    Clipping noisier = Clipping.adaptiveQuantile(0.5, 1).withCountNoiseMultiplier(3);
    assertThat(release(2, noisier).together()).isCloseTo(6 / Math.sqrt(13), within(1e-12));
  }

  /** By hand: {@code 1 / 2^2 + 1 / 3^2 + 1 / 6^2 = 14 / 36}. */
  @Test
  void of_furtherStatistics_standBehindThoseOfTheClipping() {
    Clipping adaptive = Clipping.adaptiveQuantile(0.5, 1).withCountNoiseMultiplier(3);
    Release release = Release.of(2, adaptive, List.of(6.0));
    assertThat(release.statistics()).containsExactly(3.0, 6.0);
    assertThat(release.event().noiseMultiplier()).isCloseTo(6 / Math.sqrt(14), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 4})
  void epsilon_adaptive_isAtLeastThatOfFlat(double countNoise) {
    Clipping adaptive = Clipping.adaptiveQuantile(0.5, 1).withCountNoiseMultiplier(countNoise);
    assertThat(epsilon(release(1, adaptive).event()))
        .isGreaterThan(epsilon(release(1, Clipping.flat(1)).event()));
  }

  private static double epsilon(GaussianEvent release) {
    RdpAccountant accountant = new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
    accountant.compose(new PoissonSampledEvent(0.01, release), 500);
    return accountant.epsilon(1e-5);
  }

  @Test
  void together_adaptive_isTheInverseRoundedUpwards() {
    Clipping adaptive = Clipping.adaptiveQuantile(0.5, 1).withCountNoiseMultiplier(3);
    Release release = Release.ofTogether(1.3, adaptive, List.of(10.0));
    assertThat(release.together()).isCloseTo(1.3, within(1e-12)).isGreaterThanOrEqualTo(1.3);
  }

  @Test
  void together_countRevealsMoreThanAllMay_isRefused() {
    Clipping adaptive = Clipping.adaptiveQuantile(0.5, 1).withCountNoiseMultiplier(1);
    assertThatThrownBy(() -> Release.ofTogether(1.3, adaptive, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.3")
        .hasMessageContaining("raise");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1e-13, 1e19, Double.NaN, Double.POSITIVE_INFINITY})
  void anyStrategy_clipNormOutOfDomain_isRefusedWithTheValue(double bad) {
    List<Runnable> attempts =
        List.of(
            () -> Clipping.flat(bad),
            () -> Clipping.scheduled(step -> bad),
            () -> Clipping.perLayer(bad),
            () -> Clipping.perLayer(Map.of("dense", bad)),
            () -> Clipping.automatic(bad),
            () -> Clipping.automatic(1).withStability(bad),
            () -> Clipping.adaptiveQuantile(0.5, bad),
            () -> Clipping.byValue(bad),
            () -> Clipping.byL1Norm(bad),
            () -> VariableGroup.of("group", bad));
    for (Runnable attempt : attempts) {
      assertThatThrownBy(attempt::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Double.toString(bad));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1e-13, 1e19, Double.NaN, Double.POSITIVE_INFINITY})
  void automatic_stabilityOutOfDomain_isRefusedByOneRule(double bad) {
    assertThatThrownBy(() -> Clipping.automatic(1).withStability(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stability must be from 2^-40 to 2^60")
        .hasMessageContaining(Double.toString(bad))
        .hasMessageContaining("take 0.01");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
  void adaptiveQuantile_quantileOutOfDomain_isRefused(double bad) {
    assertThatThrownBy(() -> Clipping.adaptiveQuantile(bad, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("targetQuantile")
        .hasMessageContaining(Double.toString(bad));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void adaptiveQuantile_ratesOutOfDomain_areRefused(double bad) {
    QuantileClipping clipping = Clipping.adaptiveQuantile(0.5, 1);
    assertThatThrownBy(() -> clipping.withLearningRate(bad)).hasMessageContaining("learningRate");
    assertThatThrownBy(() -> clipping.withCountNoiseMultiplier(bad))
        .hasMessageContaining("countNoiseMultiplier");
  }
}
