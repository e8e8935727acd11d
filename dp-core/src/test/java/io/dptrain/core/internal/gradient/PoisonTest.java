package io.dptrain.core.internal.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.types.TFloat32;

/**
 * One example that is not finite, or whose squared norm overflows, beside two ordinary ones: it
 * contributes nothing, or at most the clip norm, and the others are left as they are to the bit.
 */
class PoisonTest {
  private static final double CLIP_NORM = 0.5;
  private static final long SEED = 20_260_102L;

  static Stream<Model> modelsWithFloats() {
    return Models.all().stream()
        .filter(
            model -> model.inputs().stream().anyMatch(in -> in.kind() == DataInput.Kind.FLOATS));
  }

  @ParameterizedTest
  @MethodSource("modelsWithFloats")
  void weightedSums_oneExampleIsPoisoned_othersAreLeftToTheBit(Model model) {
    Examples examples = Examples.draw(model, 3, new Random(SEED));
    try (GradientRun run = new GradientRun(model, TFloat32.class, SEED, CLIP_NORM)) {
      double[] without = run.run(examples, 1, 0, 1).flat();
      for (boolean everywhere : List.of(true, false)) {
        for (double value :
            List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e30, -1e19)) {
          Examples.Poison poison = new Examples.Poison(value, everywhere);
          Examples poisoned = examples.poisoned(1, poison);
          assertThat(run.run(poisoned, 1, 0, 1).flat())
              .as("sums with a poisoned example left out, %s, %s", poison, model)
              .isEqualTo(without);
          assertContribution(run.run(poisoned, 1, 1, 1), without, poison);
        }
      }
    }
  }

  /**
   * A gradient may be finite although an entry is not, as behind tanh, or where no kernel touches
   * the entry; then it may count, once clipped.
   */
  private static void assertContribution(
      GradientRun.Values values, double[] without, Examples.Poison poison) {
    double[] with = values.flat();
    double norm = values.squaredNorms().get(1);
    if (Double.isFinite(norm)) {
      assertThat(Vectors.distance(with, without))
          .as("contribution of the example with %s", poison)
          .isLessThanOrEqualTo(CLIP_NORM * (1 + 1e-5));
    } else {
      assertThat(with).as("sums with %s", poison).isEqualTo(without);
    }
    if (Double.isNaN(poison.value()) && poison.everywhere()) {
      assertThat(norm).as("squared norm of an example with NaN").isNotFinite();
    }
  }
}
