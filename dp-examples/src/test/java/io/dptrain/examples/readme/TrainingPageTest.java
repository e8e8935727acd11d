package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.NoiseSchedule;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.DpOptimizerBuilder;
import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.training.PrivateTrainerBuilder;
import io.dptrain.core.training.TrainingResult;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

class TrainingPageTest {
  private static final Page PAGE = new Page("docs/training.md");

  @Test
  void page_everyBlock_isCodeThatIsTested() throws IOException {
    List<String> tested = new ArrayList<>();
    tested.addAll(
        PAGE.regions("dp-examples/src/test/java/io/dptrain/examples/readme/TrainingPage.java"));
    tested.addAll(
        PAGE.regions("dp-core/src/test/java/io/dptrain/core/optimizer/ExistingLoopTest.java"));
    assertThat(PAGE.javaBlocks()).hasSize(8).isEqualTo(tested);
  }

  @Test
  void page_options_areThoseOfTheBuilder() throws IOException {
    assertThat(PAGE.section("Options"))
        .contains(names(DpOptimizerBuilder.class).map(name -> "`." + name + "(").toList());
  }

  @Test
  void page_options_areThoseOfTheOptimizer() throws IOException {
    assertThat(PAGE.section("Options"))
        .contains(names(DpOptimizer.class).map(name -> "\n| `" + name + "(").toList());
  }

  @Test
  void page_loop_isThatOfItsBuilder() throws IOException {
    assertThat(PAGE.section("The loop"))
        .contains(names(PrivateTrainerBuilder.class).map(name -> "`." + name + "(").toList());
  }

  private static Stream<String> names(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
        .map(Method::getName)
        .filter(name -> !name.equals("build"))
        .distinct();
  }

  /** Of one number for each example. */
  private static final class Model implements AutoCloseable {
    final Graph graph = new Graph();
    final Session session = new Session(graph);
    private final Ops tf = Ops.create(graph);
    private final Placeholder<TFloat32> x =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
    final Variable<TFloat32> weight = tf.variable(tf.constant(0f));
    final Variable<TFloat32> other = tf.variable(tf.constant(0f));

    Operand<TFloat32> loss() {
      return tf.math.square(tf.math.sub(x, weight));
    }

    Operand<TFloat32> lossOfBoth() {
      return tf.math.square(tf.math.sub(x, tf.math.add(weight, other)));
    }

    BatchFeeds feeds(int[] rows) {
      return new BatchFeeds().feed(x, TFloat32.tensorOf(Shape.of(rows.length)));
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  @Test
  void untilTheBudgetIsSpent_run_leavesNoRoomForAStep() {
    try (Model model = new Model()) {
      DpOptimizer optimizer =
          TrainingPage.untilTheBudgetIsSpent(
              model.graph, model.session, model.loss(), model::feeds, 1_000, 20);
      assertThat(optimizer.ledger().steps()).isGreaterThanOrEqualTo(20);
      assertThat(optimizer.ledger().epsilon(1e-5)).isLessThanOrEqualTo(3);
      assertThat(optimizer.ledger().epsilonAfter(1, 1e-5)).isGreaterThan(3);
    }
  }

  @Test
  void noiseThatFalls_built_keepsToTheBudgetAndIsWatched() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      Operand<TFloat32> loss = tf.math.square(tf.math.sub(x, tf.variable(tf.constant(0f))));
      DpOptimizer optimizer = TrainingPage.noiseThatFalls(graph, loss, 1_000, 32);
      NoiseSchedule noise = optimizer.plan().noise();
      assertThat(noise.levels()).hasSize(16);
      assertThat(noise.at(0) / noise.at(31)).isCloseTo(2.5, within(1e-9));
      assertThat(optimizer.ledger().epsilonAfter(32, 1e-5)).isBetween(2.99, 3.0);
      session.initialize();
      StepReport report =
          optimizer.step(
              session, rows -> new BatchFeeds().feed(x, TFloat32.tensorOf(Shape.of(rows.length))));
      assertThat(report.loss()).isPresent();
      assertThat(report.clipFraction()).isPresent();
    }
  }

  @Test
  void ratesOfTheirOwn_built_trainsBothGroups() {
    try (Model model = new Model()) {
      DpOptimizer optimizer =
          TrainingPage.ratesOfTheirOwn(model.graph, model.lossOfBoth(), model.other, 1_000, 100);
      assertThat(optimizer.explain().variables()).hasSize(2);
      model.session.initialize();
      optimizer.step(model.session, model::feeds);
      assertThat(optimizer.ledger().steps()).isOne();
    }
  }

  @Test
  void looped_run_stopsWhereNothingImproves(@TempDir Path folder) {
    try (Model model = new Model()) {
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(model.graph, 0.01f))
              .sampling(PoissonSampling.of(1_000, 64))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(1.1)
              .build();
      optimizer.minimize(model.loss());
      model.session.initialize();
      Path log = folder.resolve("log.csv");
      TrainingResult result =
          TrainingPage.looped(optimizer, model.session, model::feeds, session -> 0.5, log);
      assertThat(result.ending()).isEqualTo(TrainingResult.Ending.EARLY);
      assertThat(result.steps()).isEqualTo(1_000);
      assertThat(result.bestStep()).hasValue(0);
      assertThat(result.epsilon(1e-5)).isEqualTo(optimizer.ledger().epsilonAfter(1_000, 1e-5));
      assertThat(log).content().hasLineCount(1_002);
    }
  }

  @Test
  void goesOn_twice_endsAtTheStepsOfBoth(@TempDir Path folder) {
    for (long steps : new long[] {110, 130}) {
      try (Model model = new Model()) {
        DpOptimizer optimizer =
            TrainingPage.goesOn(
                model.graph, model.session, model.loss(), model::feeds, 1_000, steps, folder);
        assertThat(optimizer.ledger().steps()).isEqualTo(steps);
      }
    }
    assertThat(folder.resolve("checkpoint-000000000100.000000")).isDirectory();
  }
}
