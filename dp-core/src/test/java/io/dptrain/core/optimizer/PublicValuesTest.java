package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.testing.LinearModel;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A public input may change from step to step, and must not tell of the batch. */
class PublicValuesTest {
  private static final int ROWS = 4;

  private final LinearModel model = new LinearModel();
  private final Placeholder<TFloat32> scale =
      model.tf.withName("scale").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  private int requests;

  @AfterEach
  void closeModel() {
    model.close();
  }

  static Stream<Arguments> ofTheBatch() {
    return Stream.of(
        Arguments.of("its size", (ToDoubleFunction<int[]>) rows -> rows.length),
        Arguments.of("one over its size", (ToDoubleFunction<int[]>) rows -> 1.0 / rows.length),
        Arguments.of("its last row", (ToDoubleFunction<int[]>) rows -> last(rows)));
  }

  private static double last(int[] rows) {
    return rows.length == 0 ? 0 : rows[rows.length - 1];
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofTheBatch")
  void step_publicInputThatDependsOnTheBatch_isRefusedAndNotCharged(
      String name, ToDoubleFunction<int[]> value) {
    DpOptimizer optimizer = optimizer();
    assertThatThrownBy(() -> optimizer.step(model.session, feeder(value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'scale' was declared with publicInputs")
        .hasMessageContaining("leave the number of rows out");
    assertThat(optimizer.ledger().steps()).isZero();
  }

  static Stream<Arguments> ofTheStep() {
    Random random = new Random(1);
    return Stream.of(
        Arguments.of("a constant", (ToDoubleFunction<int[]>) rows -> 0.5),
        Arguments.of("a draw", (ToDoubleFunction<int[]>) rows -> random.nextDouble()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofTheStep")
  void step_publicInputThatDoesNot_isTaken(String name, ToDoubleFunction<int[]> value) {
    DpOptimizer optimizer = optimizer();
    optimizer.step(model.session, feeder(value));
    assertThat(optimizer.ledger().steps()).isOne();
  }

  @Test
  void step_publicInputThatCountsRequests_isTakenAndAskedOnceBeforeTheFirstStep() {
    DpOptimizer optimizer = optimizer();
    BatchFeeder feeder = feeder(rows -> requests);
    optimizer.step(model.session, feeder);
    int before = requests;
    optimizer.step(model.session, feeder);
    assertThat(optimizer.ledger().steps()).isEqualTo(2);
    assertThat(requests - before).isOne();
  }

  /** Both feeders are made by the same line. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("ofTheBatch")
  void step_laterFeederWhosePublicInputDependsOnTheBatch_isRefusedAndNotCharged(
      String name, ToDoubleFunction<int[]> value) {
    DpOptimizer optimizer = optimizer();
    BatchFeeder first = feeder(rows -> 0.5);
    BatchFeeder later = feeder(value);
    assertThat(later.getClass()).isEqualTo(first.getClass());
    optimizer.step(model.session, first);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> optimizer.step(model.session, later))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'scale' was declared with publicInputs");
    }
    assertThatThrownBy(() -> optimizer.trace(model.session, later))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(optimizer.ledger().steps()).isOne();
    optimizer.step(model.session, first);
    assertThat(optimizer.ledger().steps()).isEqualTo(2);
  }

  @Test
  void step_feederMadeAnew_isAskedForThreeUnitsMore() {
    DpOptimizer optimizer = optimizer();
    optimizer.step(model.session, feeder(rows -> 0.5));
    int before = requests;
    optimizer.step(model.session, feeder(rows -> 0.5));
    assertThat(requests - before).isEqualTo(3);
  }

  private DpOptimizer optimizer() {
    DpOptimizer optimizer =
        LinearModel.builder(model.overwriting(), ROWS).publicInputs(scale).build();
    optimizer.minimize(model.tf.math.mul(model.loss, scale));
    model.session.initialize();
    return optimizer;
  }

  private BatchFeeder feeder(ToDoubleFunction<int[]> value) {
    float[][] table = new float[ROWS][LinearModel.WIDTH];
    return rows -> {
      requests++;
      return model
          .feeds(table, rows)
          .feed(scale, TFloat32.scalarOf((float) value.applyAsDouble(rows)));
    };
  }
}
