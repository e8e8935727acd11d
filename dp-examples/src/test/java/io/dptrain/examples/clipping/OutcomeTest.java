package io.dptrain.examples.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.clipping.Variant.Region;
import io.dptrain.examples.run.Result;
import io.dptrain.examples.run.Runner;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeTest {
  private static final Offset<Double> CLOSE = within(1e-5);

  @Test
  void of_anyVariant_turnsGradientsExactlyIfItSaysSo() {
    Result result = new Runner(1, 1, false).run(new ClippingExperiment());
    assertThat(result.holds()).as(result.judgements().toString()).isTrue();
    assertThat(ClippingExperiment.outcomes(result))
        .hasSize(20)
        .allSatisfy(
            outcome ->
                assertThat(outcome.border().isEmpty())
                    .isEqualTo(outcome.variant().region() == Region.NONE));
  }

  @Test
  void of_flat_clipsOntoTheCircleAndLeavesTheRest() {
    Outcome flat = Outcome.of(Variants.ofPrivateTraining().get(0));
    assertThat(flat.after().stream().mapToDouble(Vector::norm).toArray())
        .containsExactly(
            new double[] {1.5, 1.5, 0.5, 1.5, Math.hypot(0.3, 0.85), Math.hypot(1.1, 0.9)}, CLOSE);
    assertThat(flat.border()).allSatisfy(v -> assertThat(v.norm()).isCloseTo(1.5, CLOSE));
  }

  static Stream<Variant> privateWithAFixedRegion() {
    return Variants.ofPrivateTraining().stream().filter(v -> v.region() == Region.FIXED);
  }

  /** The same expression in the ordinary optimizer. */
  @ParameterizedTest
  @MethodSource("privateWithAFixedRegion")
  void clip_privateStrategyInTheOrdinaryOptimizer_isTheSame(Variant variant) {
    Plane plane = new Plane();
    Strategy.OfExamples strategy = (Strategy.OfExamples) variant.strategy(plane.weights());
    GradientClipping ordinary = GradientClipping.as(strategy.clipping());
    try (ClipRun ofExample = variant.start();
        ClipRun ofBatch = new OrdinaryRun(plane, ordinary)) {
      for (Vector gradient : Outcome.GRADIENTS) {
        Vector one = ofExample.clip(gradient);
        Vector other = ofBatch.clip(gradient);
        assertThat(one.x()).isCloseTo(other.x(), CLOSE);
        assertThat(one.y()).isCloseTo(other.y(), CLOSE);
      }
    }
  }
}
