package io.dptrain.core.stability.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.ClipNorms;
import io.dptrain.core.clip.Clipped;
import io.dptrain.core.clip.Clipper;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.gradient.PerExampleGradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

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

  @Test
  void as_privateSchedule_takesTheClipNormOfEachUpdate() {
    try (ClipProbe probe =
        probe(
            GradientClipping.as(
                Clipping.scheduled(step -> Math.max(1, 8 / Math.pow(2, (double) step)))))) {
      for (double bound : new double[] {8, 4, 2, 1}) {
        assertThat(probe.run(gradient(100)).report().normAfter()).isCloseTo(bound, within(1e-4));
      }
    }
  }

  /** Two layers with clip norms of their own in each step. */
  @Test
  void as_scheduleByLayer_takesTheClipNormOfEachUpdateAndLayer() {
    Clipping clipping = new ByLayer(step -> new double[] {8.0 / (step + 1), 1.0 / (step + 1)});
    Map<String, Integer> vectors = new TreeMap<>(Map.of("v", 2, "w", 2));
    try (ClipProbe probe = ClipProbe.ofVectors(GradientClipping.as(clipping), vectors)) {
      for (int step = 0; step < 3; step++) {
        List<float[]> clipped = probe.run(gradient(100), gradient(100)).gradients();
        assertThat(clipped.get(0)).containsExactly(gradient(8f / (step + 1)), within(1e-4f));
        assertThat(clipped.get(1)).containsExactly(gradient(1f / (step + 1)), within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void as_scheduleOfAnotherNumberOfGroups_isRefused(int length) {
    Clipping clipping = new ByLayer(step -> new double[step < 2 ? 2 : length]);
    Map<String, Integer> vectors = new TreeMap<>(Map.of("v", 2, "w", 2));
    assertThatThrownBy(() -> ClipProbe.ofVectors(GradientClipping.as(clipping), vectors).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each of 2 groups")
        .hasMessageContaining("in step 2 there are " + length);
  }

  /** A strategy of somebody else: clips each layer to a norm that a function of the step says. */
  private record ByLayer(LongFunction<double[]> norms) implements Clipping {
    @Override
    public Clipper forVariables(List<? extends Output<?>> variables) {
      Clipper layers = Clipping.adaptiveQuantilePerLayer(0.5, 1).forVariables(variables);
      return new Clipper() {
        @Override
        public double l2Bound() {
          return layers.l2Bound();
        }

        @Override
        public List<String> groupNames() {
          return layers.groupNames();
        }

        @Override
        public Optional<ClipNorms> clipNorms() {
          return Optional.of(
              new ClipNorms() {
                @Override
                public double[] of(long step) {
                  return norms.apply(step);
                }

                @Override
                public void learn(double[] noised) {
                  throw new IllegalStateException("a schedule learns nothing");
                }

                @Override
                public double[] learned() {
                  return new double[0];
                }

                @Override
                public void goOnFrom(double[] learned) {
                  throw new IllegalStateException("a schedule goes on from nothing");
                }
              });
        }

        @Override
        public <T extends TFloating> Clipped<T> clip(
            Ops tf,
            PerExampleGradients<T> gradients,
            Operand<T> weights,
            Optional<Operand<T>> clipNorms) {
          return layers.clip(tf, gradients, weights, clipNorms);
        }

        @Override
        public <T extends TFloating> List<Operand<T>> scales(Ops tf, Operand<T> clipNorms) {
          return layers.scales(tf, clipNorms);
        }

        @Override
        public double[][] clip(double[][] gradient, double[] clipNorms) {
          return layers.clip(gradient, clipNorms);
        }
      };
    }

    @Override
    public boolean keepsDirection() {
      return false;
    }

    @Override
    public String description() {
      return "by layer, with a norm for each step";
    }
  }

  private static ClipProbe probe(GradientClipping clipping) {
    return ClipProbe.ofVectors(clipping, Map.of("w", 2));
  }

  private static float[] gradient(float norm) {
    return new float[] {0.6f * norm, -0.8f * norm};
  }
}
