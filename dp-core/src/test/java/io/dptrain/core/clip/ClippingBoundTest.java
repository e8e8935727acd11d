package io.dptrain.core.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.NeighboringRelation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** One example moves the clipped sum by no more than its strategy says, and can move it as far. */
class ClippingBoundTest {
  private static final int PAIRS = 10_000;

  /** Larger than any clip norm, in every coordinate. */
  private static final double HUGE = 1e4;

  static List<String> strategies() {
    return Strategies.names();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void sums_worstCasePair_attainsTheBound(String strategy) {
    try (var rows = rows(TFloat64.class, strategy, 1)) {
      double[][] worst = {worst(strategy)};
      double[][] opposite = {Arrays.stream(worst[0]).map(value -> -value).toArray()};
      double bound = rows.clipper().l2Bound();
      double[] with = gradients(rows.sums(worst));
      assertThat(norm(with)).isCloseTo(bound, within(1e-6 * bound)).isLessThanOrEqualTo(bound);
      double[] replaced = gradients(rows.sums(opposite));
      double moved = rows.clipper().l2Sensitivity(NeighboringRelation.REPLACE_ONE);
      assertThat(distance(with, replaced)).isCloseTo(moved, within(1e-6 * moved));
      assertThat(rows.clipper().l2Sensitivity(NeighboringRelation.ADD_OR_REMOVE_ONE))
          .isEqualTo(bound);
    }
  }

  /** What the strategy releases beside the gradient moves along. */
  @ParameterizedTest
  @MethodSource("strategies")
  void sums_worstCasePairWithStatistics_attainsTheJointBound(String strategy) {
    try (var rows = rows(TFloat64.class, strategy, 1.1)) {
      double bound = rows.joint().declared().l2Sensitivity(0);
      double[] with = rows.sums(new double[][] {worst(strategy)});
      assertThat(norm(with)).isCloseTo(bound, within(5e-6 * bound)).isLessThanOrEqualTo(bound);
    }
  }

  /**
   * A walk through batches of which each is a neighbor of the one before: 10,000 pairs. Rows have
   * entries of all sizes, zeros, and entries that are not finite.
   */
  @ParameterizedTest
  @MethodSource("strategies")
  void sums_randomNeighbors_neverMoveFartherThanTheBound(String strategy) {
    Random random = new Random(20_260_501L);
    try (var rows = rows(TFloat32.class, strategy, 1)) {
      double bound = rows.joint().declared().l2Sensitivity(0);
      List<double[]> batch = new ArrayList<>(List.of(row(random)));
      double[] before = rows.sums(batch.toArray(double[][]::new));
      for (int pair = 0; pair < PAIRS; pair++) {
        double allowed = bound * move(batch, random);
        double[] after = rows.sums(batch.toArray(double[][]::new));
        assertThat(distance(before, after))
            .as("pair %d of %s", pair, strategy)
            .isLessThanOrEqualTo(allowed);
        before = after;
      }
    }
  }

  /** Adds, removes or replaces a row, and returns how many bounds that may move the sum. */
  private static int move(List<double[]> batch, Random random) {
    int kind = random.nextInt(3);
    if (kind == 0 && batch.size() < 4) {
      batch.add(row(random));
      return 1;
    }
    int place = random.nextInt(batch.size());
    if (kind == 1 && batch.size() > 1) {
      batch.remove(place);
      return 1;
    }
    batch.set(place, row(random));
    return 2;
  }

  private static double[] row(Random random) {
    double[] row = new double[ClippedRows.SIZE];
    double scale = Math.exp(3 * random.nextGaussian());
    for (int i = 0; i < row.length; i++) {
      row[i] = random.nextInt(3) == 0 ? 0 : scale * random.nextGaussian();
    }
    if (random.nextInt(20) == 0) {
      double[] strange = {Double.NaN, Double.POSITIVE_INFINITY, 1e25, -1e19, 1e-40};
      row[random.nextInt(row.length)] = strange[random.nextInt(strange.length)];
    }
    return row;
  }

  /** By l1 norm, only a gradient with a single entry reaches the bound. */
  private static double[] worst(String strategy) {
    double[] worst = new double[ClippedRows.SIZE];
    Arrays.fill(worst, HUGE);
    if (strategy.equals("by l1 norm")) {
      Arrays.fill(worst, 1, worst.length, 0);
    } else if (strategy.equals("automatic")) {
      Arrays.fill(worst, 1e8);
    }
    return worst;
  }

  private static <T extends TFloating> ClippedRows<T> rows(
      Class<T> type, String strategy, double noiseMultiplier) {
    return new ClippedRows<>(type, Strategies.named(strategy), noiseMultiplier);
  }

  private static double[] gradients(double[] sums) {
    return Arrays.copyOf(sums, ClippedRows.SIZE);
  }

  private static double norm(double[] values) {
    return distance(values, new double[values.length]);
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }
}
