package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.types.TFloat32;

/** Every strategy in the place of every other one: what a step does with each. */
class EveryClippingTest {
  private static final int UNITS = 7;

  static List<Clipping> strategies() {
    return List.of(
        Clipping.flat(1.0),
        Clipping.scheduled(step -> 1.0 / (1 + step)),
        Clipping.perLayer(1.0),
        Clipping.automatic(1.0),
        Clipping.adaptiveQuantile(0.5, 1.0),
        Clipping.adaptiveQuantilePerLayer(0.5, 1.0),
        Clipping.byValue(0.1),
        Clipping.byL1Norm(1.0));
  }

  private static DpOptimizerBuilder builder(TestModel<TFloat32> model, Clipping clipping) {
    return DpOptimizer.wrap(new GradientDescent(model.graph, 1f))
        .sampling(PoissonSampling.of(UNITS, UNITS))
        .clipping(clipping)
        .noiseMultiplier(0);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void verify_anyStrategy_agreesWithItsDefinition(Clipping clipping) {
    for (TestModels kind : List.of(TestModels.CONVOLUTION, TestModels.RECURRENT)) {
      try (TestModel<TFloat32> model = TestModel.single()) {
        DpOptimizer optimizer = builder(model, clipping).build();
        optimizer.minimize(kind.loss(model));
        model.session.initialize();
        optimizer.step(model.session, model::feeds);
        VerificationReport report = optimizer.verify(model.session, model.feeds(0, 1, 2, 3, 4));
        assertThat(report.isWithin(1e-4)).as("%s: %s", kind, report).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void step_anyStrategyInChunks_isTheSameUpdate(Clipping clipping) {
    double[] atOnce = twoSteps(clipping, PhysicalBatches.automatic());
    assertThat(twoSteps(clipping, PhysicalBatches.ofSize(3))).containsExactly(atOnce, within(1e-5));
  }

  private static double[] twoSteps(Clipping clipping, PhysicalBatches batches) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = builder(model, clipping).physicalBatches(batches).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      optimizer.step(model.session, model::feeds);
      return model.change(optimizer, model::feeds);
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void budget_anyStrategy_isMetByTheStepsAskedFor(Clipping clipping) {
    PrivacyBudget budget = new PrivacyBudget(3, 1e-5);
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(model.graph, 1f))
              .sampling(PoissonSampling.of(10_000, 100))
              .clipping(clipping)
              .budget(budget, 1_000)
              .statistics(PrivateStatistics.none().withLoss(4, 20).withClipFraction(10))
              .build();
      assertThat(optimizer.ledger().epsilonAfter(1_000, 1e-5)).isBetween(2.95, 3.0);
    }
  }
}
