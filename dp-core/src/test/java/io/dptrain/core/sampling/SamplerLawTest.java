package io.dptrain.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.random.RandomBits;
import io.dptrain.core.random.SeededBits;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What samplers draw, held against the distribution that their events are about: all of it, on data
 * sets so small that each outcome can be counted. Each test falsely rejects with a probability of
 * 1e-6.
 */
class SamplerLawTest {
  private static final double FALSE_REJECT = 1e-6;

  private final RandomBits bits = SeededBits.of(12);

  /** A sampler of which two batches in a row have a known distribution, by their sets of rows. */
  private record Law(String name, Sampler sampler, ToDoubleFunction<Integer> ofBatch) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Law> independent() {
    return Stream.of(
        new Law("poisson", PoissonSampling.of(5, 1.5), set -> poisson(size(set), 5, 0.3)),
        new Law(
            "cut to two",
            TruncatedPoissonSampling.of(4, 2, 2),
            set ->
                switch (size(set)) {
                  case 0, 1 -> poisson(size(set), 4, 0.5);
                  case 2 ->
                      IntStream.rangeClosed(2, 4).mapToDouble(SamplerLawTest::ofSize).sum() / 6;
                  default -> 0;
                }),
        new Law("three of six", FixedSizeSampling.of(6, 3), set -> size(set) == 3 ? 1 / 20.0 : 0),
        new Law("five of six", FixedSizeSampling.of(6, 5), set -> size(set) == 5 ? 1 / 6.0 : 0));
  }

  private static int size(int set) {
    return Integer.bitCount(set);
  }

  private static double poisson(int size, int of, double probability) {
    return Math.pow(probability, size) * Math.pow(1 - probability, of - size);
  }

  /** So likely are so many of four units, each by a coin. */
  private static double ofSize(int size) {
    return new BinomialDistribution(4, 0.5).probability(size);
  }

  /** Two batches in a row, so that what one tells of the other is seen, too. */
  @ParameterizedTest
  @MethodSource("independent")
  void draw_twoSteps_haveTheJointDistributionOfTheTheory(Law law) {
    int sets = 1 << law.sampler.datasetSize();
    long[] counts = new long[sets * sets];
    for (int run = 0; run < 400_000; run++) {
      int first = set(law.sampler.draw(0, bits).get(0));
      counts[first * sets + set(law.sampler.draw(1, bits).get(0))]++;
    }
    assertFits(
        counts,
        pair ->
            law.ofBatch.applyAsDouble((int) pair / sets)
                * law.ofBatch.applyAsDouble((int) pair % sets));
  }

  private static int set(int[] rows) {
    return IntStream.of(rows).map(row -> 1 << row).sum();
  }

  /** Each of 4^5 ways to spread five units over four steps is as likely, in a million epochs. */
  @Test
  void draw_randomAllocation_isUniformOverAllAllocations() {
    RandomAllocation sampler = RandomAllocation.of(5, 4);
    long[] counts = new long[1 << 10];
    for (int epoch = 0; epoch < 1_000_000; epoch++) {
      counts[allocation(sampler.draw(4L * epoch, bits))]++;
    }
    assertFits(counts, any -> 1.0 / counts.length);
  }

  /** Two epochs in a row are independent: all pairs of ways are as likely. */
  @Test
  void draw_randomAllocation_isDrawnAnewForEachEpoch() {
    RandomAllocation sampler = RandomAllocation.of(3, 3);
    int ways = 64;
    long[] counts = new long[ways * ways];
    for (int run = 0; run < 200_000; run++) {
      int first = allocation(sampler.draw(0, bits));
      counts[first * ways + allocation(sampler.draw(3, bits))]++;
    }
    assertFits(
        counts,
        pair -> isOfThree((int) pair / ways) && isOfThree((int) pair % ways) ? 1 / 729.0 : 0);
  }

  /** Two bits for each unit, which name one of three steps. */
  private static boolean isOfThree(int way) {
    return IntStream.range(0, 3).allMatch(unit -> (way >> (2 * unit) & 3) < 3);
  }

