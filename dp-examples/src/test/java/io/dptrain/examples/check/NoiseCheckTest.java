package io.dptrain.examples.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.random.NoiseHardness;
import io.dptrain.core.random.NoiseSource;
import io.dptrain.core.random.SeededNoise;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a fixed seed, so each test always gives the same. */
class NoiseCheckTest {
  /** Noise that is too small by a share. */
  private record Weak(float factor) implements NoiseSource {
    @Override
    public void fillStandardNormal(float[] target, int length) {
      SeededNoise.of(5).fillStandardNormal(target, length);
      for (int i = 0; i < length; i++) {
        target[i] *= factor;
      }
    }

    @Override
    public NoiseHardness hardness() {
      return NoiseHardness.SEEDED_FOR_TESTS;
    }

    @Override
    public String description() {
      return "weak";
    }
  }

  private static List<String> failing(List<Measured> measured) {
    return measured.stream().filter(one -> !one.holds()).map(Measured::what).toList();
  }

  @Test
  void source_normal_holds() {
    assertThat(failing(NoiseCheck.source("noise", SeededNoise.of(5)))).isEmpty();
  }

  @Test
  void source_twoPercentTooSmall_fails() {
    assertThat(failing(NoiseCheck.source("noise", new Weak(0.98f)))).contains("noise, variance");
  }

  @Test
  void standard_uniformOfVarianceOne_fails() {
    double[] values = new double[NoiseCheck.VALUES];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sqrt(3) * (2 * (i + 0.5) / values.length - 1);
    }
    assertThat(failing(NoiseCheck.standard("noise", values)))
        .containsExactly("noise, fourth moment", "noise, Kolmogorov-Smirnov distance");
  }

  @Test
  void run_noiseOfAnUpdate_holds() {
    assertThat(failing(UpdateNoiseCheck.run("noise", HostNoise.of(SeededNoise.of(6))))).isEmpty();
  }

  @Test
  void run_updateWithTooLittleNoise_fails() {
    assertThat(failing(UpdateNoiseCheck.run("noise", HostNoise.of(new Weak(0.9f)))))
        .contains("noise, variance");
  }
}
