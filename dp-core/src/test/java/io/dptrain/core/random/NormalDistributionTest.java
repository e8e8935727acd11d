package io.dptrain.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The values against the exact normal distribution: {@value #SAMPLES} samples of {@link
 * SeededNoise}, which shares all code but the origin of the keys with {@link SecureNoise}.
 *
 * <p>The seed is fixed, so a run is repeatable. Each tolerance is the one for fresh samples, with a
 * false-reject probability of at most {@value #FALSE_REJECT}: averages use {@value
 * #STANDARD_ERRORS} standard errors (two-sided 3.8e-8 for a normal average, which leaves room for
 * what is left of skewness at this size), counts use the exact binomial distribution.
 */
class NormalDistributionTest {

  private static final int SAMPLES = 1 << 22;
  private static final double FALSE_REJECT = 1e-6;
  private static final double STANDARD_ERRORS = 5.5;
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private static float[] values;

  @BeforeAll
  static void draw() {
    values = new float[SAMPLES];
    SeededNoise.of(20260102).fillStandardNormal(values, SAMPLES);
  }

  @Test
  void fill_mean_isZero() {
    assertAverage(x -> x, 0, 1);
  }

  @Test
  void fill_variance_isOne() {
    assertAverage(x -> x * x, 1, 2);
  }

  @Test
  void fill_thirdMoment_isZero() {
    assertAverage(x -> x * x * x, 0, 15);
  }

  @Test
  void fill_fourthMoment_isThree() {
    assertAverage(x -> x * x * x * x, 3, 105 - 9);
  }

  @Test
  void fill_signs_areBalanced() {
    assertCount(x -> x > 0, 0.5);
  }

  @Test
  void fill_zero_neverOccurs() {
    assertThat(count(x -> x == 0)).isZero();
  }

  @Test
  void fill_nearZero_isAsFrequentAsItShould() {
    assertCount(x -> Math.abs(x) < 1e-4, Erf.erf(1e-4 / Math.sqrt(2)));
  }

  /** Values whose place within a cell takes further bits, on either side of where that begins. */
  @ParameterizedTest
  @ValueSource(doubles = {0x1p-12, 0x1p-10, 0x1p-8, 0x1p-7, 0x1p-6})
  void fill_smallMagnitudes_areAsFrequentAsTheyShould(double bound) {
    assertCount(x -> Math.abs(x) < bound, Erf.erf(bound / Math.sqrt(2)));
    assertCount(
        x -> Math.abs(x) >= bound / 2 && Math.abs(x) < bound,
        Erf.erf(bound / Math.sqrt(2)) - Erf.erf(bound / 2 / Math.sqrt(2)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {3, Ziggurat.TAIL_START, 4, 4.5, 5})
  void fill_tailsOnBothSides_areAsFrequentAsTheyShould(double bound) {
    double oneSided = Erf.erfc(bound / Math.sqrt(2)) / 2;

    assertCount(x -> x > bound, oneSided);
    assertCount(x -> x < -bound, oneSided);
  }

  /** Kolmogorov-Smirnov; Massart's bound 2 exp(-2 n d^2) holds for every n. */
  @Test
  void fill_wholeDistribution_passesKolmogorovSmirnov() {
    float[] sorted = Arrays.copyOf(values, SAMPLES / 4);
    Arrays.sort(sorted);

    assertThat(kolmogorovSmirnov(sorted, NORMAL::cumulativeProbability))
        .isLessThan(massart(sorted.length));
  }

  /** The same for the magnitudes in the tail, given that they lie there: 1100 of them expected. */
  @Test
  void fill_tailBeyondTheLastLayer_passesKolmogorovSmirnov() {
    double tail = Erf.erfc(Ziggurat.TAIL_START / Math.sqrt(2));
    float[] sorted = new float[count(x -> Math.abs(x) > Ziggurat.TAIL_START)];
    int n = 0;
    for (float value : values) {
      if (Math.abs(value) > Ziggurat.TAIL_START) {
        sorted[n++] = Math.abs(value);
      }
    }
    Arrays.sort(sorted);

    assertThat(kolmogorovSmirnov(sorted, x -> 1 - Erf.erfc(x / Math.sqrt(2)) / tail))
        .isLessThan(massart(n));
  }

  @Test
  void fill_equallyProbableBins_passChiSquare() {
    double[] bounds = new double[2047];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = NORMAL.inverseCumulativeProbability((i + 1) / 2048.0);
    }

    assertChiSquare(bounds);
  }

  @Test
  void fill_binsBetweenLayerEdges_passChiSquare() {
    double[] bounds = new double[2 * Ziggurat.LAYERS - 1];
    for (int i = 1; i < Ziggurat.LAYERS; i++) {
      bounds[i - 1] = -Ziggurat.edge(i);
      bounds[bounds.length - i] = Ziggurat.edge(i);
    }

    assertChiSquare(bounds);
  }

  /** A value too many or too few at the seams would show in narrow strips on either side. */
  @Test
  void fill_stripsAroundLayerEdges_areAsFrequentAsTheyShould() {
    double halfWidth = 5e-4;
    double below = 0;
    double above = 0;
    for (int i = 1; i < Ziggurat.LAYERS; i++) {
      double edge = Ziggurat.edge(i);
      below += 2 * NORMAL.probability(edge - halfWidth, edge);
      above += 2 * NORMAL.probability(edge, edge + halfWidth);
    }

    assertCount(x -> nearEdge(Math.abs(x) + halfWidth / 2, halfWidth / 2), below);
    assertCount(x -> nearEdge(Math.abs(x) - halfWidth / 2, halfWidth / 2), above);
  }

  /** Neighbors, and what lies at the same place of the next block, batch or chunk. */
  static int[] lags() {
    return new int[] {
      1, 2, 3, 4, 8, 4 * ChaCha20.LANES, 8 * ChaCha20.LANES, NormalBatch.SIZE, NoiseRequest.CHUNK
    };
  }

  /** Products of independent standard normal values have mean 0 and variance 1. */
  @ParameterizedTest
  @MethodSource("lags")
  void fill_valuesAtALag_areUncorrelated(int lag) {
    int n = SAMPLES - lag;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (double) values[i] * values[i + lag];
    }

    assertThat(Math.abs(sum / n)).isLessThan(STANDARD_ERRORS / Math.sqrt(n));
  }

