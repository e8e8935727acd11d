package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.SpoiltModel.Fault;
import io.dptrain.core.optimizer.SpoiltModel.Setting;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.framework.optimizers.AdaDelta;
import org.tensorflow.framework.optimizers.AdaGrad;
import org.tensorflow.framework.optimizers.AdaGradDA;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Adamax;
import org.tensorflow.framework.optimizers.Ftrl;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.framework.optimizers.Nadam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.RMSProp;

/**
 * A row that TensorFlow fails on contributes zero, and the step looks like any other. It is held
 * against a row whose numbers are not finite, which contributes zero for another reason.
 */
class FailedRowsTest {
  private static final PhysicalBatches WHOLE = PhysicalBatches.automatic();
  private static final Setting ON_HOST = new Setting(false, WHOLE, 1);
  private static final Setting IN_GRAPH = new Setting(true, WHOLE, 1);
  private static final List<Integer> ALL = IntStream.range(0, 10).boxed().toList();

  static Stream<Arguments> modelsAndBatches() {
    Setting chunks = new Setting(false, PhysicalBatches.ofSize(3), 1);
    Setting pairs = new Setting(false, PhysicalBatches.ofSize(8), 2);
    return Stream.concat(
        Arrays.stream(FailingModels.values())
            .flatMap(
                model ->
                    Stream.of(
                        Arguments.of(model, IN_GRAPH, List.of(2)),
                        Arguments.of(model, chunks, List.of(0, 4)),
                        Arguments.of(model, pairs, List.of(1, 4)))),
        Stream.of(
                Arguments.of(ON_HOST, List.of(0)),
                Arguments.of(ON_HOST, List.of(4)),
                Arguments.of(ON_HOST, ALL),
                Arguments.of(IN_GRAPH, ALL),
                Arguments.of(chunks, ALL),
                Arguments.of(new Setting(true, PhysicalBatches.ofSize(1), 1), List.of(3)),
                Arguments.of(new Setting(true, WHOLE, 2), List.of(9)))
            .map(
                batch ->
                    Arguments.of(FailingModels.ID_OF_A_TABLE, batch.get()[0], batch.get()[1])));
  }

