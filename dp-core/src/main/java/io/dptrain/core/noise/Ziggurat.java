package io.dptrain.core.noise;

import java.util.function.LongSupplier;

/**
 * Standard normal values by the ziggurat method with {@value #LAYERS} layers.
 *
 * <p><b>Formula.</b> The area under exp(-x^2/2), x >= 0, is covered by {@value #LAYERS} layers of
 * equal area. A 64-bit word chooses a layer (bits 0-7) and an abscissa in it (bits 11-63); the two
 * share no bit, unlike in the first published version. The abscissa is {@code x_i * n / 2^53} with
 * n an odd integer, uniform on -2^53 < n < 2^53: the midpoints of 2^53 equal cells, symmetric, and
 * never zero. Inside the part of the layer that lies wholly under the curve (98.5 % of the draws)
 * this is the answer. Otherwise further words decide: wedges with a 53-bit ordinate, the tail
 * beyond {@value #TAIL_START} by Marsaglia's exact method from two exponentials.
 *
 * <p><b>Range.</b> The magnitude lies between 2.3e-17 and 13.15. A normal value is larger than that
 * with probability 2e-39, and smaller with probability 2e-17.
 *
 * <p><b>Error.</b> A value can be paired with an exactly normal one that differs by at most 2^-48,
 * save with a probability below 1e-12 (rounded tables, logarithms and acceptance tests); rounding
 * to {@code float} then adds half a unit in the last place. A statement about closeness, not a
 * proof of differential privacy: see the package description.
 *
 * <p><b>Reproducibility.</b> Only operations that Java defines to the last bit: the same words give
 * the same values on every machine, interpreted or compiled.
 *
 * <p><b>Source.</b> Marsaglia and Tsang, The ziggurat method for generating random variables, J.
 * Statistical Software 5(8), 2000; the defect of the shared bits: Doornik, An improved ziggurat
 * method to generate normal random samples, 2005; the tail: Marsaglia, Generating a variable from
 * the tail of the normal distribution, Technometrics 6(1), 1964.
 */
final class Ziggurat {

  static final int LAYERS = 256;

  /** Where the tail begins: x_1, the right edge of the lowest rectangle. */
  static final double TAIL_START = 3.654152885361009;

  /** The common area of the layers, so that the heights end at exp(0) = 1 exactly. */
  static final double LAYER_AREA = 0.004928673233974655;

  private static final double LN_2 = StrictMath.log(2);
  private static final int LAYER_MASK = LAYERS - 1;
  private static final int ABSCISSA_SHIFT = 11;

  /** Right edge x_i of layer i, falling to 0; x_0 is as wide as the base layer with its tail. */
  private static final double[] EDGE = edges();

  /** x_i / 2^53. */
  private static final double[] CELL = cells();

  /** exp(-x_i^2 / 2): layer i lies between heights i and i + 1. */
  private static final double[] HEIGHT = heights();

  private Ziggurat() {}

  /** Overwrites {@code target[from..to)} with independent standard normal values. */
  static void fill(LongSupplier bits, float[] target, int from, int to) {
    for (int i = from; i < to; i++) {
      target[i] = (float) next(bits);
    }
  }

  /** One standard normal value, before rounding to {@code float}. */
  static double next(LongSupplier bits) {
    while (true) {
      long word = bits.getAsLong();
      int layer = (int) word & LAYER_MASK;
      double x = (2 * (word >> ABSCISSA_SHIFT) + 1) * CELL[layer];
      if (Math.abs(x) < EDGE[layer + 1]) {
        return x;
      }
      if (layer == 0) {
        return Math.copySign(tail(bits), x);
      }
      if (underCurve(layer, x, bits)) {
        return x;
      }
    }
  }

  /** The right edge of a layer; for tests that look at the seams. */
  static double edge(int layer) {
    return EDGE[layer];
  }

  private static boolean underCurve(int layer, double x, LongSupplier bits) {
    double low = HEIGHT[layer];
    double y = low + Uniforms.open(bits) * (HEIGHT[layer + 1] - low);
    return y < density(x);
  }

  private static double tail(LongSupplier bits) {
    while (true) {
      double x = exponential(bits) / TAIL_START;
      double y = exponential(bits);
      if (2 * y > x * x) {
        return TAIL_START + x;
      }
    }
  }

  /**
   * A standard exponential value.
   *
   * <p><b>Formula.</b> {@code -ln(2^-h (1 + f))}: h from the leading zeros of one word, f from the
   * midpoints of 2^52 cells by another, so that the relative resolution of the argument of the
   * logarithm is the same at all magnitudes.
   */
  private static double exponential(LongSupplier bits) {
    int halvings = Long.numberOfLeadingZeros(bits.getAsLong()) + 1;
    double fraction = ((bits.getAsLong() >>> 12) + 0.5) * 0x1p-52;
    return halvings * LN_2 - StrictMath.log1p(fraction);
  }

  private static double density(double x) {
    return StrictMath.exp(-0.5 * x * x);
  }

  private static double[] edges() {
    double[] edge = new double[LAYERS + 1];
    edge[0] = LAYER_AREA / density(TAIL_START);
    edge[1] = TAIL_START;
    for (int i = 1; i < LAYERS - 1; i++) {
      edge[i + 1] = StrictMath.sqrt(-2 * StrictMath.log(density(edge[i]) + LAYER_AREA / edge[i]));
    }
    return edge;
  }

  private static double[] cells() {
    double[] cell = new double[LAYERS];
    for (int i = 0; i < LAYERS; i++) {
      cell[i] = EDGE[i] * 0x1p-53;
    }
    return cell;
  }

  private static double[] heights() {
    double[] height = new double[LAYERS + 1];
    for (int i = 0; i <= LAYERS; i++) {
      height[i] = density(EDGE[i]);
    }
    return height;
  }
}
