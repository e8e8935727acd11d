package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.random.SecureBits;
import io.dptrain.core.random.SecureNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** Of weights that are not finite nothing is learned, so no budget is spent on them. */
class WeightsNotFiniteTest {
  private static final int UNITS = 4;

  static Stream<Arguments> typesAndMechanisms() {
    Supplier<NoiseMechanism> host = () -> HostNoise.of(SecureNoise.create());
    Supplier<NoiseMechanism> inGraph = () -> InGraphNoise.of(SecureBits.create());
    return Stream.of(
        Arguments.of("float32, noise on host", TFloat32.class, host),
        Arguments.of("float32, noise in graph", TFloat32.class, inGraph),
        Arguments.of("float64, noise on host", TFloat64.class, host));
  }

  /** The noise is multiplied with the learning rate, so one step leaves single precision. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("typesAndMechanisms")
  <T extends TFloating> void step_weightsThatOverflowed_isRefusedAndNotCharged(
      String name, Class<T> type, Supplier<NoiseMechanism> noise) {
    try (TestModel<T> model = new TestModel<>(type)) {
      Operand<T> loss = TestModels.DENSE.loss(model);
      DpOptimizer optimizer =
          DpOptimizer.wrap(new Inflating(model.graph))
              .sampling(PoissonSampling.of(UNITS, UNITS))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(1)
              .noise(noise.get())
              .build();
      optimizer.minimize(loss);
      model.session.initialize();
      optimizer.step(model.session, model::feeds);
      assertThatThrownBy(() -> optimizer.step(model.session, model::feeds))
          .hasMessageContaining("after 1 charged steps")
          .asInstanceOf(InstanceOfAssertFactories.type(WeightsNotFiniteException.class))
          .satisfies(e -> assertThat(e.variables()).hasSize(4));
      assertThatThrownBy(() -> optimizer.trace(model.session, model::feeds))
          .isInstanceOf(WeightsNotFiniteException.class);
      assertThat(optimizer.ledger().steps()).isOne();
    }
  }

  @Test
  void step_hugeLearningRate_stopsAfterFewSteps() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(model.graph, 1e38f))
              .sampling(PoissonSampling.of(UNITS, UNITS))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(10)
              .build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 20; i++) {
                  optimizer.step(model.session, model::feeds);
                }
              })
          .isInstanceOf(WeightsNotFiniteException.class);
      assertThat(optimizer.ledger().steps()).isLessThan(5);
    }
  }

  /** What is given by hand is looked at before the first step, and later after one step. */
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void step_weightThatIsNotFiniteFromTheStart_isNamedAndNothingIsCharged(float value) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(loss);
      model.session.initialize();
      fill(model, model.variables.get(1), value);
      assertThatThrownBy(() -> optimizer.step(model.session, model::feeds))
          .isInstanceOf(WeightsNotFiniteException.class)
          .hasMessageContaining("[" + model.variables.get(1).op().name() + "]")
          .hasMessageContaining("smaller learning rate");
      assertThat(optimizer.ledger().steps()).isZero();
    }
  }

  @Test
  void step_weightsBroughtBack_goesOn() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(loss);
      model.session.initialize();
      optimizer.step(model.session, model::feeds);
      fill(model, model.variables.get(0), Float.NaN);
      optimizer.step(model.session, model::feeds);
      assertThatThrownBy(() -> optimizer.step(model.session, model::feeds))
          .isInstanceOf(WeightsNotFiniteException.class);
      fill(model, model.variables.get(0), 0.5f);
      assertThat(model.change(optimizer, model::feeds)).doesNotContain(Double.NaN);
      assertThat(optimizer.ledger().steps()).isEqualTo(3);
    }
  }

  @Test
  void step_otherSessionWithFiniteWeights_isNotRefused() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(loss);
      model.session.initialize();
      fill(model, model.variables.get(0), Float.NaN);
      try (var other = new Session(model.graph)) {
        other.initialize();
        assertThatCode(() -> optimizer.step(other, model::feeds)).doesNotThrowAnyException();
      }
      assertThatThrownBy(() -> optimizer.step(model.session, model::feeds))
          .isInstanceOf(WeightsNotFiniteException.class);
    }
  }

  /** Otherwise it would be chance which weights are seen, those before the update or after. */
  @Test
  void minimize_sumOfTheWeights_waitsForTheUpdate() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Op update = model.optimizer(UNITS, 1).build().minimize(TestModels.DENSE.loss(model));
      List<GraphOperation> sums = new ArrayList<>();
      model
          .graph
          .operations()
          .forEachRemaining(
              operation -> {
                if (operation.name().startsWith("dptrain/weights/")
                    && operation.type().equals("Sum")) {
                  sums.add(operation);
                }
              });
      assertThat(sums)
          .hasSameSizeAs(model.variables)
          .allMatch(sum -> sum.controlInputs().contains(update.op()));
    }
  }

  /** The sum of all weights is looked at first, and it overflows here. */
  @Test
  void step_largeWeightsThatAreFinite_areNotRefused() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(loss);
      model.session.initialize();
      fill(model, model.variables.get(0), 3e38f);
      for (int i = 0; i < 3; i++) {
        optimizer.step(model.session, model::feeds);
      }
      assertThat(optimizer.ledger().steps()).isEqualTo(3);
    }
  }

  @Test
  void step_frozenWeightsThatAreNotFinite_areNotLookedAt() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(loss, List.of(model.variables.get(2), model.variables.get(3)));
      model.session.initialize();
      fill(model, model.variables.get(0), Float.NaN);
      optimizer.step(model.session, model::feeds);
      optimizer.step(model.session, model::feeds);
      assertThat(optimizer.ledger().steps()).isEqualTo(2);
    }
  }

  private static void fill(TestModel<TFloat32> model, Variable<TFloat32> variable, float value) {
    Operand<TFloat32> filled =
        model.tf.fill(model.tf.constant(variable.shape().asArray()), model.tf.constant(value));
    model.session.run(model.tf.assign(variable, filled));
  }
}
