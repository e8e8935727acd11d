package io.dptrain.core.noise;

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
  void next_complementedAbscissa_changesTheSignAlone() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1000; i++) {
      long layer = random.nextLong(1, TOP_LAYER);
      long abscissa = random.nextLong(1L << 51) >> 1;

      assertThat(Ziggurat.next(new Script(word(layer, ~abscissa))))
          .isEqualTo(-Ziggurat.next(new Script(word(layer, abscissa))));
    }
  }

  @Test
  void next_smallestAbscissaOfEveryLayer_isHalfACellFromZero() {
    for (int layer = 0; layer < TOP_LAYER; layer++) {
      assertThat(Ziggurat.next(new Script(word(layer, 0))))
          .isEqualTo(Ziggurat.edge(layer) * 0x1p-53);
    }
  }

  @Test
  void fill_smallestAbscissa_isNotRoundedToZero() {
    float[] target = new float[1];

    Ziggurat.fill(new Script(word(TOP_LAYER, 0), 1L << 62), target, 0, 1);

    assertThat(target[0]).isPositive();
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
