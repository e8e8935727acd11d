package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipper;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.internal.UnitSize;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.graph.loss.Regularization;
import io.dptrain.core.internal.seam.ScheduledRelease;
import io.dptrain.core.internal.seam.StepRuns;
import io.dptrain.core.internal.seam.SumDeclaration;
import io.dptrain.core.internal.sums.ChunkSizes;
import io.dptrain.core.internal.sums.ClippedSumGraph;
import io.dptrain.core.internal.sums.ClippedSumRuns;
import io.dptrain.core.internal.sums.ClippedTotal;
import io.dptrain.core.internal.sums.FedChunk;
import io.dptrain.core.internal.sums.FeedCheck;
import io.dptrain.core.internal.sums.PrivateModel;
import io.dptrain.core.internal.update.DrawnStep;
import io.dptrain.core.internal.update.NoisedUpdate;
import io.dptrain.core.noise.AttachedNoise;
import io.dptrain.core.noise.AttachedNoise.StepNoise;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.noise.StepSums;
import io.dptrain.core.noise.SumForm;
import io.dptrain.core.plan.DpPlan;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.OneGroup;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** A step of workers that compute clipped sums and a driver that adds noise and updates. */
class TwoHalvesTest {
  private static final int UNITS = 12;

  static Stream<Arguments> steps() {
    List<Supplier<NoiseMechanism>> mechanisms =
        List.of(() -> HostNoise.of(SeededNoise.of(5)), () -> InGraphNoise.of(SeededBits.of(5)));
    List<Clipping> clippings =
        List.of(
            Clipping.flat(0.3),
            Clipping.scheduled(step -> 0.2),
            Clipping.adaptiveQuantile(0.5, 0.4),
            Clipping.byValue(0.1));
    return mechanisms.stream()
        .flatMap(noise -> clippings.stream().map(clipping -> Arguments.of(noise, clipping)));
  }

  /** Two graphs of one model, two sessions, and a third graph that knows its variables alone. */
  @ParameterizedTest
  @MethodSource("steps")
  void update_sumsOfTwoWorkers_isThatOfOneProcessOnTheWholeBatch(
      Supplier<NoiseMechanism> noise, Clipping clipping) {
    DpPlan plan = plan(clipping);
    try (Worker first = new Worker(plan);
        Worker second = new Worker(plan);
        ClippedTotal<TFloat32> total = first.sums(IntStream.range(0, UNITS / 2));
        ClippedTotal<TFloat32> rest = second.sums(IntStream.range(UNITS / 2, UNITS))) {
      total.add(rest);
      double[] updated = updated(first.graph.joint().declared(), plan, noise.get(), total);
      assertThat(updated).isEqualTo(ofOneProcess(plan, noise.get(), UNITS / 2));
      assertThat(updated).containsExactly(ofOneProcess(plan, noise.get(), UNITS), within(1e-5));
    }
  }

  /** Their sensitivity would be another one. */
  @Test
  void add_sumsOfAnotherDeclaration_isRefusedAndChangesNothing() {
    try (Worker worker = new Worker(plan(Clipping.flat(1)));
        Worker other = new Worker(plan(Clipping.flat(2)));
        ClippedTotal<TFloat32> total = worker.sums(IntStream.range(0, 2));
        ClippedTotal<TFloat32> part = other.sums(IntStream.range(2, 4))) {
      double[] before = Doubles.of(total.sum(0));
      assertThatThrownBy(() -> total.add(part))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("sums of one declaration");
      assertThat(Doubles.of(total.sum(0))).isEqualTo(before);
    }
  }

  /** What was added twice would count twice, and what was added in part belongs to no batch. */
  @Test
  void add_failsMidway_leavesTheTotalAsItWas() {
    try (Worker worker = new Worker(plan(Clipping.flat(1)));
        Worker other = new Worker(plan(Clipping.flat(1)));
        ClippedTotal<TFloat32> total = worker.sums(IntStream.range(0, 2));
        ClippedTotal<TFloat32> part = other.sums(IntStream.range(2, 4))) {
      double[] before = Doubles.of(total.sum(0));
      part.release(1);
      assertThatThrownBy(() -> total.add(part)).isInstanceOf(IllegalStateException.class);
      assertThat(Doubles.of(total.sum(0))).isEqualTo(before);
    }
  }

  @Test
  void add_partAddedTwiceOrToItself_isRefusedAndChangesNothing() {
    try (Worker worker = new Worker(plan(Clipping.flat(1)));
        Worker other = new Worker(plan(Clipping.flat(1)));
        ClippedTotal<TFloat32> total = worker.sums(IntStream.range(0, 2));
        ClippedTotal<TFloat32> part = other.sums(IntStream.range(2, 4))) {
      total.add(part);
      double[] before = Doubles.of(total.sum(0));
      for (ClippedTotal<TFloat32> again : List.of(part, total)) {
        assertThatThrownBy(() -> total.add(again))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("each unit of a batch must be added to its total once");
      }
      assertThat(Doubles.of(total.sum(0))).isEqualTo(before);
    }
  }

