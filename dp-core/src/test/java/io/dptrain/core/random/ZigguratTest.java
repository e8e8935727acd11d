package io.dptrain.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;

/** The ziggurat on chosen words; its distribution is tested in {@link NormalDistributionTest}. */
class ZigguratTest {

  private static final int TAIL_LAYER = 0;
  private static final int TOP_LAYER = Ziggurat.LAYERS - 1;

  /** The first cell whose values are not so small that they need more bits. */
  private static final int NEAR_ZERO = 1 << 23;

  /** The largest abscissa: always outside the part of its layer that lies under the curve. */
  private static final long RIGHTMOST = (1L << 52) - 1;

  @Test
  void layerArea_constant_isTheAreaOfTheBaseWithItsTail() {
    double r = Ziggurat.TAIL_START;
    double tailArea = Math.sqrt(Math.PI / 2) * Erf.erfc(r / Math.sqrt(2));

    assertThat(r * Math.exp(-r * r / 2) + tailArea).isCloseTo(Ziggurat.LAYER_AREA, within(1e-15));
  }

  @Test
  void edge_everyLayer_enclosesTheCommonArea() {
    for (int i = 1; i < Ziggurat.LAYERS; i++) {
      double height = density(Ziggurat.edge(i + 1)) - density(Ziggurat.edge(i));

      assertThat(Ziggurat.edge(i) * height / Ziggurat.LAYER_AREA)
          .as("layer %d", i)
          .isCloseTo(1, within(1e-13));
    }
  }

  @Test
  void edge_aboveTheTopLayer_isZero() {
    assertThat(Ziggurat.edge(Ziggurat.LAYERS)).isZero();
  }

