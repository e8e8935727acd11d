package io.dptrain.examples.gan.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.stability.backprop.SignalRule;
import io.dptrain.core.stability.penalty.GradientPenalty;
import io.dptrain.core.stability.weights.SpectralNormalization;
import io.dptrain.core.stability.weights.WeightClipping;
import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.model.Recipe.Controls;
import io.dptrain.examples.gan.model.Recipe.LipschitzBound;
import io.dptrain.examples.gan.model.Recipe.Privacy;
import java.util.List;
import org.junit.jupiter.api.Test;

class GanTest {
  private static final int BATCH = 32;
  private static final RingData DATA = RingData.of(Ring.OF_EIGHT, 1000, 1);
  private static final Controls PRIVATE = Controls.none().with(new Privacy(1, 1.1));

  @Test
  void loop_private_isChargedOnceForEachOfItsSteps() {
    try (Gan gan = gan(PRIVATE)) {
      DpOptimizer optimizer = gan.optimizer().orElseThrow();
      gan.loop().steps(3).build().run();
      assertThat(optimizer.ledger().steps()).isEqualTo(3);
      double epsilon = optimizer.ledger().epsilon(1e-5);
      assertThat(epsilon).isEqualTo(reference(3));
      for (int step = 0; step < 5; step++) {
        gan.trainGenerator();
      }
      gan.samples();
      assertThat(optimizer.ledger().steps()).isEqualTo(3);
      assertThat(optimizer.ledger().epsilon(1e-5)).isEqualTo(epsilon);
    }
  }

  /** What an accountant says that knows nothing of GANs. */
  private static double reference(long steps) {
    var event = PoissonSampling.of(DATA.size(), BATCH).after(steps, new GaussianEvent(1.1));
    return new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE).compose(event).epsilon(1e-5);
  }

  @Test
  void loop_private_leavesTheGeneratorAlone() {
    try (Gan gan = gan(PRIVATE)) {
      float[][] before = gan.samples();
      gan.loop().steps(1).build().run();
      assertThat(gan.samples()).isDeepEqualTo(before);
      gan.trainGenerator();
      assertThat(gan.samples()).isNotEqualTo(before);
    }
  }

  @Test
  void controls_all_trainToFiniteSamplesThatDiffer() {
    List<Controls> controls =
        List.of(
            Controls.none(),
            Controls.none().with(SignalRule.byRowNorm(1e-3)),
            Controls.none().with(WeightClipping.of(0.1)),
            Controls.none().with(GradientPenalty.zeroCentered(1)),
            Controls.none().with(new LipschitzBound(20, SpectralNormalization.of(1))));
    List<float[][]> samples = controls.stream().map(GanTest::trained).toList();
    assertThat(samples)
        .allSatisfy(set -> assertThat(set).hasDimensions(2500, 2))
        .allSatisfy(set -> assertThat(set[7]).doesNotContain(Float.NaN));
    for (int i = 1; i < samples.size(); i++) {
      assertThat(samples.get(i)[0]).isNotEqualTo(samples.get(0)[0]);
    }
  }

  @Test
  void train_sameSeed_givesTheSameSamples() {
    Recipe recipe = new Recipe(1e-3, 1e-3, Controls.none());
    assertThat(trained(recipe, 5)).isDeepEqualTo(trained(recipe, 5));
    assertThat(trained(recipe, 5)[0]).isNotEqualTo(trained(recipe, 6)[0]);
  }

  private static float[][] trained(Controls controls) {
    return trained(new Recipe(1e-2, 1e-3, controls), 1);
  }

  private static float[][] trained(Recipe recipe, long seed) {
    try (Gan gan = new Gan(recipe, DATA, BATCH, seed)) {
      gan.loop().steps(5).then(session -> gan.trainGenerator()).build().run();
      return gan.samples();
    }
  }

  private static Gan gan(Controls controls) {
    return new Gan(new Recipe(1e-3, 1e-3, controls), DATA, BATCH, 1);
  }
}
