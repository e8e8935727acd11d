package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.clip.QuantileClipping;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
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

  @ParameterizedTest
  @MethodSource("strategies")
  void l2Sensitivity_anyStrategy_isTheBoundOfOneExampleAndOfRounding(Clipping clipping) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = builder(model, clipping).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      List<Output<TFloat32>> variables = model.variables.stream().map(Operand::asOutput).toList();
      double bound = clipping.forVariables(variables).l2Bound();
      assertThat(optimizer.l2Sensitivity()).isGreaterThan(bound).isLessThan(1.001 * bound);
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void step_gradientsThatAreNotNumbers_countAsClipped(Clipping clipping) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          builder(model, clipping).statistics(PrivateStatistics.none().withClipFraction(3)).build();
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      optimizer.minimize(model.tf.math.mul(loss, model.constant(Double.NaN)));
      model.session.initialize();
      Map<String, Double> before = optimizer.clipNorms();
      StepReport report = optimizer.step(model.session, model::feeds);
      assertThat(report.clipFraction().orElseThrow()).isCloseTo(1, within(1e-6));
      if (clipping instanceof QuantileClipping) {
        assertThat(optimizer.clipNorms())
            .allSatisfy((group, norm) -> assertThat(norm).isGreaterThan(before.get(group)));
      }
    }
  }

  static Stream<Arguments> strategiesAndWhatTheyDoFirst() {
    Clipping flat = Clipping.flat(1.0);
    return Stream.of(
        Arguments.of(flat, flat),
        Arguments.of(Clipping.scheduled(step -> 1.0 / (1 + step)), flat),
        Arguments.of(Clipping.adaptiveQuantile(0.5, 1.0), flat),
        Arguments.of(Clipping.adaptiveQuantilePerLayer(0.5, 1.0), Clipping.perLayer(1.0)),
        Arguments.of(Clipping.perLayer(1.0), Clipping.perLayer(1.0)),
        Arguments.of(Clipping.automatic(1.0), Clipping.automatic(1.0)),
        Arguments.of(Clipping.byValue(0.1), Clipping.byValue(0.1)),
        Arguments.of(Clipping.byL1Norm(1.0), Clipping.byL1Norm(1.0)));
  }

  /** The same expression in the ordinary optimizer clips the gradient of the batch. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("strategiesAndWhatTheyDoFirst")
  void minimize_strategyInTheOrdinaryOptimizer_clipsTheGradientOfTheBatch(
      Clipping clipping, Clipping first) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss =
          model.tf.reduceSum(TestModels.DENSE.loss(model), model.tf.constant(0));
      Op train =
          ClippedOptimizer.wrap(new GradientDescent(model.graph, 1f), clipping).minimize(loss);
      List<Output<TFloat32>> variables = model.variables.stream().map(Operand::asOutput).toList();
      Output<?>[] gradients =
          model.graph.addGradients(loss.asOutput(), variables.toArray(Output<?>[]::new));
      model.session.initialize();
      double[][] gradient = gradient(model, gradients);
      double[] before = model.values();
      try (BatchFeeds feeds = model.feeds(0, 1, 2)) {
        feeds.feedTo(model.session.runner()).addTarget(train).run().close();
      }
      double[] after = model.values();
      double[][] expected = first.forVariables(variables).clip(gradient, new double[0]);
      double[] flat = Arrays.stream(expected).flatMapToDouble(Arrays::stream).toArray();
      Arrays.setAll(after, i -> before[i] - after[i]);
      assertThat(after).containsExactly(flat, within(1e-5));
    }
  }

  private static double[][] gradient(TestModel<TFloat32> model, Output<?>[] gradients) {
    try (BatchFeeds feeds = model.feeds(0, 1, 2)) {
      Session.Runner runner = feeds.feedTo(model.session.runner());
      for (Output<?> gradient : gradients) {
        runner.fetch(gradient);
      }
      return Doubles.fetch(runner);
    }
  }

  /** Without noise, the clip norm follows the norm of the gradient of the batch. */
  @Test
  void minimize_adaptiveQuantileInTheOrdinaryOptimizer_movesItsClipNorm() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss =
          model.tf.reduceSum(TestModels.DENSE.loss(model), model.tf.constant(0));
      ClippedOptimizer optimizer =
          ClippedOptimizer.wrap(
              new GradientDescent(model.graph, 1e-7f),
              Clipping.adaptiveQuantile(0.5, 1e-3).withLearningRate(0.5));
      Op train = optimizer.minimize(loss);
      model.session.initialize();
      double[] after = new double[60];
      double before = 0;
      for (int step = 0; step < after.length; step++) {
        try (BatchFeeds feeds = model.feeds(0, 1, 2)) {
          Session.Runner runner = feeds.feedTo(model.session.runner()).addTarget(train);
          optimizer.report().outputs().forEach(runner::fetch);
          double[][] report = Doubles.fetch(runner);
          before = report[0][0];
          after[step] = report[1][0];
        }
      }
      assertThat(after[0]).isCloseTo(1e-3, within(1e-6));
      assertThat(after[59]).isBetween(0.7 * before, before * (1 + 1e-5));
    }
  }
}
