package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.ledger.LedgerStore;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.sampling.TruncatedPoissonSampling;
import io.dptrain.core.testing.LinearModel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

class DpOptimizerTest {
  private static final double DELTA = 1e-5;
  private static final float[][] TABLE = new float[4][LinearModel.WIDTH];

  static {
    TABLE[0][0] = 3;
    TABLE[1][1] = 4;
    TABLE[2][2] = -5;
    TABLE[3][0] = 0.01f;
  }

  private final LinearModel model = new LinearModel();

  @AfterEach
  void closeModel() {
    model.close();
  }

  @Test
  void minimize_updateRunBare_failsAndChangesNothing() {
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).noiseMultiplier(1).build();
    Op update = optimizer.minimize(model.loss);
    model.session.initialize();
    List<Double> before = model.variables();
    try (BatchFeeds feeds = model.feeds(TABLE, 0, 1)) {
      Session.Runner runner = feeds.feedTo(model.session.runner().addTarget(update));
      assertThatThrownBy(runner::run).hasMessageContaining("only_DpOptimizer_step_feeds");
    }
    assertThat(model.variables()).isEqualTo(before);
    assertThat(optimizer.ledger().steps()).isZero();
  }

  @Test
  void step_noNoise_appliesTheClippedSumOverTheExpectedBatchSize() {
    DpOptimizer optimizer =
        model.ready(LinearModel.builder(model.overwriting(), 4).clipping(Clipping.flat(2)));
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    double[] expected = new double[LinearModel.WIDTH + LinearModel.BIASES];
    for (float[] row : TABLE) {
      // The gradient of an example: its data times BIASES, and ones.
      double norm = LinearModel.BIASES;
      for (float value : row) {
        norm += Math.pow((double) value * LinearModel.BIASES, 2);
      }
      double factor = Math.min(1, 2 / Math.sqrt(norm));
      for (int i = 0; i < LinearModel.WIDTH; i++) {
        expected[i] += factor * row[i] * LinearModel.BIASES / 4;
      }
      for (int i = 0; i < LinearModel.BIASES; i++) {
        expected[LinearModel.WIDTH + i] += factor / 4;
      }
    }
    List<Double> actual = model.variables();
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual.get(i)).isCloseTo(expected[i], within(2e-5));
    }
  }

  @Test
  void step_batchOfAnotherSizeThanExpected_dividesByTheExpectedSize() {
    DpOptimizer optimizer =
        model.ready(
            LinearModel.builder(model.overwriting(), 1)
                .sampling(PoissonSampling.of(200, 100))
                .samplingBits(SeededBits.of(2))
                .clipping(Clipping.flat(1e6)));
    int[] drawn = {0};
    optimizer.step(
        model.session,
        rows -> {
          drawn[0] = rows.length;
          return model.feeds(TABLE, new int[rows.length]);
        });
    assertThat(drawn[0]).isNotEqualTo(100);
    assertThat(model.variables().get(LinearModel.WIDTH)).isCloseTo(drawn[0] / 100.0, within(1e-4));
  }

  @Test
  void step_emptyBatch_appliesNoiseAloneAndIsCharged() {
    DpOptimizer optimizer =
        model.ready(
            LinearModel.builder(model.overwriting(), 1)
                .sampling(PoissonSampling.of(1_000_000, 1e-12))
                .noiseMultiplier(1e-12));
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    assertThat(optimizer.ledger().steps()).isOne();
    assertThat(model.variables()).allSatisfy(value -> assertThat(value).isNotZero());
    assertThat(model.variables()).allSatisfy(value -> assertThat(Math.abs(value)).isLessThan(10));
  }

  @Test
  void step_emptyBatchWithoutNoise_appliesZero() {
    DpOptimizer optimizer =
        model.ready(
            LinearModel.builder(model.overwriting(), 1)
                .sampling(PoissonSampling.of(1_000_000, 1e-9)));
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    assertThat(model.variables()).containsOnly(0.0);
  }

  @Test
  void step_exampleNotFinite_contributesNothing() {
    float[][] poisoned = Arrays.stream(TABLE).map(float[]::clone).toArray(float[][]::new);
    poisoned[1][5] = Float.NaN;
    poisoned[2][6] = Float.POSITIVE_INFINITY;
    float[][] without = {TABLE[0], TABLE[3]};
    DpOptimizer optimizer = model.ready(LinearModel.builder(model.overwriting(), 4));
    optimizer.step(model.session, rows -> model.feeds(poisoned, rows));
    List<Double> actual = model.variables();
    try (LinearModel other = new LinearModel()) {
      DpOptimizer reference = other.ready(LinearModel.builder(other.overwriting(), 2));
      reference.step(other.session, rows -> other.feeds(without, rows));
      List<Double> expected = other.variables();
      for (int i = 0; i < actual.size(); i++) {
        assertThat(actual.get(i)).isCloseTo(expected.get(i) / 2, within(1e-6));
      }
    }
  }

  @Test
  void step_nanInTheVariables_stillRunsAndIsCharged() {
    DpOptimizer optimizer = model.ready(LinearModel.builder(model.overwriting(), 4));
    float[][] poisoned = {filled(Float.NaN), filled(Float.NaN), filled(1e30f), filled(-1e30f)};
    optimizer.step(model.session, rows -> model.feeds(poisoned, rows));
    assertThat(model.variables()).containsOnly(0.0);
    assertThat(optimizer.ledger().steps()).isOne();
  }

  private static float[] filled(float value) {
    float[] row = new float[LinearModel.WIDTH];
    Arrays.fill(row, value);
    return row;
  }

  @Test
  void ledger_afterSteps_isTheEpsilonOfTheSameStepsByHand() {
    DpOptimizer optimizer =
        model.ready(
            LinearModel.builder(model.overwriting(), 1)
                .sampling(PoissonSampling.of(100, 5))
                .noiseMultiplier(1.1));
    for (int i = 0; i < 7; i++) {
      optimizer.step(model.session, rows -> model.feeds(TABLE, new int[rows.length]));
    }
    PrivacyEvent event = PrivacyEvent.poissonSampledGaussian(0.05, 1.1);
    PldAccountant byHand = new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
    byHand.compose(event, 7);
    assertThat(optimizer.ledger().steps()).isEqualTo(7);
    assertThat(optimizer.ledger().bracket(DELTA)).isEqualTo(byHand.guarantee(DELTA));
    assertThat(optimizer.ledger().epsilon(DELTA)).isEqualTo(byHand.epsilon(DELTA));
    assertThat(optimizer.ledger().epsilonAfter(3, DELTA))
        .isCloseTo(byHand.compose(event, 3).epsilon(DELTA), within(1e-7));
    assertThat(optimizer.ledger().rdpGuarantee(DELTA))
        .contains(
            new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
                .compose(event, 7)
                .guarantee(DELTA));
  }

  @Test
  void step_feederThrows_staysCharged() {
    DpOptimizer optimizer = model.ready(LinearModel.builder(model.overwriting(), 4));
    BatchFeeder failing =
        rows -> {
          throw new IllegalStateException("the data base is down");
        };
    assertThatThrownBy(() -> optimizer.step(model.session, failing))
        .hasMessage("the data base is down");
    assertThat(optimizer.ledger().steps()).isOne();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 8})
  void step_batchOfAnotherSize_isRefusedAndCharged(int fed) {
    DpOptimizer optimizer = model.ready(LinearModel.builder(model.overwriting(), 4));
    assertThatThrownBy(
            () -> optimizer.step(model.session, rows -> model.feeds(TABLE, new int[fed])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'data'")
        .hasMessageContaining("one row per sampled example");
    assertThat(model.variables()).containsOnly(0.0);
    assertThat(optimizer.ledger().steps()).isOne();
  }

  @Test
  void step_placeholderNotFed_isRefusedByName() {
    DpOptimizer optimizer = model.ready(LinearModel.builder(model.overwriting(), 4));
    assertThatThrownBy(() -> optimizer.step(model.session, rows -> new BatchFeeds()))
        .hasMessageContaining("'data' is not fed");
  }

  @Test
  void step_somethingElseIsFed_isRefused() {
    DpOptimizer optimizer = model.ready(LinearModel.builder(model.overwriting(), 4));
    assertThatThrownBy(
            () ->
                optimizer.step(
                    model.session,
                    rows ->
                        model.feeds(TABLE, rows).feed(model.loss, TFloat32.vectorOf(new float[4]))))
        .hasMessageContaining("must not be fed");
  }

  @Test
  void step_publicInput_isFedAsItIs() {
    Placeholder<TFloat32> scale =
        model.tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    Operand<TFloat32> scaled = model.tf.math.mul(model.loss, scale);
    DpOptimizer optimizer =
        LinearModel.builder(model.overwriting(), 4)
            .clipping(Clipping.flat(1e6))
            .publicInputs(scale)
            .build();
    optimizer.minimize(scaled);
    model.session.initialize();
    optimizer.step(
        model.session, rows -> model.feeds(TABLE, rows).feed(scale, TFloat32.scalarOf(10f)));
    assertThat(model.variables().get(LinearModel.WIDTH)).isCloseTo(10.0, within(1e-3));
  }

  @Test
  void step_beforeMinimize_isRefused() {
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    assertThatThrownBy(() -> optimizer.step(model.session, rows -> new BatchFeeds()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("minimize");
    assertThat(optimizer.ledger().steps()).isZero();
  }

  @Test
  void step_ordinaryOptimizerAddedAfterwards_isRefused() {
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    optimizer.minimize(model.loss);
    new GradientDescent(model.graph, 0.1f)
        .minimize(model.tf.math.mean(model.loss, model.tf.constant(0)));
    model.session.initialize();
    assertThatThrownBy(() -> optimizer.step(model.session, rows -> model.feeds(TABLE, rows)))
        .hasMessageContaining("neither clipped nor noised");
  }

  @Test
  void step_adam_trainsTheModel() {
    requireDescent(new Adam(model.graph, 0.1f));
  }

  @Test
  void step_momentum_trainsTheModel() {
    requireDescent(new Momentum(model.graph, 0.1f, 0.9f, false));
  }

  private void requireDescent(Optimizer inner) {
    DpOptimizer optimizer = model.ready(LinearModel.builder(inner, 4));
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    assertThat(model.variables().get(0)).isNegative();
    assertThat(model.variables().get(2)).isPositive();
  }

  @Test
  void step_doublePrecision_isNoisedInSinglePrecision() {
    Placeholder<TFloat64> data =
        model.tf.placeholder(TFloat64.class, Placeholder.shape(Shape.of(-1, 2)));
    Variable<TFloat64> weight = model.tf.variable(model.tf.constant(new double[2][1]));
    Operand<TFloat64> loss =
        model.tf.reduceSum(model.tf.linalg.matMul(data, weight), model.tf.constant(1));
    DpOptimizer optimizer =
        LinearModel.builder(model.overwriting(), 1).noiseMultiplier(1e-9).build();
    optimizer.minimize(loss);
    model.session.initialize();
    optimizer.step(
        model.session,
        rows ->
            new BatchFeeds()
                .feed(data, TFloat64.tensorOf(StdArrays.ndCopyOf(new double[][] {{0.6, 0.8}}))));
    try (Result result = model.session.runner().fetch(weight).run()) {
      double first = ((TFloat64) result.get(0)).getDouble(0, 0);
      assertThat(first).isCloseTo(0.6, within(1e-6)).isEqualTo((double) (float) first);
    }
  }

  @Test
  void step_rowsOfAnotherShape_areRefused() {
    DpOptimizer optimizer = model.ready(LinearModel.builder(model.overwriting(), 1));
    for (Shape shape :
        List.of(Shape.of(1, 2 * LinearModel.WIDTH), Shape.of(1), Shape.of(1, 8, 1))) {
      assertThatThrownBy(
              () ->
                  optimizer.step(
                      model.session,
                      rows -> new BatchFeeds().feed(model.data, TFloat32.tensorOf(shape))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'data'")
          .hasMessageContaining("the shape that the graph was built for");
    }
  }

  @Test
  void step_emptyBatchOfAnotherShape_isRefusedLikeAnyOther() {
    DpOptimizer optimizer =
        model.ready(
            LinearModel.builder(model.overwriting(), 1)
                .sampling(PoissonSampling.of(1_000_000, 1e-9)));
    assertThatThrownBy(
            () ->
                optimizer.step(
                    model.session,
                    rows -> new BatchFeeds().feed(model.data, TFloat32.tensorOf(Shape.of(0, 0)))))
        .hasMessageContaining("the shape that the graph was built for");
  }

  @Test
  void step_publicInputNotFed_isRefused() {
    Placeholder<TFloat32> scale =
        model.tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).publicInputs(scale).build();
    optimizer.minimize(model.tf.math.mul(model.loss, scale));
    model.session.initialize();
    assertThatThrownBy(() -> optimizer.step(model.session, rows -> model.feeds(TABLE, rows)))
        .hasMessageContaining("is not fed");
  }

  @Test
  void budget_steps_areGrantedThenRefused() {
    PrivacyBudget budget = new PrivacyBudget(3, DELTA);
    DpOptimizer optimizer =
        model.ready(
            DpOptimizer.wrap(model.overwriting())
                .sampling(PoissonSampling.of(100, 10))
                .clipping(Clipping.flat(1))
                .budget(budget, 20));
    for (int i = 0; i < 20; i++) {
      optimizer.step(model.session, rows -> model.feeds(TABLE, new int[rows.length]));
    }
    assertThat(optimizer.ledger().epsilon(DELTA)).isLessThanOrEqualTo(3).isGreaterThan(2.9);
    assertThat(optimizer.ledger().stepsLeft(budget)).isZero();
    List<Double> before = model.variables();
    assertThatThrownBy(
            () -> optimizer.step(model.session, rows -> model.feeds(TABLE, new int[rows.length])))
        .isInstanceOf(BudgetExhaustedException.class)
        .hasMessageContaining("step 20");
    assertThat(optimizer.ledger().steps()).isEqualTo(20);
    assertThat(model.variables()).isEqualTo(before);
  }

  @Test
  void ledger_seededNoise_reportsInfiniteEpsilon() {
    DpOptimizer optimizer =
        model.ready(
            LinearModel.builder(model.overwriting(), 4)
                .noiseMultiplier(100)
                .noise(HostNoise.of(SeededNoise.of(1))));
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    assertThat(optimizer.ledger().epsilon(DELTA)).isInfinite();
    assertThat(optimizer.ledger().bracket(DELTA).upper()).isInfinite();
  }

  @Test
  void ledger_seededBatches_reportsInfiniteEpsilon() {
    DpOptimizer optimizer =
        LinearModel.builder(model.overwriting(), 4)
            .noiseMultiplier(100)
            .samplingBits(SeededBits.of(1))
            .build();
    assertThat(optimizer.ledger().epsilonAfter(1, DELTA)).isInfinite();
  }

  @Test
  void ledger_noNoise_reportsInfiniteEpsilon() {
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    assertThat(optimizer.ledger().epsilonAfter(1, DELTA)).isInfinite();
  }

  @Test
  void step_rawNorms_comeOnRequestAlone() {
    DpOptimizer silent = model.ready(LinearModel.builder(model.overwriting(), 4));
    assertThat(silent.step(model.session, rows -> model.feeds(TABLE, rows)).rawNormsNotPrivate())
        .isEmpty();
    try (LinearModel other = new LinearModel()) {
      DpOptimizer talking =
          other.ready(LinearModel.builder(other.overwriting(), 4).reportRawNormsNotPrivate());
      float[] norms =
          talking
              .step(other.session, rows -> other.feeds(TABLE, rows))
              .rawNormsNotPrivate()
              .orElseThrow();
      double expected = Math.sqrt(Math.pow(3 * LinearModel.BIASES, 2) + LinearModel.BIASES);
      assertThat(norms).hasSize(4);
      assertThat((double) norms[0]).isCloseTo(expected, within(1e-4));
    }
  }

  @Test
  void build_accountantWithoutABoundForTheSampler_isRefused() {
    DpOptimizerBuilder builder =
        LinearModel.builder(model.overwriting(), 4)
            .sampling(TruncatedPoissonSampling.of(4, 3.6, 2))
            .accountant(RdpAccountant::new);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RdpAccountant does not cover TruncatedPoissonSampled");
  }

  @Test
  void budget_renyiAccountant_needsMoreNoise() {
    PrivacyBudget budget = new PrivacyBudget(2, DELTA);
    DpOptimizerBuilder builder =
        DpOptimizer.wrap(model.overwriting())
            .sampling(PoissonSampling.of(10_000, 100))
            .clipping(Clipping.flat(1))
            .budget(budget, 300);
    double tight = builder.build().plan().noiseMultiplier();
    DpOptimizer renyi = builder.accountant(RdpAccountant::new).build();
    assertThat(renyi.plan().noiseMultiplier()).isGreaterThan(1.02 * tight);
    assertThat(renyi.ledger().epsilonAfter(300, DELTA)).isBetween(1.99, 2.0);
  }

  @Test
  void build_twiceFromOneBuilder_haveLedgersOfTheirOwn() {
    DpOptimizerBuilder builder = LinearModel.builder(model.overwriting(), 4).noiseMultiplier(2);
    DpOptimizer one = builder.build();
    DpOptimizer other = builder.build();
    one.ledger().charge();
    assertThat(one.ledger().steps()).isOne();
    assertThat(other.ledger().steps()).isZero();
  }

  @Test
  void ledgerStore_charges_areKeptThere() {
    LedgerStore store = LedgerStore.inMemory();
    DpOptimizer optimizer =
        model.ready(LinearModel.builder(model.overwriting(), 4).ledgerStore(store));
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    assertThat(store.steps()).isOne();
  }
}
