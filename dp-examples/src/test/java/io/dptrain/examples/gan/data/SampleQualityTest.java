package io.dptrain.examples.gan.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleQualityTest {
  private static final Ring RING = Ring.OF_EIGHT;

  @Test
  void of_samplesOfTheRingItself_findsAllModes() {
    SampleQuality quality = SampleQuality.of(RING, RING.sample(2500, new Random(3)));
    assertThat(quality.modes()).isEqualTo(8);
    // Within three deviations in the plane lie 1 - exp(-4.5) = 0.989 of a Gaussian.
    assertThat(quality.highQuality()).isBetween(0.97, 1.0);
  }

  @Test
  void of_oneCenterAlone_isOneModeOfHighQuality() {
    assertThat(SampleQuality.of(RING, at(0, 0, 100))).isEqualTo(new SampleQuality(1, 1));
  }

  @Test
  void of_distanceOfThreeDeviations_decides() {
    assertThat(SampleQuality.of(RING, at(2, 0.0599, 100))).isEqualTo(new SampleQuality(1, 1));
    assertThat(SampleQuality.of(RING, at(2, 0.0601, 100))).isEqualTo(new SampleQuality(0, 0));
  }

  @Test
  void of_oneSampleInAHundred_makesAMode() {
    float[][] samples = at(0, 0, 200);
    samples[0] = at(5, 0, 1)[0];
    assertThat(SampleQuality.of(RING, samples).modes()).isEqualTo(1);
    samples[1] = samples[0];
    assertThat(SampleQuality.of(RING, samples)).isEqualTo(new SampleQuality(2, 1));
  }

  @Test
  void of_samplesThatAreNotFinite_hitNothing() {
    float[][] samples = {
      {Float.NaN, 0}, {Float.POSITIVE_INFINITY, 0}, {2, Float.NEGATIVE_INFINITY}, {2, 0}
    };
    assertThat(SampleQuality.of(RING, samples)).isEqualTo(new SampleQuality(1, 0.25));
  }

  private static float[][] at(int mode, double away, int count) {
    double[] center = RING.center(mode);
    float[][] samples = new float[count][];
    for (int i = 0; i < count; i++) {
      samples[i] = new float[] {(float) (center[0] + away), (float) center[1]};
    }
    return samples;
  }
}
