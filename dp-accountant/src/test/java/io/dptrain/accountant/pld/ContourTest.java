package io.dptrain.accountant.pld;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contours that are too coarse or too short on purpose, so that each term of the error is what
 * keeps the bracket. The truth is the closed form of one step.
 */
class ContourTest {
  private static final double[] EPSILONS = {0.02, 0.1, 0.3, 1, 2, 3};

  static Stream<Arguments> contours() {
    return Stream.of(Direction.values())
        .flatMap(
            direction ->
                Stream.of(-0.5, -2.0, -6.0, -18.0)
                    .flatMap(
                        accuracy ->
                            Stream.of(0.0, 8.0, 16.0)
                                .map(tooLarge -> Arguments.of(direction, accuracy, tooLarge))));
  }

  @ParameterizedTest
  @MethodSource("contours")
  void bounds_coarseOrShortContour_containTheTruth(
      Direction direction, double logAccuracy, double tooLarge) {
    for (double q : new double[] {0.01, 0.3, 0.9}) {
      for (double noise : new double[] {0.4, 1, 3}) {
        SampledGaussian step = new SampledGaussian(q, noise);
        LossSum sum = new LossSum(Map.of(step, 1L), direction, Side.UPPER, new RecentShapes());
        SingleStep exact = new SingleStep(step, direction);
        for (double epsilon : EPSILONS) {
          assertContains(sum, exact, epsilon, logAccuracy, tooLarge);
        }
      }
    }
  }

  private static void assertContains(
      LossSum sum, SingleStep exact, double epsilon, double logAccuracy, double tooLarge) {
    Interval truth = exact.delta(epsilon);
    if (truth.lower() < 1e-9) {
      return;
    }
    TiltedLoss tilted = SaddlePoint.forEpsilon(sum, epsilon, 4);
    double logDelta = Math.log(truth.upper());
    Ladder ladder = new Ladder(sum, tilted, logDelta + logAccuracy);
    Contour contour = Contour.at(ladder, sum.direction(), epsilon, logDelta + tooLarge);

    for (double at : new double[] {epsilon, 0.9 * epsilon, 1.1 * epsilon}) {
      Interval there = exact.delta(at);
      assertThat(contour.upper(at)).isGreaterThanOrEqualTo(there.lower());
      assertThat(contour.lower(at)).isLessThanOrEqualTo(there.upper());
    }
  }

  /** The bounds are not empty words: an ordinary contour is close. */
  @ParameterizedTest
  @CsvSource({"REMOVE", "ADD"})
  void bounds_ordinaryContour_areClose(Direction direction) {
    LossSum sum =
        new LossSum(
            Map.of(new SampledGaussian(0.01, 1), 1000L), direction, Side.UPPER, new RecentShapes());
    TiltedLoss tilted = SaddlePoint.forDelta(sum, 1e-5);
    double epsilon = tilted.saddleEpsilon();
    Ladder ladder = new Ladder(sum, tilted, Math.log(1e-5) + Contour.LOG_ACCURACY);
    Contour contour = Contour.at(ladder, direction, epsilon, Math.log(1e-5));

    double upper = contour.upper(epsilon);
    assertThat(contour.lower(epsilon)).isBetween(upper * (1 - 1e-6), upper);
  }

  /** A contour serves other counts: its bounds stay bounds. */
  @ParameterizedTest
  @CsvSource({"REMOVE, 500", "REMOVE, 2000", "ADD, 900", "ADD, 1300"})
  void with_otherCounts_containsWhatANewContourFinds(Direction direction, long count) {
    SampledGaussian step = new SampledGaussian(0.01, 1);
    LossSum made = new LossSum(Map.of(step, 1000L), direction, Side.UPPER, new RecentShapes());
    LossSum other = new LossSum(Map.of(step, count), direction, Side.UPPER, new RecentShapes());
    TiltedLoss tilted = SaddlePoint.forDelta(made, 1e-5);
    Ladder ladder = new Ladder(made, tilted, Math.log(1e-5) + Contour.LOG_ACCURACY);
    Contour contour =
        Contour.at(ladder, direction, tilted.saddleEpsilon(), Math.log(1e-5)).with(other);
    DirectedLoss fresh = new DirectedLoss(Map.of(step, count), direction, new RecentContours());

    for (double epsilon : EPSILONS) {
      Interval found = fresh.delta(epsilon);
      assertThat(contour.upper(epsilon)).isGreaterThanOrEqualTo(found.lower());
      assertThat(contour.lower(epsilon)).isLessThanOrEqualTo(found.upper());
    }
  }
}