  @ParameterizedTest(name = "{0}, {1}, rows {2}")
  @MethodSource("modelsAndBatches")
  void step_rowsThatFail_contributeZero(FailingModels kind, Setting setting, List<Integer> spoilt) {
    double[] expected;
    try (SpoiltModel reference = new SpoiltModel(kind, setting)) {
      expected = reference.change(Fault.NOT_FINITE, spoilt);
    }
    try (SpoiltModel model = new SpoiltModel(kind, setting)) {
      assertThat(model.change(Fault.FAILS, spoilt)).containsExactly(expected, within(1e-6));
      assertThat(model.optimizer.ledger().steps()).isOne();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void step_batchOfOneThatFails_appliesNoiseAlone(boolean inGraph) {
    Setting setting = new Setting(inGraph, WHOLE, 1);
    double[] empty = changeOfRareBatches(setting, 1e-9, List.of());
    double[] failed = changeOfRareBatches(setting, 1, List.of(0));
    // What rounding may add to the sensitivity, and so the noise, grows with the expected batch.
    assertThat(failed).containsExactly(empty, within(1e-5)).doesNotContain(0);
  }

  /** The noise is the same whatever the sampling: the expected batch size is fixed by the data. */
  private static double[] changeOfRareBatches(
      Setting setting, double expectedUnits, List<Integer> spoilt) {
    try (SpoiltModel model =
        new SpoiltModel(
            FailingModels.LABEL_OUT_OF_RANGE,
            setting,
            graph -> new GradientDescent(graph, (float) expectedUnits),
            builder -> builder.sampling(PoissonSampling.of(1, expectedUnits)))) {
      return model.change(Fault.FAILS, spoilt);
    }
  }

  /** What can be seen of a step: that it ends, the charge, the report, and that variables moved. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void step_withAndWithoutTheRecordThatFails_looksTheSame(boolean inGraph) {
    Setting setting = new Setting(inGraph, WHOLE, 1);
    assertThat(visible(setting, List.of(3))).isEqualTo(visible(setting, List.of()));
  }

  private static List<Object> visible(Setting setting, List<Integer> spoilt) {
    PrivateStatistics statistics = PrivateStatistics.none().withLoss(4, 1).withClipFraction(1);
    try (SpoiltModel model =
        new SpoiltModel(
            FailingModels.LABEL_OUT_OF_RANGE,
            setting,
            graph -> new Adam(graph, 0.1f),
            builder ->
                builder
                    .statistics(statistics)
                    .clipping(Clipping.adaptiveQuantile(0.5, 0.4))
                    .samplingBits(SeededBits.of(5)))) {
      List<Object> seen = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        double[] before = model.model.values();
        StepReport report = model.step(Fault.FAILS, spoilt);
        seen.add(report.step());
        seen.add(report.loss().isPresent() && Double.isFinite(report.loss().getAsDouble()));
        seen.add(Double.isFinite(report.clipFraction().orElseThrow()));
        seen.add(report.clipNorms().size());
        seen.add(report.rawNormsNotPrivate().isPresent());
        seen.add(model.optimizer.ledger().steps());
        double[] after = model.model.values();
        seen.add(IntStream.range(0, after.length).allMatch(v -> after[v] != before[v]));
      }
      return seen;
    }
  }

  @Test
  void step_clipNormsThatAdapt_learnFromTheOthers() {
    List<Double> learned = clipNormsAfterwards(List.of(1));
    assertThat(learned).hasSize(1).doesNotContain(0.4);
    assertThat(learned.get(0)).isPositive().isFinite();
  }

  private static List<Double> clipNormsAfterwards(List<Integer> spoilt) {
    try (SpoiltModel model =
        new SpoiltModel(
            FailingModels.ID_OF_A_TABLE,
            ON_HOST,
            graph -> new GradientDescent(graph, 1f),
            builder -> builder.clipping(Clipping.adaptiveQuantile(0.5, 0.4)))) {
      model.step(Fault.FAILS, spoilt);
      return List.copyOf(model.optimizer.clipNorms().values());
    }
  }

  @Test
  void step_rawNorms_areNaNForWhatFailed() {
    for (PhysicalBatches batches : List.of(WHOLE, PhysicalBatches.ofSize(2))) {
      float[] whole = rawNorms(batches, List.of());
      float[] norms = rawNorms(batches, List.of(1, 4));
      assertThat(norms).hasSize(SpoiltModel.UNITS);
      assertThat(new float[] {norms[0], norms[2], norms[3]})
          .containsExactly(new float[] {whole[0], whole[2], whole[3]}, within(1e-6f));
      assertThat(norms[1]).isNaN();
      assertThat(norms[4]).isNaN();
    }
  }

  private static float[] rawNorms(PhysicalBatches batches, List<Integer> spoilt) {
    try (SpoiltModel model =
        new SpoiltModel(
            FailingModels.LABEL_OUT_OF_RANGE,
            new Setting(false, batches, 1),
            graph -> new GradientDescent(graph, 1f),
            DpOptimizerBuilder::reportRawNormsNotPrivate)) {
      return model.step(Fault.FAILS, spoilt).rawNormsNotPrivate().orElseThrow();
    }
  }

  static Stream<Function<Graph, Optimizer>> optimizers() {
    return Stream.of(
        graph -> new Momentum(graph, 0.1f),
        graph -> new AdaGrad(graph, 0.1f),
        graph -> new AdaGradDA(graph, 0.1f),
        graph -> new AdaDelta(graph, 0.1f),
        graph -> new RMSProp(graph, 0.1f),
        graph -> new Ftrl(graph, 0.1f),
        graph -> new Adam(graph, 0.1f),
        graph -> new Adamax(graph, 0.1f),
        graph -> new Nadam(graph, 0.1f));
  }

  /**
   * Were anything moved by the run that fails, the optimizer's own state would be ahead. The
   * trained variables are left out: Adam reads the powers of its betas while it moves them.
   */
  @ParameterizedTest
  @MethodSource("optimizers")
  void step_rowThatFails_movesTheStateOfTheOptimizerOnce(Function<Graph, Optimizer> wrapped) {
    FailingModels kind = FailingModels.NEGATIVE_LABEL;
    try (SpoiltModel failing = new SpoiltModel(kind, IN_GRAPH, wrapped);
        SpoiltModel reference = new SpoiltModel(kind, IN_GRAPH, wrapped)) {
      failing.step(Fault.FAILS, List.of(0, 2));
      reference.step(Fault.NOT_FINITE, List.of(0, 2));
      assertThat(failing.states()).containsExactly(reference.states(), within(1e-6));
    }
  }

  @Test
  void step_rowThatFailsAndErrorsRevealed_changesNothingAndQuotesTensorFlow() {
    try (SpoiltModel model =
        new SpoiltModel(
            FailingModels.ID_OF_GATHER_ND,
            IN_GRAPH,
            graph -> new Adam(graph, 0.1f),
            DpOptimizerBuilder::revealErrorsNotPrivate)) {
      double[] before = model.states();
      assertThatThrownBy(() -> model.step(Fault.FAILS, List.of(3)))
          .isInstanceOf(StepFailedException.class)
          .hasMessageNotContaining("77")
          .hasStackTraceContaining("77");
      assertThat(model.states()).isEqualTo(before);
      assertThat(model.optimizer.ledger().steps()).isOne();
    }
  }

  @Test
  void step_rowThatFails_asksTheFeederOnceForEachChunkAndClosesWhatItGave() {
    try (SpoiltModel model =
        new SpoiltModel(
            FailingModels.ID_OF_A_TABLE, new Setting(false, PhysicalBatches.ofSize(3), 1))) {
      BatchFeeder feeder = model.feeder(Fault.FAILS, List.of(0, 1));
      List<BatchFeeds> given = new ArrayList<>();
      model.optimizer.step(
          model.model.session,
          units -> {
            given.add(feeder.feeds(units));
            return given.get(given.size() - 1);
          });
      assertThat(given).hasSize(2).allMatch(feeds -> feeds.inputs().tensors().isEmpty());
    }
  }
}
