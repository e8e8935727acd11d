package io.dptrain.accountant.pld;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static io.dptrain.accountant.event.NeighboringRelation.REPLACE_ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.TruncatedPoissonSampledEvent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The loss of a sampler is not below that of any pair of small data sets: all batches are listed,
 * and the hockey-stick divergence of the outputs is integrated. Contents are numbers in [-1, 1],
 * often the ends; the noise is standard deviation / 1.
 */
class DominanceTest {
  private static final double[] EPSILONS = {-3, -1, -0.3, -0.05, 0, 0.05, 0.3, 1, 3};

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  /** Each takes as long as several of the others: all batches of two data sets. */
  static LongStream fewSeeds() {
    return LongStream.range(0, 15);
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static double[] contents(RandomGenerator random, int size) {
    double[] contents = new double[size];
    for (int i = 0; i < size; i++) {
      int die = random.nextInt(4);
      contents[i] = die == 0 ? 2 * random.nextDouble() - 1 : die - 2;
    }
    return contents;
  }

  /** Returns the probability of each sum of a batch. */
  private static Map<Double, Double> sums(double[] contents, Batches batches) {
    Map<Double, Double> sums = new LinkedHashMap<>();
    for (int set = 0; set < 1 << contents.length; set++) {
      double sum = 0;
      for (int i = 0; i < contents.length; i++) {
        sum += (set >> i & 1) * contents[i];
      }
      sums.merge(sum, batches.probability(set, contents.length), Double::sum);
    }
    return sums;
  }

  /** How batches are drawn. */
  private interface Batches {
    double probability(int set, int size);
  }

  private static Batches poisson(double q) {
    return (set, size) -> {
      int drawn = Integer.bitCount(set);
      return Math.pow(q, drawn) * Math.pow(1 - q, size - drawn);
    };
  }

  private static Batches fixedSize(int batchSize) {
    return (set, size) -> Integer.bitCount(set) == batchSize ? 1 / choose(size, batchSize) : 0;
  }

  private static Batches truncated(double q, int most) {
    return (set, size) -> {
      int kept = Integer.bitCount(set);
      double probability = kept <= most ? poisson(q).probability(set, size) : 0;
      for (int drawn = most + 1; kept == most && drawn <= size; drawn++) {
        double all = choose(size, drawn) * Math.pow(q, drawn) * Math.pow(1 - q, size - drawn);
        probability += all / choose(size, most);
      }
      return probability;
    };
  }

  private static double choose(int n, int k) {
    double product = 1;
    for (int i = 1; i <= k; i++) {
      product *= (double) (n - k + i) / i;
    }
    return product;
  }

  /** Returns the integral of (p - e^epsilon r)_+. */
  private static double divergence(
      Map<Double, Double> p, Map<Double, Double> r, double noise, double epsilon) {
    double step = 0.004 * noise;
    double sum = 0;
    for (double x = -6 - 8 * noise; x < 6 + 8 * noise; x += step) {
      sum += Math.max(0, density(p, x, noise) - Math.exp(epsilon) * density(r, x, noise));
    }
    return sum * step;
  }

  private static double density(Map<Double, Double> sums, double x, double noise) {
    double density = 0;
    for (Map.Entry<Double, Double> entry : sums.entrySet()) {
      double z = (x - entry.getKey()) / noise;
      density += entry.getValue() * Math.exp(-z * z / 2);
    }
    return density / noise / Math.sqrt(2 * Math.PI);
  }

  private static void assertNotAbove(
      LossStep step, Direction direction, Map<Double, Double> p, Map<Double, Double> r, double s) {
    LossShape shape = step.shape(direction, Side.UPPER);
    LossTable table =
        shape instanceof LossTable found ? found : ((ReplacedGaussian) step).table(Side.UPPER);
    for (double epsilon : EPSILONS) {
      assertThat(divergence(p, r, s, epsilon))
          .as("%s, epsilon %s", step, epsilon)
          .isLessThanOrEqualTo(LossTableTest.delta(table, epsilon) + 2e-6);
    }
  }

  private static void assertReplaced(LossStep step, Batches batches, long seed, double noise) {
    RandomGenerator random = random(seed);
    double[] contents = contents(random, 4);
    double[] other = contents.clone();
    other[0] = contents(random, 1)[0];
    Map<Double, Double> p = sums(contents, batches);
    Map<Double, Double> r = sums(other, batches);

    assertNotAbove(step, Direction.REMOVE, p, r, noise);
    assertNotAbove(step, Direction.REMOVE, r, p, noise);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void replacedGaussian_anyContents_isNotBelow(long seed) {
    double q = 0.05 + 0.9 * random(seed + 1000).nextDouble();
    double noise = 0.4 + 2 * random(seed + 2000).nextDouble();

    assertReplaced(new ReplacedGaussian(q, noise), poisson(q), seed, noise);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void fixedSizeGaussian_anyContents_isNotBelow(long seed) {
    int batchSize = 1 + random(seed + 1000).nextInt(3);
    double noise = 0.4 + 2 * random(seed + 2000).nextDouble();
    FixedSizeGaussian step = new FixedSizeGaussian(batchSize / 4.0, noise / 2);

    assertReplaced(step, fixedSize(batchSize), seed, noise);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void truncatedGaussian_anyContents_isNotBelow(long seed) {
    double q = 0.1 + 0.8 * random(seed + 1000).nextDouble();
    int most = 1 + random(seed + 1500).nextInt(3);
    double noise = 0.4 + 2 * random(seed + 2000).nextDouble();

    assertReplaced(truncated(q, most, noise, REPLACE_ONE), truncated(q, most), seed, noise);

    LossStep step = truncated(q, most, noise, ADD_OR_REMOVE_ONE);
    double[] contents = contents(random(seed), 4);
    double[] without = {contents[1], contents[2], contents[3]};
    Map<Double, Double> p = sums(contents, truncated(q, most));
    Map<Double, Double> r = sums(without, truncated(q, most));
    assertNotAbove(step, Direction.REMOVE, p, r, noise);
    assertNotAbove(step, Direction.ADD, r, p, noise);
  }

  /** Of the stated four records one is taken away, or a fifth is added. */
  @ParameterizedTest
  @MethodSource("fewSeeds")
  void truncated_eitherNeighborOfTheStatedSize_isNotBelow(long seed) {
    double q = 0.1 + 0.8 * random(seed + 1000).nextDouble();
    int most = 1 + random(seed + 1500).nextInt(5);
    double noise = 0.4 + 2 * random(seed + 2000).nextDouble();
    double[] five = contents(random(seed), 5);
    Map<Double, Double> more = sums(five, truncated(q, most));
    Map<Double, Double> stated = sums(Arrays.copyOfRange(five, 1, 5), truncated(q, most));
    Map<Double, Double> fewer = sums(Arrays.copyOfRange(five, 2, 5), truncated(q, most));
    PldAccountant accountant = new PldAccountant(ADD_OR_REMOVE_ONE);
    accountant.compose(new TruncatedPoissonSampledEvent(4, q, most, new GaussianEvent(noise)));

    for (double epsilon : new double[] {0, 0.05, 0.3, 1}) {
      assertThat(accountant.delta(epsilon))
          .as("epsilon %s", epsilon)
          .isGreaterThanOrEqualTo(divergence(more, stated, noise, epsilon) - 2e-6)
          .isGreaterThanOrEqualTo(divergence(stated, more, noise, epsilon) - 2e-6)
          .isGreaterThanOrEqualTo(divergence(stated, fewer, noise, epsilon) - 2e-6)
          .isGreaterThanOrEqualTo(divergence(fewer, stated, noise, epsilon) - 2e-6);
    }
  }

  private static LossStep truncated(
      double q, int most, double noise, NeighboringRelation relation) {
    GaussianEvent gaussian = new GaussianEvent(noise);
    return new Neighbors(relation, 1)
        .truncated(new TruncatedPoissonSampledEvent(4, q, most, gaussian))
        .orElseThrow();
  }

  /** A group of two, added to two others. */
  @ParameterizedTest
  @MethodSource("seeds")
  void groupGaussian_anyContents_isNotBelow(long seed) {
    double q = 0.05 + 0.9 * random(seed + 1000).nextDouble();
    double noise = 0.4 + 2 * random(seed + 2000).nextDouble();
    double[] contents = contents(random(seed), 4);
    Map<Double, Double> p = sums(contents, poisson(q));
    Map<Double, Double> r = sums(new double[] {contents[2], contents[3]}, poisson(q));
    LossStep step = new GroupGaussian(2, q, noise);

    assertNotAbove(step, Direction.REMOVE, p, r, noise);
    assertNotAbove(step, Direction.ADD, r, p, noise);
  }
}