  @Test
  void add_moreUnitsThanTheBatchHas_isRefused() {
    try (Worker worker = new Worker(plan(Clipping.flat(1)));
        Worker other = new Worker(plan(Clipping.flat(1)));
        ClippedTotal<TFloat32> total = worker.sums(IntStream.range(0, 5), 8);
        ClippedTotal<TFloat32> part = other.sums(IntStream.range(5, 9), 8)) {
      assertThatThrownBy(() -> total.add(part))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("each unit of a batch");
      assertThatThrownBy(() -> worker.sums(IntStream.range(0, 5), 4))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("each unit of a batch");
    }
  }

  /** Each would be cut for its own size, and rounding adds up over both. */
  @Test
  void add_partOfABatchOfAnotherSize_isRefused() {
    try (Worker worker = new Worker(plan(Clipping.flat(1)));
        Worker other = new Worker(plan(Clipping.flat(1)));
        ClippedTotal<TFloat32> total = worker.sums(IntStream.range(0, 2), 2);
        ClippedTotal<TFloat32> part = other.sums(IntStream.range(2, 4), 4)) {
      assertThatThrownBy(() -> total.add(part))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("of one batch");
    }
  }

  /** How a part is cut depends on the whole batch, for rounding adds up over all parts. */
  @Test
  void add_chunkLargerThanTheBatchAllows_isRefused() {
    try (Worker worker = new Worker(plan(Clipping.flat(1)))) {
      assertThatThrownBy(() -> worker.sums(IntStream.range(0, 2), 1_000_000_000L))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("for the bound on rounding to hold");
    }
  }

  /** Where rounding allows more, it is not to blame. */
  @Test
  void add_chunkOfMoreUnitsThanFitInto32Bits_isRefusedForThat() {
    int units = Size.LARGEST_CHUNK + 1;
    try (Worker worker = new Worker(plan(Clipping.flat(1), 90_000))) {
      assertThatThrownBy(() -> worker.sums(IntStream.range(0, units), 90_000))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("at most 8191 units, for its sizes to fit into 32 bits")
          .hasMessageContaining("smaller chunks");
    }
  }

  private static DpPlan plan(Clipping clipping) {
    return plan(clipping, UNITS);
  }

  private static DpPlan plan(Clipping clipping, int units) {
    return new DpPlan(
        PoissonSampling.of(units, units),
        clipping,
        0.7,
        PrivateStatistics.none().withLoss(4, 20),
        false);
  }

  /** The first half, in a graph and a session of its own. */
  private static final class Worker implements AutoCloseable {
    private final TestModel<TFloat32> model = TestModel.single();
    private final ClippedSumGraph<TFloat32> graph;

    Worker(DpPlan plan) {
      Output<TFloat32> loss = TestModels.DENSE.loss(model).asOutput();
      PrivateModel<TFloat32> read =
          PrivateModel.of(model.tf, loss, List.of(), UnitSize.of(1), List.of());
      ChunkSizes chunks = PhysicalBatches.automatic().sizes();
      graph =
          ClippedSumGraph.of(
              model.tf,
              plan,
              ScheduledRelease.of(
                  plan.noise(), plan.clipping(), plan.statistics().noiseMultipliers()),
              chunks,
              read);
      model.session.initialize();
    }

    /** The clipped sums of some units. */
    ClippedTotal<TFloat32> sums(IntStream units) {
      return sums(units, UNITS);
    }

    ClippedTotal<TFloat32> sums(IntStream units, long batch) {
      StepRuns runs = new StepRuns(model.session, norms(graph.clipper()), false);
      ClippedTotal<TFloat32> total = new ClippedTotal<>(graph);
      FeedCheck check = new FeedCheck(graph.model(), List.of());
      int[] rows = units.toArray();
      try (FedChunk chunk =
          FedChunk.of(
              graph.model(), check, 1, fed -> model.feeds(fed).inputs(), rows, rows.length)) {
        new ClippedSumRuns<>(graph, 1, runs, false, Optional.empty()).add(chunk, total, batch);
      }
      return total;
    }

    @Override
    public void close() {
      model.close();
    }
  }

  private static double[] norms(Clipper clipper) {
    return clipper.clipNorms().map(norms -> norms.of(0)).orElse(new double[0]);
  }

