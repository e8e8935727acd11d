package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.testing.LinearModel;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;

/** The update under a name, for programs that run it by name. */
class NamedUpdateTest {
  private static final float[][] TABLE = new float[4][LinearModel.WIDTH];

  private final LinearModel model = new LinearModel();

  @AfterEach
  void closeModel() {
    model.close();
  }

  private DpOptimizerBuilder builder() {
    return LinearModel.builder(new GradientDescent(model.graph, 1f), 4);
  }

  @Test
  void minimize_name_isThatOfTheOperation() {
    DpOptimizer optimizer = builder().build();
    assertThat(optimizer.minimize(model.loss, "train").op().name()).isEqualTo("train");
    model.session.initialize();
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    assertThat(model.variables()).contains(0.0).anyMatch(value -> value != 0);
  }

  @Test
  void minimize_variablesAndName_trainsThese() {
    DpOptimizer optimizer = builder().build();
    optimizer.minimize(model.loss, List.of(model.bias), "train");
    model.session.initialize();
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    assertThat(model.variables().subList(0, LinearModel.WIDTH)).containsOnly(0.0);
    assertThat(model.variables().subList(LinearModel.WIDTH, 16)).doesNotContain(0.0);
  }

  static Stream<UnaryOperator<DpOptimizerBuilder>> updates() {
    return Stream.of(
        builder -> builder,
        builder -> builder.noise(InGraphNoise.of(SeededBits.of(1))),
        builder -> builder.clipping(Clipping.scheduled(step -> 1)));
  }

  /** TensorFlow shows the name of what was not fed. */
  @ParameterizedTest
  @MethodSource("updates")
  void runner_updateByNameWithoutStep_failsAndSaysWhatToCall(
      UnaryOperator<DpOptimizerBuilder> options) {
    DpOptimizer optimizer = options.apply(builder()).build();
    optimizer.minimize(model.loss, "train");
    model.session.initialize();
    try (BatchFeeds feeds = model.feeds(TABLE, 0, 1)) {
      Session.Runner runner = feeds.feedTo(model.session.runner().addTarget("train"));
      assertThatThrownBy(runner::run)
          .hasMessageContaining("only_DpOptimizer_step_feeds_so_call_optimizer.step");
    }
    assertThat(model.variables()).containsOnly(0.0);
    assertThat(optimizer.ledger().steps()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "_train", "train step", "é"})
  void minimize_nameThatTensorFlowRefuses_isRefusedBeforeAnythingIsAdded(String name) {
    DpOptimizer optimizer = builder().build();
    assertThatThrownBy(() -> optimizer.minimize(model.loss, name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name must begin with")
        .hasMessageContaining("'" + name + "'");
    assertThat(optimizer.minimize(model.loss).op().name()).isEqualTo("dptrain_update");
  }

  /** A program that runs it by name would run the other. */
  @Test
  void minimize_nameThatTheGraphHas_isRefused() {
    DpOptimizer optimizer = builder().build();
    assertThatThrownBy(() -> optimizer.minimize(model.loss, "data"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'data' is a Placeholder");
  }
}
