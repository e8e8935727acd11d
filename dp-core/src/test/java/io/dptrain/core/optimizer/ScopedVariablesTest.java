package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.optimizer.FrameworkOptimizers.Maker;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.stability.weights.DecoupledWeightDecay;
import io.dptrain.core.stability.weights.WeightClipping;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Variables that were made in scopes have a slash in their name, which tensorflow-framework cannot
 * name slots after.
 */
class ScopedVariablesTest {

  /** Two dense layers; their variables lie in scopes or not, and are alike otherwise. */
  private static final class Layers implements AutoCloseable {
    final Graph graph = new Graph();
    final Session session = new Session(graph);
    final Ops tf = Ops.create(graph);
    final Placeholder<TFloat32> data =
        tf.withName("data").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
    final List<Variable<TFloat32>> variables = new ArrayList<>();
    final Operand<TFloat32> loss;

    Layers(boolean scoped) {
      Operand<TFloat32> hidden = data;
      Ops model = scoped ? tf.withSubScope("model") : tf;
      for (String layer : List.of("first", "second")) {
        Ops scope = scoped ? model.withSubScope(layer) : tf;
        Variable<TFloat32> kernel =
            scope
                .withName(scoped ? "kernel" : "model." + layer + ".kernel")
                .variable(tf.constant(new float[][] {{0.5f, -0.25f}, {0.125f, 1}}));
        variables.add(kernel);
        hidden = tf.math.tanh(tf.linalg.matMul(hidden, kernel));
      }
      loss = tf.reduceSum(hidden, tf.constant(1));
    }

    DpOptimizer trained(Maker maker, int steps) {
      DpOptimizer optimizer =
          DpOptimizer.wrap(maker.of(graph, 0.1f))
              .sampling(PoissonSampling.of(3, 3))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(0)
              .trustKernelsWithoutProbe() // one model in all cases
              .build();
      optimizer.minimize(loss);
      session.initialize();
      for (int i = 0; i < steps; i++) {
        step(optimizer);
      }
      return optimizer;
    }

    void step(DpOptimizer optimizer) {
      optimizer.step(
          session,
          rows ->
              new BatchFeeds()
                  .feed(
                      data,
                      TFloat32.tensorOf(
                          Shape.of(rows.length, 2),
                          t -> {
                            for (int i = 0; i < rows.length; i++) {
                              t.setFloat((float) Math.sin(rows[i]), i, 0);
                              t.setFloat((float) Math.cos(rows[i]), i, 1);
                            }
                          })));
    }

    /** All values of all variables whose name contains something, by name. */
    List<Float> values(String part) {
      List<Float> values = new ArrayList<>();
      for (String name : stored()) {
        if (name.contains(part)) {
          try (Result result = session.runner().fetch(name).run()) {
            ((TFloat32) result.get(0)).scalars().forEach(x -> values.add(x.getFloat()));
          }
        }
      }
      return values;
    }