  /** The second half, in a graph of the variables that computes no loss. */
  private static double[] updated(
      SumDeclaration<TFloat32> declared, DpPlan plan, NoiseMechanism noise, StepSums total) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      TestModels.DENSE.loss(model);
      List<Output<TFloat32>> variables =
          declared.variables().stream().map(name -> variable(model, name)).toList();
      Clipper clipper = plan.clipping().forVariables(variables);
      NoisedUpdate<TFloat32> update =
          NoisedUpdate.of(
              model.tf,
              OneGroup.of(new GradientDescent(model.graph, 1f)),
              noise,
              declared,
              clipper,
              plan.sampling().denominator(),
              new NoisedUpdate.Target<>(
                  variables, new Regularization<>(List.of(), List.of()), List.of(), List.of()),
              "update");
      model.session.initialize();
      StepRuns runs = new StepRuns(model.session, norms(clipper), false);
      try (DrawnStep drawn = update.draw(0, total)) {
        NoisedUpdate.Released released =
            update.run(runs, drawn, update.learningRates(0), runner -> runner);
        assertThat(released.weightsFinite()).isTrue();
        assertThat(released.statistics()).hasSize(declared.statisticWeights().size());
      }
      return model.values();
    }
  }

  private static Output<TFloat32> variable(TestModel<TFloat32> model, String name) {
    return model.variables.stream()
        .map(Operand::asOutput)
        .filter(variable -> variable.op().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void of_variableOfAnotherShape_isRefusedAndNamesTheShapes() {
    try (Worker worker = new Worker(plan(Clipping.flat(1)));
        TestModel<TFloat32> model = TestModel.single()) {
      SumDeclaration<TFloat32> declared = worker.graph.joint().declared();
      List<Output<TFloat32>> variables = new ArrayList<>();
      for (String name : declared.variables()) {
        variables.add(model.tf.withName(name).variable(Shape.of(7, 11), TFloat32.class).asOutput());
      }
      assertThatThrownBy(() -> declared.requireOf(variables))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[7, 11]");
    }
  }

  /** Sums and variables are told apart by name, too. */
  @Test
  void of_variablesInAnotherOrder_isRefused() {
    try (Worker worker = new Worker(plan(Clipping.flat(1)));
        TestModel<TFloat32> model = TestModel.single()) {
      SumDeclaration<TFloat32> declared = worker.graph.joint().declared();
      TestModels.DENSE.loss(model);
      List<Output<TFloat32>> variables =
          new ArrayList<>(declared.variables().stream().map(n -> variable(model, n)).toList());
      Collections.swap(variables, 0, 1);
      assertThatThrownBy(() -> declared.requireOf(variables))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("in their order");
    }
  }

  private static double[] ofOneProcess(DpPlan plan, NoiseMechanism noise, int chunk) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(model.graph, 1f))
              .sampling(plan.sampling())
              .clipping(plan.clipping())
              .noiseMultiplier(plan.noiseMultiplier())
              .statistics(plan.statistics())
              .noise(noise)
              .physicalBatches(PhysicalBatches.ofSize(chunk))
              .build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      optimizer.step(model.session, model::feeds);
      return model.values();
    }
  }

  /** Adds the number of the step to every sum. */
  private static final class Counting implements NoiseMechanism {
    @Override
    public <T extends TFloating> AttachedNoise<T> attach(Ops tf, SumForm<T> form) {
      List<Placeholder<T>> fed = new ArrayList<>();
      form.shapes().forEach(s -> fed.add(tf.placeholder(form.type(), Placeholder.shape(s))));
      return new AttachedNoise<>() {
        private int step;

        @Override
        public List<Output<T>> noised() {
          return fed.stream().map(Operand::asOutput).toList();
        }

        @Override
        public StepNoise draw(StepSums sums, float noiseStdDev) {
          float added = step++;
          List<Tensor> noised = new ArrayList<>();
          form.shapes()
              .forEach(
                  s ->
                      noised.add(
                          TFloat32.tensorOf(s, t -> t.scalars().forEach(x -> x.setFloat(added)))));
          return new StepNoise() {
            @Override
            public void feed(Session.Runner runner) {
              IntStream.range(0, fed.size()).forEach(i -> runner.feed(fed.get(i), noised.get(i)));
            }

            @Override
            public void close() {
              noised.forEach(Tensor::close);
            }
          };
        }
      };
    }

    @Override
    public boolean reproducible() {
      return true;
    }

    @Override
    public String description() {
      return "the number of the step";
    }
  }

  @Test
  void step_mechanismThatRemembers_isAskedOncePerStepInOrder() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(3, 1).noise(new Counting()).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      for (int step = 0; step < 4; step++) {
        int number = step;
        double[] change = model.change(optimizer, model::feeds);
        assertThat(Arrays.stream(change)).allMatch(moved -> Math.abs(moved + number) < 1e-5);
      }
      assertThat(optimizer.ledger().epsilon(1e-5)).isInfinite();
    }
  }
}
