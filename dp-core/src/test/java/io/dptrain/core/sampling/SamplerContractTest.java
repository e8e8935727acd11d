package io.dptrain.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.core.random.RandomBits;
import io.dptrain.core.random.SeededBits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every sampler keeps. A new one adds a line to {@link #samplers}. */
class SamplerContractTest {
  private static final int STEPS = 3;
  private static final int RUNS = 40_000;

  /** Standard normal quantile of a one-sided false-reject probability of 3e-9. */
  private static final double QUANTILE = 5.8;

  /** From the size of a data set to a sampler whose other settings are the same for all sizes. */
  private interface Family {
    Sampler ofSize(int datasetSize);
  }

  private record Named(String name, Family family) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> samplers() {
    return Stream.of(
        new Named("poisson", size -> PoissonSampling.of(size, 0.4 * size)),
        new Named("full batch", size -> PoissonSampling.of(size, size)),
        new Named("seldom cut", size -> TruncatedPoissonSampling.of(size, 0.4 * size, 12)),
        new Named("often cut", size -> TruncatedPoissonSampling.of(size, 0.95 * size, 15)),
        new Named("always cut", size -> TruncatedPoissonSampling.of(size, size, 3)),
        new Named("allocation", size -> RandomAllocation.of(size, 3)),
        new Named("short epochs", size -> RandomAllocation.of(size, 2)),
        new Named("long epochs", size -> RandomAllocation.of(size, 7)),
        new Named("fixed size", size -> FixedSizeSampling.of(size, 8)),
        new Named("all but few", size -> FixedSizeSampling.of(size, 17)),
        new Named("fixed order", size -> FixedOrder.of(size, 7)),
        new Named("one batch", size -> FixedOrder.of(size, size)));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void draw_batches_areAscendingRowsOfTheDataSetAndNotTooMany(Named sampler) {
    RandomBits bits = SeededBits.of(3);
    Sampler ofTwenty = sampler.family.ofSize(20);
    for (int[] rows : batches(ofTwenty, 500, bits)) {
      assertThat(rows).isSorted().doesNotHaveDuplicates();
      assertThat(Arrays.stream(rows).allMatch(row -> row >= 0 && row < 20)).isTrue();
      assertThat((long) rows.length).isLessThanOrEqualTo(ofTwenty.largestBatch());
    }
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void draw_sameBits_areTheSameBatches(Named sampler) {
    Sampler ofTwenty = sampler.family.ofSize(20);
    RandomBits some = SeededBits.of(3);
    RandomBits same = SeededBits.of(3);
    assertThat(batches(ofTwenty, 50, some)).containsExactlyElementsOf(batches(ofTwenty, 50, same));
  }

  /** The batches of the first steps of a run, as a run draws them. */
  private static List<int[]> batches(Sampler sampler, int steps, RandomBits bits) {
    List<int[]> batches = new ArrayList<>();
    while (batches.size() < steps) {
      List<int[]> together = sampler.draw(batches.size(), bits);
      assertThat(together).hasSize(sampler.stepsDrawnTogether());
      batches.addAll(together);
    }
    return batches.subList(0, steps);
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void after_steps_costMoreAndMoreAndNothingAtFirst(Named sampler) {
    Sampler ofTwenty = sampler.family.ofSize(20);
    double before = 0;
    for (int steps = 0; steps < 5; steps++) {
      double epsilon = accountant(ofTwenty, steps, 1.5).epsilon(1e-3);
      assertThat(epsilon).isGreaterThanOrEqualTo(before);
      before = epsilon;
    }
    assertThat(accountant(ofTwenty, 0, 1.5).epsilon(1e-3)).isZero();
    assertThat(before).isPositive();
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void equals_sameSettings_areEqual(Named sampler) {
    assertThat(sampler.family.ofSize(20)).isEqualTo(sampler.family.ofSize(20));
    assertThat(sampler.family.ofSize(20)).isNotEqualTo(sampler.family.ofSize(21));
    assertThat(sampler.family.ofSize(20).description()).contains("20");
    assertThat(sampler.family.ofSize(20).denominator()).isPositive().isFinite();
  }

  /**
   * Draws runs with and without one unit, and looks at noised sums of them: at no threshold may
   * they differ by more than the event allows. The other units pull the sum to the other side, so
   * who makes room for the unit is seen, too.
   */
  @ParameterizedTest
  @MethodSource("samplers")
  void after_run_coversWhatAnAttackSees(Named sampler) {
    List<Attack> attacks =
        DoubleStream.of(0, -1)
            .boxed()
            .flatMap(
                others ->
                    Stream.of(1, STEPS).map(watched -> new Attack(sampler.family, others, watched)))
            .toList();
    for (double noise : new double[] {0.3, 1, 2}) {
      PldAccountant accountant = accountant(sampler.family.ofSize(20), STEPS, noise);
      for (double epsilon : new double[] {0, 0.5, 1}) {
        double allowed =
            accountant.delta(epsilon) + QUANTILE * (1 + Math.exp(epsilon)) * Math.sqrt(0.25 / RUNS);
        for (Attack attack : attacks) {
          assertThat(largestDelta(attack.atAllThresholds(noise), epsilon))
              .as("noise %s, others %s, %s steps", noise, attack.others, attack.watched)
              .isLessThanOrEqualTo(allowed);
        }
      }
    }
  }

  /** How often a noised sum is above some threshold, with the unit and without it. */
  private record Seen(double with, double without) {}

  /** The largest difference over all thresholds, in both directions. */
  private static double largestDelta(List<Seen> thresholds, double epsilon) {
    double factor = Math.exp(epsilon);
    double largest = 0;
    for (Seen above : thresholds) {
      largest = Math.max(largest, above.with - factor * above.without);
      largest = Math.max(largest, (1 - above.without) - factor * (1 - above.with));
    }
    return largest;
  }

  private static PldAccountant accountant(Sampler sampler, long steps, double noise) {
    PrivacyEvent event = sampler.after(steps, new GaussianEvent(noise));
    return new PldAccountant(sampler.neighboringRelation()).compose(event);
  }

  /** The sums of runs over data sets with a unit of value one, and without it. */
  private static final class Attack {
    private final double others;
    private final int watched;
    private final Map<Double, Integer> with;
    private final Map<Double, Integer> without;

    /**
     * An attack.
     *
     * @param others the value of each other unit
     * @param watched how many steps are looked at: the first of an epoch tells most
     */
    Attack(Family family, double others, int watched) {
      this.others = others;
      this.watched = watched;
      Sampler ofTwenty = family.ofSize(20);
      boolean isReplaced = ofTwenty.neighboringRelation() == NeighboringRelation.REPLACE_ONE;
      with = sums(ofTwenty, 1, SeededBits.of(5));
      without = sums(isReplaced ? ofTwenty : family.ofSize(19), -1, SeededBits.of(6));
    }

    /** How often each sum of the watched steps came, with a value of row 19. */
    private Map<Double, Integer> sums(Sampler sampler, double value, RandomBits bits) {
      Map<Double, Integer> counts = new TreeMap<>();
      for (int run = 0; run < RUNS; run++) {
        double sum = 0;
        for (int[] batch : batches(sampler, STEPS, bits).subList(0, watched)) {
          for (int row : batch) {
            sum += row == 19 ? value : others;
          }
        }
        counts.merge(sum, 1, Integer::sum);
      }
      return counts;
    }

    List<Seen> atAllThresholds(double noise) {
      double stdDev = noise * Math.sqrt(watched);
      List<Seen> seen = new ArrayList<>();
      for (double threshold = -70; threshold <= 70; threshold += 0.25) {
        seen.add(new Seen(above(with, threshold, stdDev), above(without, threshold, stdDev)));
      }
      return seen;
    }

    private static double above(Map<Double, Integer> sums, double threshold, double stdDev) {
      double above = 0;
      for (Map.Entry<Double, Integer> sum : sums.entrySet()) {
        double distance = (threshold - sum.getKey()) / stdDev;
        above += sum.getValue() * 0.5 * Erf.erfc(distance / Math.sqrt(2));
      }
      return above / RUNS;
    }
  }
}
