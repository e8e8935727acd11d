package io.dptrain.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * How often each {@code float} comes out, counted: the cells that round to it, layer by layer, with
 * the share of each wedge that lies under the curve, against the normal density. No samples.
 */
class ZigguratClosenessTest {

  private static final int NEAR_ZERO = 1 << 23;
  private static final double ROOT_2_PI = Math.sqrt(2 * Math.PI);

  /** Draws that are refused start afresh with values so fine that they follow the density. */
  private static final double REFUSED = 1 - ROOT_2_PI / 2 / (Ziggurat.LAYERS * Ziggurat.LAYER_AREA);

  /**
   * Half the mean of |probability / ideal - 1| over normal floats is the total variation: 3.5e-4.
   * Of 4000 floats the mean has a relative standard error below 0.1.
   */
  @Test
  void settled_totalVariationFromARoundedNormal_isAsDocumented() {
    SplittableRandom random = new SplittableRandom(9);
    double sum = 0;
    int n = 0;
    while (n < 4000) {
      float x = (float) Math.abs(random.nextGaussian());
      if (x < Ziggurat.TAIL_START - 0.01) {
        sum += Math.abs(probability(x) / ideal(x) - 1) / 2;
        n++;
      }
    }

    assertThat(sum / n).isBetween(1e-4, 6e-4);
  }

  /** Where the place in a cell takes further bits, nothing is lost. */
  @Test
  void settled_tinyFloats_areExactlyAsFrequentAsTheyShould() {
    for (float x : new float[] {0x1p-40f, 0x1p-20f, 0x1.8p-13f}) {
      assertThat(Math.abs(probability(x) / ideal(x) - 1)).as("%s", x).isLessThan(1e-9);
    }
  }

  private static double ideal(float x) {
    return Math.exp(-0.5 * x * x) / ROOT_2_PI * (upper(x) - lower(x));
  }

  private static double probability(float x) {
    double sum = REFUSED * ideal(x);
    for (int layer = 0; layer < Ziggurat.LAYERS; layer++) {
      sum += 0x1p-40 * cells(layer, x) * accepted(layer, x);
    }
    return sum;
  }

  /** The cells whose midpoints round to x; near zero the width in cells, as places are uniform. */
  private static double cells(int layer, float x) {
    double cell = Ziggurat.edge(layer) * 0x1p-31;
    double first = Math.ceil(lower(x) / cell - 0.5);
    double end = Math.ceil(upper(x) / cell - 0.5);
    return first < NEAR_ZERO ? (upper(x) - lower(x)) / cell : end - first;
  }

  private static double accepted(int layer, float x) {
    if (x < Ziggurat.edge(layer + 1)) {
      return 1;
    }
    if (x > Ziggurat.edge(layer)) {
      return 0;
    }
    double low = density(Ziggurat.edge(layer));
    return (density(x) - low) / (density(Ziggurat.edge(layer + 1)) - low);
  }

  private static double density(double x) {
    return Math.exp(-0.5 * x * x);
  }

  private static double lower(float x) {
    return ((double) x + Math.nextDown(x)) / 2;
  }

  private static double upper(float x) {
    return ((double) x + Math.nextUp(x)) / 2;
  }
}
