package io.dptrain.examples.gan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTest {
  private static final Ring RING = Ring.OF_EIGHT;

  @Test
  void center_eachMode_liesOnTheCircleAtEqualAngles() {
    for (int mode = 0; mode < RING.modes(); mode++) {
      double[] center = RING.center(mode);
      double[] next = RING.center(mode + 1);
      assertThat(Math.hypot(center[0], center[1])).isCloseTo(2, within(1e-12));
      assertThat(Math.hypot(center[0] - next[0], center[1] - next[1]))
          .isCloseTo(4 * Math.sin(Math.PI / 8), within(1e-12));
    }
  }

  /**
   * 80,000 points. A share is off by {@code 1e-2} or more, or a deviation by {@code 2e-4}, with
   * probability below 1e-12; the seed is fixed.
   */
  @Test
  void sample_manyPoints_haveEqualModesAndTheDeviation() {
    float[][] points = RING.sample(80_000, new Random(1));
    int[] counts = new int[8];
    double squares = 0;
    for (float[] point : points) {
      int mode = RING.nearest(point);
      counts[mode]++;
      squares += Math.pow(RING.deviations(point, mode) * RING.stdDev(), 2);
    }
    assertThat(counts).hasSize(8);
    for (int count : counts) {
      assertThat(count / 80_000.0).isBetween(0.115, 0.135);
    }
    assertThat(Math.sqrt(squares / 160_000)).isCloseTo(0.02, within(2e-4));
  }

  @Test
  void nearest_pointBesideACenter_isThatMode() {
    for (int mode = 0; mode < 8; mode++) {
      double[] center = RING.center(mode);
      float[] point = {(float) (center[0] + 0.5), (float) (center[1] - 0.3)};
      assertThat(RING.nearest(point)).isEqualTo(mode);
      assertThat(RING.deviations(point, mode)).isCloseTo(Math.hypot(0.5, 0.3) / 0.02, within(1e-4));
    }
  }

  @Test
  void flat_sameSeed_hasThePointsOfSampleOneAfterTheOther() {
    float[] flat = RING.flat(20, new Random(1));
    double[] doubles = new double[flat.length];
    for (int i = 0; i < flat.length; i++) {
      doubles[i] = flat[i];
    }
    assertThat(Ring.points(doubles)).isDeepEqualTo(RING.sample(20, new Random(1)));
  }
}
