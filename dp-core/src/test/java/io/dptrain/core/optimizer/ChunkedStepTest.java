package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/**
 * The update does not depend on how a batch is cut into physical batches. Tolerances allow for the
 * margin of {@link io.dptrain.core.clip.FlatClipping}, 4e-6 in single precision, and rounding.
 */
class ChunkedStepTest {
  private static final int UNITS = 6;
  private static final double CLIP_NORM = 1.5;

  static Stream<Arguments> modelsAndTypes() {
    return Arrays.stream(TestModels.values())
        .flatMap(
            model ->
                Stream.of(
                    Arguments.of(model, TFloat32.class, 1e-5),
                    Arguments.of(model, TFloat64.class, 1e-7)));
  }

  static Stream<Arguments> mechanisms() {
    return Stream.of(
        Arguments.of("host", (Supplier<NoiseMechanism>) () -> HostNoise.of(SeededNoise.of(3))),
        Arguments.of(
            "in graph", (Supplier<NoiseMechanism>) () -> InGraphNoise.of(SeededBits.of(3))));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("modelsAndTypes")
  <T extends TFloating> void step_anyPhysicalBatch_appliesTheClippedMean(
      TestModels kind, Class<T> type, double tolerance) {
    double[] expected;
    try (TestModel<T> model = new TestModel<>(type)) {
      Operand<T> loss = kind.loss(model);
      model.session.initialize();
      expected = model.expectedChange(loss, UNITS, 1, CLIP_NORM);
    }
    for (PhysicalBatches batches :
        List.of(
            PhysicalBatches.automatic(),
            PhysicalBatches.ofSize(1),
            PhysicalBatches.ofSize(3),
            PhysicalBatches.ofSize(4),
            PhysicalBatches.ofSize(16),
            PhysicalBatches.within(1))) {
      double[] actual = change(kind, type, builder -> builder.physicalBatches(batches));
      assertThat(actual).as("%s", batches).containsExactly(expected, within(tolerance));
    }
  }

  @ParameterizedTest
  @EnumSource(TestModels.class)
  void step_morePadding_changesNothingBeyondRounding(TestModels kind) {
    double[] asItIs = change(kind, TFloat32.class, builder -> builder);
    double[] padded =
        change(kind, TFloat32.class, b -> b.physicalBatches(PhysicalBatches.ofSize(UNITS + 9)));
    assertThat(padded).containsExactly(asItIs, within(1e-6));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mechanisms")
  void step_anyNumberOfChunks_addsTheNoiseOnce(String name, Supplier<NoiseMechanism> noise) {
    double[] silent = change(TestModels.DENSE, TFloat32.class, builder -> builder);
    double[] once =
        change(TestModels.DENSE, TFloat32.class, b -> b.noiseMultiplier(0.7).noise(noise.get()));
    for (int size : new int[] {1, 2, 6, 10}) {
      double[] chunked =
          change(
              TestModels.DENSE,
              TFloat32.class,
              builder ->
                  builder
                      .noiseMultiplier(0.7)
                      .noise(noise.get())
                      .physicalBatches(PhysicalBatches.ofSize(size)));
      assertThat(chunked).as("%s, size %d", name, size).containsExactly(once, within(2e-6));
    }
    assertThat(once).isNotEqualTo(silent);
  }

  @Test
  void step_emptyBatchOfAFixedSize_appliesZero() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          model
              .optimizer(1, 1)
              .sampling(PoissonSampling.of(1_000_000, 1e-9))
              .physicalBatches(PhysicalBatches.ofSize(3))
              .build();
      optimizer.minimize(TestModels.NORMALIZED.loss(model));
      model.session.initialize();
      assertThat(model.change(optimizer, model::feeds)).containsOnly(0.0);
    }
  }

