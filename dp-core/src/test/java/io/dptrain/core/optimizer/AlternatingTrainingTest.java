package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.random.SecureBits;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.LinearModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Two optimizers that take turns in one graph: a GAN, and what is refused of it. */
class AlternatingTrainingTest {
  private static final int UNITS = 4;

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Ops tf = Ops.create(graph);
  private final Placeholder<TFloat32> real = input("real");
  private final Placeholder<TFloat32> codes = input("codes");
  private final Variable<TFloat32> generator = variable("generator", 0.5f);
  private final Variable<TFloat32> discriminator = variable("discriminator", -0.25f);

  @AfterEach
  void closeGraph() {
    session.close();
    graph.close();
  }

  private Placeholder<TFloat32> input(String name) {
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
  }

  private Variable<TFloat32> variable(String name, float value) {
    return tf.withName(name).variable(tf.constant(new float[][] {{value, 0.5f}, {0.25f, value}}));
  }

  private Operand<TFloat32> fake(Operand<TFloat32> code) {
    return tf.math.tanh(tf.linalg.matMul(code, generator));
  }

  private Operand<TFloat32> score(Operand<TFloat32> point) {
    return tf.reduceSum(tf.math.tanh(tf.linalg.matMul(point, discriminator)), tf.constant(1));
  }

  /** Each example is a record and a code. */
  private Operand<TFloat32> discriminatorLoss() {
    return tf.math.sub(score(fake(codes)), score(real));
  }

  private DpOptimizerBuilder builder() {
    return DpOptimizer.wrap(new GradientDescent(graph, 0.5f))
        .sampling(PoissonSampling.of(UNITS, UNITS))
        .clipping(Clipping.flat(1))
        .noiseMultiplier(1);
  }

  /** The update of the generator alone, by an ordinary optimizer. */
  private Op generatorUpdate(Operand<TFloat32> code) {
    Operand<TFloat32> loss = tf.math.neg(tf.math.mean(score(fake(code)), tf.constant(0)));
    Output<?>[] gradient =
        graph.addGradients(loss.asOutput(), new Output<?>[] {generator.asOutput()});
    @SuppressWarnings("unchecked") // a gradient has the type of its variable
    Output<TFloat32> typed = (Output<TFloat32>) gradient[0];
    return new GradientDescent(graph, 0.5f)
        .applyGradients(
            new ArrayList<>(List.of(new GradAndVar<>(typed, generator.asOutput()))), "generate");
  }

  private void step(DpOptimizer optimizer) {
    optimizer.step(
        session,
        rows ->
            new BatchFeeds()
                .feed(
                    real,
                    TFloat32.tensorOf(
                        Shape.of(rows.length, 2),
                        t -> t.scalars().forEach(value -> value.setFloat(1))))
                .feed(
                    codes,
                    TFloat32.tensorOf(
                        Shape.of(rows.length, 2),
                        t -> t.scalars().forEach(value -> value.setFloat(-1)))));
  }

  private List<double[]> values() {
    return List.of(Doubles.fetch(session.runner().fetch(generator).fetch(discriminator)));
  }

  @Test
  void step_discriminatorPrivateAndGeneratorOrdinary_takeTurns() {
    DpOptimizer optimizer = builder().build();
    optimizer.minimize(discriminatorLoss(), List.of(discriminator));
    Op generate =
        generatorUpdate(
            tf.random.randomStandardNormal(tf.constant(new int[] {8, 2}), TFloat32.class));
    session.initialize();
    List<double[]> before = values();
    step(optimizer);
    List<double[]> discriminated = values();
    assertThat(discriminated.get(0)).isEqualTo(before.get(0));
    assertThat(discriminated.get(1)).isNotEqualTo(before.get(1));
    session.runner().addTarget(generate).run().close();
    List<double[]> generated = values();
    assertThat(generated.get(0)).isNotEqualTo(before.get(0));
    assertThat(generated.get(1)).isEqualTo(discriminated.get(1));
    step(optimizer);
    assertThat(optimizer.ledger().steps()).isEqualTo(2);
  }

  /** The codes of the step are one for each record, so their number tells of the batch. */
  @Test
  void minimize_generatorTrainedOnWhatTheStepFeeds_isRefused() {
    generatorUpdate(codes);
    DpOptimizer optimizer = builder().build();
    assertThatThrownBy(() -> optimizer.minimize(discriminatorLoss(), List.of(discriminator)))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("'generator'")
        .hasMessageContaining("'codes'");
  }

  static Stream<Optional<NoiseMechanism>> noises() {
    return Stream.of(Optional.empty(), Optional.of(InGraphNoise.of(SecureBits.create())));
  }

  @ParameterizedTest
  @MethodSource("noises")
  void minimize_bothByDpOptimizers_isRefusedAndSaysWhatToDo(Optional<NoiseMechanism> noise) {
    DpOptimizerBuilder first = builder();
    noise.ifPresent(first::noise);
    first.build().minimize(discriminatorLoss(), List.of(generator));
    DpOptimizer second = builder().build();
    assertThatThrownBy(() -> second.minimize(discriminatorLoss(), List.of(discriminator)))
        .isInstanceOfSatisfying(
            PrivacyProofException.class,
            e ->
                assertThat(e.findings())
                    .extracting(GraphFinding::kind)
                    .containsOnly(GraphFinding.Kind.UNPROTECTED_UPDATE))
        .hasMessageContaining("'generator', which this loss reads, in the step of another")
        .hasMessageContaining("parameterGroup(optimizer, variables)")
        .hasMessageContaining("the optimizer of the discriminator");
  }

  /** Nothing joins them, so each has its own ledger; whoever uses one data set adds these up. */
  @Test
  void minimize_twoModelsOfOneGraph_areTrainedBySeparateDpOptimizers() {
    try (LinearModel model = new LinearModel()) {
      Variable<TFloat32> other =
          model.tf.withName("other").variable(model.tf.constant(new float[LinearModel.WIDTH][1]));
      DpOptimizer first = LinearModel.builder(new GradientDescent(model.graph, 1f), UNITS).build();
      DpOptimizer second = LinearModel.builder(new GradientDescent(model.graph, 1f), UNITS).build();
      first.minimize(model.loss);
      second.minimize(
          model.tf.reduceSum(model.tf.linalg.matMul(model.data, other), model.tf.constant(1)));
      model.session.initialize();
      float[][] table = new float[UNITS][LinearModel.WIDTH];
      first.step(model.session, rows -> model.feeds(table, rows));
      second.step(model.session, rows -> model.feeds(table, rows));
      assertThat(first.ledger().steps()).isOne();
      assertThat(second.ledger().steps()).isOne();
    }
  }
}