    /** The names of all variables, slots among them. */
    List<String> stored() {
      List<String> names = new ArrayList<>();
      graph
          .operations()
          .forEachRemaining(
              operation -> {
                if (operation.type().equals("VariableV2")) {
                  names.add(operation.name());
                }
              });
      return names;
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  static Stream<Named<Maker>> all() {
    return FrameworkOptimizers.all();
  }

  static Stream<Named<Maker>> ordered() {
    return Stream.concat(
        FrameworkOptimizers.ordered(),
        Stream.of(
            Named.of(
                "decay",
                (graph, rate) ->
                    DecoupledWeightDecay.of(rate, 0.5).around(new GradientDescent(graph, rate))),
            Named.of(
                "constraint",
                (graph, rate) -> WeightClipping.of(0.4).around(new Momentum(graph, rate, 0.9f)))));
  }

  @ParameterizedTest
  @MethodSource("ordered")
  void step_variablesInScopes_trainToTheBitAsOthers(Maker maker) {
    try (Layers scoped = new Layers(true);
        Layers plain = new Layers(false)) {
      scoped.trained(maker, 3);
      plain.trained(maker, 3);
      assertThat(scoped.values("kernel")).isEqualTo(plain.values("kernel"));
      assertThat(scoped.stored().subList(2, scoped.stored().size()))
          .isEqualTo(plain.stored().subList(2, plain.stored().size()));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void step_variablesInScopes_areTrained(Maker maker) {
    try (Layers scoped = new Layers(true)) {
      List<Float> before;
      DpOptimizer optimizer = scoped.trained(maker, 0);
      before = scoped.values("/kernel");
      scoped.step(optimizer);
      List<Float> after = scoped.values("/kernel");
      assertThat(after).hasSize(8).doesNotContainAnyElementsOf(before);
    }
  }

  @Test
  void minimize_variableInAScope_namesItsSlotsWithDots() {
    try (Layers scoped = new Layers(true)) {
      scoped.trained(Adam::new, 0);
      assertThat(scoped.stored())
          .containsExactlyInAnyOrder(
              "model/first/kernel",
              "model/second/kernel",
              "model.first.kernel-m",
              "model.first.kernel-v",
              "model.second.kernel-m",
              "model.second.kernel-v",
              "beta1_power",
              "beta2_power");
      assertThat(scoped.values("-m")).containsOnly(0f);
    }
  }

  /** A checkpoint of a run goes on in a new process that builds the same program. */
  @Test
  void restore_checkpointOfARun_goesOnWithItsSlots(@TempDir Path folder) {
    Maker momentum = (graph, rate) -> new Momentum(graph, rate, 0.9f, false);
    List<Float> straight;
    try (Layers layers = new Layers(true)) {
      layers.trained(momentum, 4);
      straight = layers.values("kernel");
    }
    try (Layers first = new Layers(true)) {
      first.trained(momentum, 2);
      first.session.save(folder.resolve("checkpoint").toString());
    }
    try (Layers second = new Layers(true)) {
      DpOptimizer optimizer = second.trained(momentum, 0);
      second.session.restore(folder.resolve("checkpoint").toString());
      second.step(optimizer);
      second.step(optimizer);
      assertThat(second.values("kernel")).isEqualTo(straight);
    }
  }

  @Test
  void step_scheduleAndScopes_movesByTheRateOfTheStep() {
    try (Layers half = new Layers(true);
        Layers built = new Layers(false)) {
      DpOptimizer optimizer =
          DpOptimizer.wrap(new Momentum(half.graph, 0.1f, 0.9f, false))
              .sampling(PoissonSampling.of(3, 3))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(0)
              .learningRate(LearningRateSchedule.constant(0.5))
              .build();
      optimizer.minimize(half.loss);
      half.session.initialize();
      half.step(optimizer);
      built.trained((graph, rate) -> new Momentum(graph, rate / 2, 0.9f, false), 1);
      assertThat(half.values("kernel")).isEqualTo(built.values("kernel"));
    }
  }

  @Test
  void verify_variablesInScopes_agreesWithEachExampleAlone() {
    try (Layers scoped = new Layers(true)) {
      DpOptimizer optimizer = scoped.trained(Adam::new, 1);
      VerificationReport report =
          optimizer.verify(
              scoped.session,
              new BatchFeeds()
                  .feed(
                      scoped.data,
                      TFloat32.tensorOf(
                          Shape.of(3, 2), DataBuffers.of(1f, 0f, -1f, 0.5f, 0f, 2f))));
      assertThat(report.isWithin(1e-3)).as("%s", report).isTrue();
    }
  }

  /** What is written under the other name is written into the variable. */
  @Test
  void step_rawDataWrittenUnderTheOtherName_isRefused() {
    try (Layers scoped = new Layers(true)) {
      DpOptimizer optimizer = scoped.trained(Adam::new, 1);
      Operand<TFloat32> alias = scoped.graph.operation("model.first.kernel").output(0);
      scoped.tf.assignAdd(
          alias,
          scoped.tf.linalg.matMul(
              scoped.tf.linalg.transpose(scoped.data, scoped.tf.constant(new int[] {1, 0})),
              scoped.data));
      assertThatThrownBy(() -> scoped.step(optimizer))
          .isInstanceOf(PrivacyProofException.class)
          .hasMessageContaining("'model/first/kernel'")
          .hasMessageContaining("neither clipped nor noised");
    }
  }

  /** Another operation has the name already. */
  @Test
  void minimize_nameWithDotsIsTaken_findsAnother() {
    try (Layers scoped = new Layers(true)) {
      scoped.tf.withName("model.first.kernel").constant(1f);
      scoped.trained(Adam::new, 1);
      assertThat(scoped.stored()).contains("model.first.kernel_1-m", "model.second.kernel-m");
      assertThat(scoped.values("/kernel").get(0)).isNotCloseTo(0.5f, within(1e-6f));
    }
  }
}