  /** The same for magnitudes: (x^2 - 1)(y^2 - 1) / 2 has mean 0 and variance 1. */
  @ParameterizedTest
  @MethodSource("lags")
  void fill_magnitudesAtALag_areUncorrelated(int lag) {
    int n = SAMPLES - lag;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double x = values[i];
      double y = values[i + lag];
      sum += (x * x - 1) * (y * y - 1) / 2;
    }

    assertThat(Math.abs(sum / n)).isLessThan(STANDARD_ERRORS / Math.sqrt(n));
  }

  /**
   * The density changes by less than 1e-7 over 16 neighboring floats, so the last four binary
   * digits are uniform: chi-square with 15 degrees of freedom.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0x1p-10, 0x1p-8, 0x1p-6, 0x1p-4})
  void fill_lastDigitsOfSmallValues_areUniform(double bound) {
    int[] counts = new int[16];
    int n = 0;
    for (float value : values) {
      if (Math.abs(value) < bound) {
        counts[Float.floatToIntBits(value) & 15]++;
        n++;
      }
    }

    double[] expected = new double[16];
    Arrays.fill(expected, n / 16.0);
    assertThat(chiSquare(counts, expected)).isLessThan(chiSquareLimit(15));
  }

  private static void assertAverage(DoubleUnaryOperator term, double mean, double variance) {
    double sum = 0;
    for (float value : values) {
      sum += term.applyAsDouble(value);
    }
    assertThat(Math.abs(sum / SAMPLES - mean))
        .isLessThan(STANDARD_ERRORS * Math.sqrt(variance / SAMPLES));
  }

  private static void assertCount(DoublePredicate event, double probability) {
    BinomialDistribution expected = new BinomialDistribution(null, SAMPLES, probability);
    int count = count(event);
    assertThat(expected.cumulativeProbability(count))
        .as("at most %d of an expected %.1f", count, expected.getNumericalMean())
        .isGreaterThan(FALSE_REJECT / 2);
    assertThat(1 - expected.cumulativeProbability(count - 1))
        .as("at least %d of an expected %.1f", count, expected.getNumericalMean())
        .isGreaterThan(FALSE_REJECT / 2);
  }

  private static int count(DoublePredicate event) {
    int count = 0;
    for (float value : values) {
      if (event.test(value)) {
        count++;
      }
    }
    return count;
  }

  private static void assertChiSquare(double[] bounds) {
    int[] counts = new int[bounds.length + 1];
    for (float value : values) {
      int at = Arrays.binarySearch(bounds, value);
      counts[at < 0 ? -at - 1 : at]++;
    }
    double[] expected = new double[counts.length];
    double below = 0;
    for (int i = 0; i < counts.length; i++) {
      double upTo = i < bounds.length ? NORMAL.cumulativeProbability(bounds[i]) : 1;
      expected[i] = SAMPLES * (upTo - below);
      below = upTo;
    }
    assertThat(chiSquare(counts, expected)).isLessThan(chiSquareLimit(bounds.length));
  }

  private static double chiSquare(int[] counts, double[] expected) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      double difference = counts[i] - expected[i];
      sum += difference * difference / expected[i];
    }
    return sum;
  }

  private static double chiSquareLimit(int degreesOfFreedom) {
    return new ChiSquaredDistribution(null, degreesOfFreedom)
        .inverseCumulativeProbability(1 - FALSE_REJECT);
  }

  private static double kolmogorovSmirnov(float[] sorted, DoubleUnaryOperator distribution) {
    double largest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double p = distribution.applyAsDouble(sorted[i]);
      largest = Math.max(largest, Math.max(p - i / (double) sorted.length, 0));
      largest = Math.max(largest, (i + 1) / (double) sorted.length - p);
    }
    return largest;
  }

  private static double massart(int n) {
    return Math.sqrt(Math.log(2 / FALSE_REJECT) / (2.0 * n));
  }

  private static boolean nearEdge(double x, double reach) {
    int low = 0;
    int high = Ziggurat.LAYERS;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (Ziggurat.edge(middle) > x) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return isNear(low, x, reach) || isNear(high, x, reach);
  }

  private static boolean isNear(int layer, double x, double reach) {
    return layer > 0 && layer < Ziggurat.LAYERS && Math.abs(Ziggurat.edge(layer) - x) <= reach;
  }
}
