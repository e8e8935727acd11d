package io.dptrain.core.random;

import java.util.function.LongSupplier;

/**
 * Standard normal values by the ziggurat method with {@value #LAYERS} layers.
 *
 * <p><b>Formula.</b> The area under exp(-x^2/2), x >= 0, is covered by {@value #LAYERS} layers of
 * equal area. Eight bits choose a layer i and 32 others an abscissa in it, {@code x_i * (w + 1/2) /
 * 2^31} with w uniform on the integers from -2^31 on: the midpoints of 2^32 equal cells, symmetric,
 * and never zero; layer and abscissa share no bit, unlike in the first published version. A cell
 * that lies wholly under the curve and not near zero {@linkplain #isSettled settles} the value (98
 * % of the draws). {@linkplain #complete Otherwise} further words decide: near zero, 53 bits more
 * for the place within the cell; in wedges, a 53-bit ordinate; beyond {@value #TAIL_START},
 * Marsaglia's exact method from two exponentials. A refused draw starts afresh with 53 bits for the
 * abscissa.
 *
 * <p><b>Range.</b> The magnitude lies between 1.1e-26 and 13.15. A normal value is larger than that
 * with probability 2e-39, and smaller with probability 9e-27.
 *
 * <p><b>Error.</b> Before the last rounding a value can be paired with an exactly normal one that
 * differs by at most 2^-24 of its magnitude (half a unit in the last place of a {@code float}) and
 * by at most 2^-30, save with a probability below 1e-11: the cell at the seam of the tail, rounded
 * tables, logarithms and acceptance tests. Rounding to {@code float} adds half a unit in the last
 * place. A statement about closeness, not a proof of differential privacy: see the package
 * description.
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

  /** Cells on either side of zero whose values need more bits: 2^-8 of the layer. */
  private static final int NEAR_ZERO = 1 << 23;

  /** Right edge x_i of layer i, falling to 0; x_0 is as wide as the base layer with its tail. */
  private static final double[] EDGE = edges();

  /** x_i / 2^31. */
  private static final double[] CELL = cells();

  /** Just above the rank of the last cell that lies wholly under the curve. */
  private static final int[] SETTLED = settled();

  /** exp(-x_i^2 / 2): layer i lies between heights i and i + 1. */
  private static final double[] HEIGHT = heights();

  /** How far the curve can be from its chord in a wedge, in units of the height of the layer. */
  private static final double[] BEND = bends();

  private Ziggurat() {}

  /** The midpoint of a cell. */
  static double value(int layer, int word) {
    return (word + 0.5) * CELL[layer];
  }

  /** Whether the midpoint of the cell is the answer. */
  static boolean isSettled(int layer, int word) {
    return rank(word) < SETTLED[layer];
  }

  /**
   * The value of a draw that is not {@linkplain #isSettled settled}, before rounding to {@code
   * float}.
   */
  static double complete(int layer, int word, LongSupplier bits) {
    double place = cell(word) < NEAR_ZERO ? Uniforms.open(bits) : 0.5;
    return at(layer, (word + place) * CELL[layer], bits);
  }

  /** One standard normal value from whole words, before rounding to {@code float}. */
  static double next(LongSupplier bits) {
    long word = bits.getAsLong();
    int layer = (int) word & LAYER_MASK;
    return at(layer, (2 * (word >> ABSCISSA_SHIFT) + 1) * (EDGE[layer] * 0x1p-53), bits);
  }

  /** The right edge of a layer; for tests that look at the seams. */
  static double edge(int layer) {
    return EDGE[layer];
  }

  /** The number of a cell on its side of zero. */
  private static int cell(int word) {
    return word ^ (word >> 31);
  }

  /** Cells ordered from {@link #NEAR_ZERO} outwards; the cells near zero come last. */
  private static int rank(int word) {
    return cell(word) + (Integer.MIN_VALUE - NEAR_ZERO);
  }

  private static double at(int layer, double x, LongSupplier bits) {
    if (Math.abs(x) < EDGE[layer + 1]) {
      return x;
    }
    if (layer == 0) {
      return Math.copySign(tail(bits), x);
    }
    return underCurve(layer, Math.abs(x), Uniforms.open(bits)) ? x : next(bits);
  }

  /**
   * Whether a point of a wedge lies under the curve.
   *
   * <p>The chord decides unless the point is so close to it that the curve may lie on the other
   * side; this spares nearly all exponentials.
   *
   * @param y height above the lower edge of the layer, in units of the height of the layer
   */
  private static boolean underCurve(int layer, double x, double y) {
    double chord = (EDGE[layer] - x) / (EDGE[layer] - EDGE[layer + 1]);
    if (Math.abs(y - chord) > BEND[layer]) {
      return y < chord;
    }
    double low = HEIGHT[layer];
    return low + y * (HEIGHT[layer + 1] - low) < density(x);
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
      cell[i] = EDGE[i] * 0x1p-31;
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

  private static int[] settled() {
    int[] settled = new int[LAYERS];
    for (int i = 0; i < LAYERS; i++) {
      int inside = (int) (EDGE[i + 1] / EDGE[i] * 0x1p31);
      settled[i] = rank(Math.max(inside, NEAR_ZERO));
    }
    return settled;
  }

  /** Width squared / 8 times the largest second derivative (x^2 - 1) exp(-x^2/2) in the wedge. */
  private static double[] bends() {
    double[] bend = new double[LAYERS];
    for (int i = 1; i < LAYERS; i++) {
      double width = EDGE[i] - EDGE[i + 1];
      double left = Math.abs(EDGE[i + 1] * EDGE[i + 1] - 1);
      double right = Math.abs(EDGE[i] * EDGE[i] - 1);
      double curvature = Math.max(left, right) * HEIGHT[i + 1];
      bend[i] = width * width / 8 * curvature / (HEIGHT[i + 1] - HEIGHT[i]);
    }
    return bend;
  }
}