  @Test
  void step_severalChunks_isChargedOnceAndAsksForEachRowOnce() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = chunked(model, 2).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      List<int[]> asked = new ArrayList<>();
      optimizer.step(
          model.session,
          rows -> {
            asked.add(rows);
            return model.feeds(rows);
          });
      assertThat(optimizer.ledger().steps()).isOne();
      assertThat(asked).containsExactly(new int[] {0, 1}, new int[] {2, 3}, new int[] {4, 5});
    }
  }

  @Test
  void step_severalChunks_reportsAllNormsInOrder() {
    float[] atOnce = norms(PhysicalBatches.automatic());
    assertThat(atOnce).hasSize(UNITS).doesNotHaveDuplicates();
    assertThat(norms(PhysicalBatches.ofSize(4))).containsExactly(atOnce, within(1e-5f));
    assertThat(norms(PhysicalBatches.ofSize(1))).containsExactly(atOnce, within(1e-5f));
  }

  private static float[] norms(PhysicalBatches batches) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          model
              .optimizer(UNITS, CLIP_NORM)
              .physicalBatches(batches)
              .reportRawNormsNotPrivate()
              .build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      return optimizer.step(model.session, model::feeds).rawNormsNotPrivate().orElseThrow();
    }
  }

  @Test
  void step_feederThrowsInTheSecondChunk_changesNothingAndFreesTheFirst() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = chunked(model, 2).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      double[] before = model.values();
      List<BatchFeeds> given = new ArrayList<>();
      BatchFeeder failing =
          rows -> {
            if (!given.isEmpty()) {
              throw new IllegalStateException("the data base is down");
            }
            given.add(model.feeds(rows));
            return given.get(0);
          };
      assertThatThrownBy(() -> optimizer.step(model.session, failing))
          .hasMessage("the data base is down");
      assertThat(model.values()).isEqualTo(before);
      assertThat(optimizer.ledger().steps()).isOne();
      assertThat(given.get(0).inputs().tensors()).isEmpty();
    }
  }

  @Test
  void step_secondChunkOfAnotherSize_isRefusedAndFreed() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = chunked(model, 3).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      double[] before = model.values();
      List<BatchFeeds> given = new ArrayList<>();
      BatchFeeder wrong =
          rows -> {
            given.add(model.feeds(given.isEmpty() ? rows : new int[] {0}));
            return given.get(given.size() - 1);
          };
      assertThatThrownBy(() -> optimizer.step(model.session, wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("one row per sampled example");
      assertThat(model.values()).isEqualTo(before);
      assertThat(given).hasSize(2).allMatch(feeds -> feeds.inputs().tensors().isEmpty());
    }
  }

  @Test
  void step_publicInputsAndChunks_areFedToEveryRun() {
    double[] atOnce = changeWithPublicInputs(PhysicalBatches.automatic());
    double[] chunked = changeWithPublicInputs(PhysicalBatches.ofSize(2));
    assertThat(chunked).containsExactly(atOnce, within(2e-6));
  }

  /** One public input scales the data's share of the loss, the other one a regularizer. */
  private static double[] changeWithPublicInputs(PhysicalBatches batches) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      var shape = Placeholder.shape(Shape.scalar());
      Placeholder<TFloat32> scale = model.tf.placeholder(TFloat32.class, shape);
      Placeholder<TFloat32> decay = model.tf.placeholder(TFloat32.class, shape);
      Operand<TFloat32> data = model.tf.math.mul(TestModels.DENSE.loss(model), scale);
      Operand<TFloat32> penalty =
          model.tf.math.mul(decay, model.tf.nn.l2Loss(model.variables.get(0)));
      DpOptimizer optimizer =
          model
              .optimizer(UNITS, CLIP_NORM)
              .publicInputs(scale, decay)
              .physicalBatches(batches)
              .build();
      optimizer.minimize(
          model.tf.math.add(model.tf.math.mean(data, model.tf.constant(0)), penalty));
      model.session.initialize();
      return model.change(
          optimizer,
          rows ->
              model
                  .feeds(rows)
                  .feed(scale, TFloat32.scalarOf(0.3f))
                  .feed(decay, TFloat32.scalarOf(0.2f)));
    }
  }

  /** The wrapped optimizer alone reads it, so the proof of the loss knows nothing of it. */
  @Test
  void step_learningRateThatIsFed_isTheRateOfTheUpdate() {
    for (PhysicalBatches batches :
        List.of(PhysicalBatches.automatic(), PhysicalBatches.ofSize(2))) {
      double[] once = changeWithLearningRate(batches, 0.1f);
      double[] twice = changeWithLearningRate(batches, 0.2f);
      Arrays.setAll(once, i -> 2 * once[i]);
      assertThat(twice).containsExactly(once, within(1e-6));
    }
  }

  private static double[] changeWithLearningRate(PhysicalBatches batches, float rate) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Placeholder<TFloat32> fed =
          model.tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      DpOptimizer optimizer =
          DpOptimizer.wrap(new FedDescent(model.graph, fed))
              .sampling(PoissonSampling.of(UNITS, UNITS))
              .clipping(Clipping.flat(CLIP_NORM))
              .noiseMultiplier(0)
              .publicInputs(fed)
              .physicalBatches(batches)
              .build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      return model.change(optimizer, rows -> model.feeds(rows).feed(fed, TFloat32.scalarOf(rate)));
    }
  }

  @Test
  void minimize_chunkedSums_areKeptInNoVariable() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      List<String> before = variables(model);
      chunked(model, 2).build().minimize(loss);
      assertThat(variables(model)).isEqualTo(before);
    }
  }

  /** Everything that keeps a state between runs. */
  private static List<String> variables(TestModel<?> model) {
    List<String> names = new ArrayList<>();
    model
        .graph
        .operations()
        .forEachRemaining(
            operation -> {
              if (keepsState(operation)) {
                names.add(operation.name());
              }
            });
    return names;
  }

  private static boolean keepsState(Operation operation) {
    String type = operation.type();
    return type.startsWith("Var") || type.contains("Accumulator") || type.contains("Table");
  }

  @Test
  void step_totalOfAllChunks_runsNoForwardPassAgain() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = chunked(model, 3).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      StepTrace trace = optimizer.trace(model.session, model::feeds);
      assertThat(trace.runs()).hasSize(3);
      assertThat(matrixProducts(model, trace, 0)).isPositive();
      assertThat(matrixProducts(model, trace, 1)).isPositive();
      assertThat(matrixProducts(model, trace, 2)).isZero();
    }
  }

  private static long matrixProducts(TestModel<?> model, StepTrace trace, int run) {
    return trace.runs().get(run).getStepStats().getDevStats(0).getNodeStatsList().stream()
        .map(node -> model.graph.operation(node.getNodeName()))
        .filter(operation -> operation != null && operation.type().equals("MatMul"))
        .count();
  }

  private static DpOptimizerBuilder chunked(TestModel<TFloat32> model, int size) {
    return model.optimizer(UNITS, CLIP_NORM).physicalBatches(PhysicalBatches.ofSize(size));
  }

  /** Without the probe, which {@link FirstStepProbeTest} runs on the same models. */
  private static <T extends TFloating> double[] change(
      TestModels kind, Class<T> type, UnaryOperator<DpOptimizerBuilder> configuration) {
    try (TestModel<T> model = new TestModel<>(type)) {
      DpOptimizerBuilder builder = model.optimizer(UNITS, CLIP_NORM).trustKernelsWithoutProbe();
      DpOptimizer optimizer = configuration.apply(builder).build();
      optimizer.minimize(kind.loss(model));
      model.session.initialize();
      return model.change(optimizer, model::feeds);
    }
  }

  @Test
  void feeds_paddedTensor_keepsRowsAndRepeatsTheFirst() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Placeholder<TFloat32> input = model.numbers(2);
      try (BatchFeeds feeds = model.feeds(4, 5)) {
        double[] before = Doubles.of(feeds.inputs().tensors().get(input.asOutput()));
        feeds.inputs().pad(input.asOutput(), 5, 1);
        double[] after = Doubles.of(feeds.inputs().tensors().get(input.asOutput()));
        assertThat(after).hasSize(10).startsWith(before);
        assertThat(IntStream.range(4, 10)).allMatch(i -> after[i] == before[i % 2]);
      }
    }
  }

  /** Gradient descent with a learning rate that is fed. */
  private static final class FedDescent extends Optimizer {
    private final Operand<TFloat32> rate;

    FedDescent(Graph graph, Operand<TFloat32> rate) {
      super(graph);
      this.rate = rate;
    }

    @Override
    protected <T extends TType> Op applyDense(Ops tf, Output<T> gradient, Output<T> variable) {
      Operand<T> step = tf.math.mul(gradient, tf.dtypes.cast(rate, gradient.type()));
      return tf.assignSub(variable, step);
    }

    @Override
    public String getOptimizerName() {
      return "FedDescent";
    }
  }
}