  /** The step of each unit in two bits, which says all; each unit must be there once. */
  private static int allocation(List<int[]> epoch) {
    int allocation = 0;
    int seen = 0;
    for (int step = 0; step < epoch.size(); step++) {
      for (int row : epoch.get(step)) {
        allocation |= step << (2 * row);
        assertThat(seen & 1 << row).as("once").isZero();
        seen |= 1 << row;
      }
    }
    assertThat(seen + 1).as("each").isEqualTo(Integer.highestOneBit(seen + 1));
    return allocation;
  }

  /** At a usual size: how many units a batch has, and how many of some pairs share theirs. */
  @Test
  void draw_randomAllocation_sizesAndPairsAreBinomial() {
    RandomAllocation sampler = RandomAllocation.of(200, 10);
    int epochs = 20_000;
    long[] sizes = new long[201];
    long[] together = new long[199];
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] stepOf = new int[200];
      List<int[]> batches = sampler.draw(10L * epoch, bits);
      for (int step = 0; step < 10; step++) {
        int number = step;
        IntStream.of(batches.get(step)).forEach(row -> stepOf[row] = number);
      }
      sizes[batches.get(epoch % 10).length]++; // one of an epoch: they depend on each other
      for (int row = 0; row < 199; row++) {
        together[row] += stepOf[row] == stepOf[row + 1] ? 1 : 0;
      }
    }
    BinomialDistribution size = new BinomialDistribution(200, 0.1);
    assertFits(sizes, k -> size.probability((int) k));
    double stdDev = Math.sqrt(epochs * 0.1 * 0.9);
    double squares =
        IntStream.range(0, 199)
            .mapToDouble(row -> Math.pow((together[row] - epochs * 0.1) / stdDev, 2))
            .sum();
    assertThat(1 - new ChiSquaredDistribution(199).cumulativeProbability(squares))
        .isGreaterThan(FALSE_REJECT);
  }

  @Test
  void draw_fixedOrder_goesOverAllRowsAndBeginsAgain() {
    FixedOrder sampler = FixedOrder.of(7, 3);
    assertThat(IntStream.range(0, 5).mapToObj(step -> sampler.draw(step, bits).get(0)))
        .containsExactly(
            new int[] {0, 1, 2},
            new int[] {3, 4, 5},
            new int[] {6},
            new int[] {0, 1, 2},
            new int[] {3, 4, 5});
    assertThat(sampler.stepsPerPass()).isEqualTo(3);
    assertThat(FixedOrder.of(6, 3).stepsPerPass()).isEqualTo(2);
  }

  /** A large step number, where an int would wrap. */
  @Test
  void draw_fixedOrderAfterManySteps_isInTheData() {
    FixedOrder sampler = FixedOrder.of(Integer.MAX_VALUE, 1 << 20);
    int[] rows = sampler.draw(2047L + 2048L * 5_000_000L, bits).get(0);
    assertThat(rows[0]).isEqualTo(2047 << 20);
    assertThat(rows[rows.length - 1]).isEqualTo(Integer.MAX_VALUE - 1);
  }

  /** Pearson's test, with cells of few counts put together; what cannot come must not. */
  private static void assertFits(long[] counts, DoubleUnaryOperator probability) {
    long runs = IntStream.range(0, counts.length).mapToLong(cell -> counts[cell]).sum();
    double squares = 0;
    int cells = 0;
    double rareExpected = 0;
    long rare = 0;
    for (int cell = 0; cell < counts.length; cell++) {
      double expected = runs * probability.applyAsDouble(cell);
      if (expected == 0) {
        assertThat(counts[cell]).as("cell %d", cell).isZero();
      } else if (expected < 20) {
        rareExpected += expected;
        rare += counts[cell];
      } else {
        squares += Math.pow(counts[cell] - expected, 2) / expected;
        cells++;
      }
    }
    if (rareExpected > 0) {
      squares += Math.pow(rare - rareExpected, 2) / rareExpected;
      cells++;
    }
    assertThat(1 - new ChiSquaredDistribution(cells - 1).cumulativeProbability(squares))
        .as("chi-square %s of %s cells", squares, cells)
        .isGreaterThan(FALSE_REJECT);
  }
}
