package io.dptrain.core.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** The operations of each strategy against its definition, and against values worked by hand. */
class ClippingReferenceTest {

  static List<String> strategies() {
    return Strategies.names();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void sums_randomBatch_equalTheDefinition(String strategy) {
    Random random = new Random(7);
    double[][] batch = new double[20][ClippedRows.SIZE];
    double[] weights = new double[batch.length];
    for (int i = 0; i < batch.length; i++) {
      double scale = i == 0 ? 0 : Math.exp(2 * random.nextGaussian());
      Arrays.setAll(batch[i], j -> scale * random.nextGaussian());
      weights[i] = i % 4 == 3 ? 0 : 0.5;
    }
    try (var rows = new ClippedRows<>(TFloat64.class, Strategies.named(strategy), 1)) {
      double[] norms = rows.clipper().clipNorms().map(all -> all.of(3)).orElse(new double[0]);
      double[] sums = rows.sums(batch, weights, norms);
      double[] expected = new double[ClippedRows.SIZE];
      for (int i = 0; i < batch.length; i++) {
        double[][] clipped = rows.clipper().clip(ClippedRows.byVariable(batch[i]), norms);
        double[] flat = Arrays.stream(clipped).flatMapToDouble(Arrays::stream).toArray();
        double weight = weights[i];
        Arrays.setAll(expected, j -> expected[j] + weight * flat[j]);
      }
      assertThat(Arrays.copyOf(sums, ClippedRows.SIZE)).containsExactly(expected, within(1e-10));
    }
  }

  /** A gradient that is not finite counts for nothing, and leaves the others as they are. */
  @ParameterizedTest
  @MethodSource("strategies")
  void sums_gradientNotFinite_countsForNothing(String strategy) {
    double[] ordinary = {0.1, -2, 3, 0.5, -0.1, 0.7};
    try (var rows = new ClippedRows<>(TFloat32.class, Strategies.named(strategy), 1)) {
      double[] alone = Arrays.copyOf(rows.sums(new double[][] {ordinary}), ClippedRows.SIZE);
      for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e38}) {
        double[] poisoned = new double[ClippedRows.SIZE];
        Arrays.fill(poisoned, value);
        double[] both = rows.sums(new double[][] {poisoned, ordinary});
        assertThat(Arrays.copyOf(both, ClippedRows.SIZE)).as("beside %s", value).isEqualTo(alone);
        assertThat(Arrays.stream(both).allMatch(Double::isFinite)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void sums_zeroGradient_isZero(String strategy) {
    try (var rows = new ClippedRows<>(TFloat32.class, Strategies.named(strategy), 1)) {
      double[] sums = rows.sums(new double[1][ClippedRows.SIZE]);
      assertThat(Arrays.copyOf(sums, ClippedRows.SIZE)).containsOnly(0);
    }
  }

  private static double[] clipped(ClippedRows.ClippingOf clipping, double... row) {
    try (var rows = new ClippedRows<>(TFloat64.class, clipping, 1)) {
      return rows.sums(new double[][] {row});
    }
  }

  @Test
  void byValue_entriesOutside_areMovedToTheBound() {
    assertThat(clipped(variables -> Clipping.byValue(1), 10, 0.1, -3, 0, 1, -0.5))
        .containsExactly(new double[] {1, 0.1, -1, 0, 1, -0.5}, within(1e-11));
  }

  @Test
  void byL1Norm_twiceTheNorm_isHalved() {
    assertThat(clipped(variables -> Clipping.byL1Norm(3), 1, -2, 3, 0, 0, 0))
        .containsExactly(new double[] {0.5, -1, 1.5, 0, 0, 0}, within(1e-11));
  }

  @Test
  void perLayer_equalShares_clipsEachToItsShare() {
    // The first layer has the norm 5, the second one 0.5; each may have 1.
    assertThat(clipped(variables -> Clipping.perLayer(Math.sqrt(2)), 3, 0, 0, 4, 0.3, 0.4))
        .containsExactly(new double[] {0.6, 0, 0, 0.8, 0.3, 0.4}, within(1e-11));
  }

  @Test
  void automatic_stability_isAddedToTheNorm() {
    assertThat(clipped(variables -> Clipping.automatic(2).withStability(5), 3, 4, 0, 0, 0, 0))
        .containsExactly(new double[] {0.6, 0.8, 0, 0, 0, 0}, within(1e-11));
  }

  /** In units of the clip norm, 0.7: a gradient of norm 0.35 is a half, and below the clip norm. */
  @Test
  void adaptiveQuantile_belowTheClipNorm_isCountedAsNotClipped() {
    double[] sums = clipped(variables -> Clipping.adaptiveQuantile(0.5, 0.7), 0.35, 0, 0, 0, 0, 0);
    double weight = 1.0 / 20 / 0.5;
    assertThat(sums).containsExactly(new double[] {0.5, 0, 0, 0, 0, 0, weight / 2}, within(1e-6));
  }
}
