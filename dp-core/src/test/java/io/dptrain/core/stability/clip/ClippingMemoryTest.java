package io.dptrain.core.stability.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Strategies that remember something from update to update. */
class ClippingMemoryTest {

  @Test
  void byHistory_everyUpdate_equalsReference() {
    Random random = new Random(3);
    List<Double> norms = new ArrayList<>();
    try (ClipProbe probe = probe(GradientClipping.byHistory(30, 8, 3, 0.5))) {
      for (int step = 0; step < 25; step++) {
        float norm = (float) Math.exp(random.nextGaussian());
        norms.add((double) norm);
        List<Double> window = norms.subList(Math.max(0, norms.size() - 8), norms.size());
        double bound = step < 3 ? 0.5 : ReferenceClipping.percentile(window, 30);
        assertThat(probe.run(gradient(norm)).report().normAfter())
            .as("step %s", step)
            .isCloseTo(Math.min(norm, bound), within(1e-6));
      }
    }
  }

  @Test
  void byHistory_warmUpWithoutNorm_doesNotClip() {
    try (ClipProbe probe = probe(GradientClipping.byHistory(10, 4, 2))) {
      assertThat(probe.run(gradient(1)).report().normAfter()).isCloseTo(1, within(1e-6));
      assertThat(probe.run(gradient(9)).report().normAfter()).isCloseTo(9, within(1e-6));
      assertThat(probe.run(gradient(9)).report().normAfter()).isCloseTo(2.6, within(1e-6));
    }
  }

  @Test
  void byHistory_skippedUpdates_areForgotten() {
    try (ClipProbe probe = probe(GradientClipping.byHistory(50, 3, 0))) {
      assertThat(probe.run(gradient(Float.NaN)).gradients().get(0)).containsOnly(0f);
      probe.run(gradient(2));
      probe.run(gradient(Float.POSITIVE_INFINITY));
      probe.run(gradient(1));
      ClipProbe.Update update = probe.run(gradient(8));
      assertThat(update.report().normAfter()).isCloseTo(2, within(1e-6)); // the median of 2, 1, 8
    }
  }

  /** The norms are uniform on (0, 1), so a percentile of 80 is at 0.8. */
  @Test
  void byHistory_knownDistribution_convergesToItsPercentile() {
    Random random = new Random(5);
    try (ClipProbe probe = probe(GradientClipping.byHistory(80, 500, 0))) {
      for (int step = 0; step < 500; step++) {
        probe.run(gradient(random.nextFloat()));
      }
      // standard deviation sqrt(0.8 * 0.2 / 500) = 0.018; beyond five of them: below 1e-6
      assertThat(probe.run(gradient(100)).report().normAfter()).isCloseTo(0.8, within(0.09));
    }
  }

  @Test
  void scheduled_everyUpdate_takesItsEntryAndHoldsTheLast() {
    double[] bounds = {8, 4, 2, 2, 2};
    try (ClipProbe probe =
        probe(GradientClipping.scheduled(step -> 8 / Math.pow(2, (double) step), 3))) {
      for (double bound : bounds) {
        assertThat(probe.run(gradient(100)).report().normAfter()).isCloseTo(bound, within(1e-5));
      }
    }
  }

  private static ClipProbe probe(GradientClipping clipping) {
    return ClipProbe.ofVectors(clipping, Map.of("w", 2));
  }

  private static float[] gradient(float norm) {
    return new float[] {0.6f * norm, -0.8f * norm};
  }
}
