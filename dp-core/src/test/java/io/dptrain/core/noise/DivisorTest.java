package io.dptrain.core.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.random.SeededNoise;
import org.junit.jupiter.api.Test;

/** What docs/guarantee.md says of a divisor that follows the size of the data set. */
class DivisorTest {
  private static final int WEIGHTS = 101_770;
  private static final double LARGER = 256;
  private static final double SMALLER = 255;

  private final SeededNoise noise = SeededNoise.of(3);
  private final float[] drawn = new float[WEIGHTS];

  /** The sum of squares of what is seen of so many steps, where no example has a gradient. */
  private double seen(double divisor, int steps) {
    double sum = 0;
    for (int step = 0; step < steps; step++) {
      noise.fillStandardNormal(drawn, WEIGHTS);
      for (float value : drawn) {
        sum += value / divisor * (value / divisor);
      }
    }
    return sum;
  }

  /** The part of the verdicts by the scale of the noise, and nothing else, that are right. */
  private double right(int verdicts, int steps) {
    double middle = WEIGHTS * (double) steps / (LARGER * SMALLER);
    int right = 0;
    for (int i = 0; i < verdicts; i++) {
      double divisor = i % 2 == 0 ? LARGER : SMALLER;
      right += (seen(divisor, steps) < middle) == (divisor == LARGER) ? 1 : 0;
    }
    return right / (double) verdicts;
  }

  @Test
  void noiseScale_divisorThatFollowsTheSize_tellsTheDataSet() {
    // Of 600 verdicts, 5.6 standard deviations of a part of 0.81 are 0.09.
    assertThat(right(600, 1)).isBetween(0.72, 0.90);
    assertThat(right(40, 20)).isEqualTo(1);
  }
}