  @Test
  void value_complementedWord_changesTheSignAlone() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1000; i++) {
      int layer = random.nextInt(Ziggurat.LAYERS);
      int word = random.nextInt();

      assertThat(Ziggurat.value(layer, ~word)).isEqualTo(-Ziggurat.value(layer, word));
      assertThat(Ziggurat.isSettled(layer, ~word)).isEqualTo(Ziggurat.isSettled(layer, word));
    }
  }

  @Test
  void value_outermostWord_isHalfACellFromTheEdgeOfItsLayer() {
    for (int layer = 0; layer < Ziggurat.LAYERS; layer++) {
      assertThat(Ziggurat.value(layer, Integer.MAX_VALUE))
          .isEqualTo((0x1p31 - 0.5) * (Ziggurat.edge(layer) * 0x1p-31));
    }
  }

  @Test
  void isSettled_everyLayer_holdsForCellsBetweenNearZeroAndTheCurve() {
    for (int layer = 0; layer < TOP_LAYER; layer++) {
      double cells = Ziggurat.edge(layer + 1) / Ziggurat.edge(layer) * 0x1p31;
      int last = (int) cells - 1;

      assertThat(Ziggurat.isSettled(layer, NEAR_ZERO - 1)).as("near zero, %d", layer).isFalse();
      assertThat(Ziggurat.isSettled(layer, NEAR_ZERO)).as("smallest, %d", layer).isTrue();
      assertThat(Ziggurat.isSettled(layer, last)).as("largest, %d", layer).isTrue();
      assertThat(Ziggurat.isSettled(layer, last + 1)).as("beyond, %d", layer).isFalse();
    }
  }

  @Test
  void isSettled_topLayer_neverHolds() {
    for (int word : new int[] {0, 1, NEAR_ZERO, -NEAR_ZERO, Integer.MAX_VALUE, -1}) {
      assertThat(Ziggurat.isSettled(TOP_LAYER, word)).as("word %d", word).isFalse();
    }
  }

  /** Half a cell is what a settled value is off by at most. */
  @Test
  void isSettled_smallestCell_isWithinTheDocumentedDistance() {
    for (int layer = 0; layer < TOP_LAYER; layer++) {
      double halfCell = Ziggurat.edge(layer) * 0x1p-32;

      assertThat(halfCell / Ziggurat.value(layer, NEAR_ZERO)).isLessThan(0x1p-24);
      assertThat(halfCell).isLessThan(0x1p-30);
    }
  }

  @Test
  void complete_nearZero_takesFurtherBitsForThePlaceInTheCell() {
    double cell = Ziggurat.edge(100) * 0x1p-31;

    assertThat(Ziggurat.complete(100, 5, new Script(1L << 62))).isEqualTo(5.25 * cell);
    assertThat(Ziggurat.complete(100, -1, new Script(1L << 62))).isEqualTo(-0.75 * cell);
  }

  @Test
  void complete_smallestMagnitude_isNotRoundedToZero() {
    double smallest = Ziggurat.complete(TOP_LAYER, 0, new Script(1L << 11, 1L << 62));

    assertThat(smallest).isEqualTo(Ziggurat.edge(TOP_LAYER) * 0x1p-84);
    assertThat((float) smallest).isPositive();
  }

  @Test
  void complete_outsideTheCurveInAnyLayer_doesNotReturnTheMidpoint() {
    for (int layer = 1; layer < Ziggurat.LAYERS; layer++) {
      Script bits = new Script(-1L, word(7, 42));

      assertThat(Ziggurat.complete(layer, Integer.MAX_VALUE, bits))
          .isEqualTo(Ziggurat.next(new Script(word(7, 42))));
    }
  }

  /**
   * The chord in place of the exponential changes no decision, save for points that lie within a
   * rounding error of the curve, which none of these does.
   */
  @Test
  void complete_wedge_decidesAsTheDensityDoes() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 500_000; i++) {
      int layer = random.nextInt(1, Ziggurat.LAYERS);
      double cells = Ziggurat.edge(layer + 1) / Ziggurat.edge(layer) * 0x1p31;
      int word = (int) random.nextDouble(Math.max(cells + 1, NEAR_ZERO), 0x1p31);
      long ordinate = random.nextLong() | (1L << 11);
      double x = Ziggurat.value(layer, word);
      double low = density(Ziggurat.edge(layer));
      double high = density(Ziggurat.edge(layer + 1));
      boolean under = low + (ordinate >>> 11) * 0x1p-53 * (high - low) < density(x);

      double value = Ziggurat.complete(layer, word, new Script(ordinate, word(7, 42)));

      assertThat(value == x).as("layer %d, word %d, %d", layer, word, ordinate).isEqualTo(under);
    }
  }

  @Test
  void next_oneStepOfTheAbscissa_isOneCell() {
    double cell = Ziggurat.edge(100) * 0x1p-52;

    double step =
        Ziggurat.next(new Script(word(100, 12346))) - Ziggurat.next(new Script(word(100, 12345)));

    assertThat(step).isCloseTo(cell, within(cell * 1e-9));
  }

  @Test
  void next_wedgeWithLowOrdinate_isAccepted() {
    Script bits = new Script(word(100, RIGHTMOST), 1L << 11);

    assertThat(Ziggurat.next(bits)).isCloseTo(Ziggurat.edge(100), within(1e-15));
  }

  @Test
  void next_wedgeWithHighOrdinate_startsAfresh() {
    Script bits = new Script(word(100, RIGHTMOST), -1L, word(7, 42));

    assertThat(Ziggurat.next(bits)).isEqualTo(Ziggurat.next(new Script(word(7, 42))));
  }

  @Test
  void next_baseLayerBeyondItsRectangle_comesFromTheTail() {
    // x = (2 ln 2 - log1p(1/2)) / r, y = ln 2 - log1p(0): accepted, as 2y > x^2.
    Script bits = new Script(word(TAIL_LAYER, RIGHTMOST), 1L << 62, 1L << 63, 1L << 63, 0);

    assertThat(Ziggurat.next(bits))
        .isCloseTo(
            Ziggurat.TAIL_START + (2 * Math.log(2) - Math.log(1.5)) / Ziggurat.TAIL_START,
            within(1e-14));
  }

  @Test
  void next_tailWithNegativeAbscissa_isNegative() {
    Script bits = new Script(word(TAIL_LAYER, ~RIGHTMOST), 1L << 62, 1L << 63, 1L << 63, 0);

    assertThat(Ziggurat.next(bits)).isLessThan(-Ziggurat.TAIL_START);
  }

  @Test
  void next_tailPointAboveTheCurve_isDrawnAgain() {
    long[] refused = {0, 0, -1L, -1L};
    long[] accepted = {1L << 62, 1L << 63, 1L << 63, 0};
    Script bits =
        new Script(
            word(TAIL_LAYER, RIGHTMOST),
            refused[0],
            refused[1],
            refused[2],
            refused[3],
            accepted[0],
            accepted[1],
            accepted[2],
            accepted[3]);

    Ziggurat.next(bits);

    assertThat(bits.used()).isEqualTo(9);
  }

  @Test
  void next_outermostTailPointTheBitsCanReach_staysWithinTheDocumentedRange() {
    // The ordinate is the largest possible, 65 ln 2; an abscissa just below sqrt(130 ln 2) passes.
    Script bits = new Script(word(TAIL_LAYER, RIGHTMOST), 1L << 14, 0, 0, 0);

    assertThat(Ziggurat.next(bits)).isBetween(13.1, 13.15);
  }

  @Test
  void next_interpretedAndCompiled_givesTheSameValues() {
    LongSupplier cold = new SplittableRandom(11)::nextLong;
    double[] first = new double[500];
    for (int i = 0; i < first.length; i++) {
      first[i] = Ziggurat.next(cold);
    }
    LongSupplier warmUp = new SplittableRandom(12)::nextLong;
    double sum = 0;
    for (int i = 0; i < 2_000_000; i++) {
      sum += Ziggurat.next(warmUp);
    }
    LongSupplier again = new SplittableRandom(11)::nextLong;

    assertThat(sum).isFinite();
    for (double value : first) {
      assertThat(Ziggurat.next(again)).isEqualTo(value);
    }
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2);
  }

  private static long word(long layer, long abscissa) {
    return (abscissa << 11) | layer;
  }
}
