package io.dptrain.core.stability.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

class MonitorProbeTest {
  @Test
  void run_step_measuresLossAndNormsBeforeTheUpdate() {
    try (AdamModel model = new AdamModel()) {
      Observation seen = model.step(7, 1, UpdateLimits.NONE);
      assertThat(seen.step()).isEqualTo(7);
      assertThat(seen.loss()).contains(new Measured("loss", 25, Privacy.NOT_PRIVATE));
      assertThat(seen.parameterNorms()).containsExactly(new Measured("w", 5, Privacy.NOT_PRIVATE));
      assertThat(seen.gradientNorm().orElseThrow().value()).isCloseTo(10, within(1e-6));
      assertThat(model.values()).isNotEqualTo(AdamModel.START);
    }
  }

  @Test
  void run_limitExceeded_leavesVariablesAndSlotsAsTheyAre() {
    try (AdamModel model = new AdamModel()) {
      for (UpdateLimits limits :
          List.of(
              new UpdateLimits(true, 24, Double.POSITIVE_INFINITY),
              new UpdateLimits(true, Double.POSITIVE_INFINITY, 9))) {
        model.step(0, 1, limits);
        assertThat(model.values()).isEqualTo(AdamModel.START);
        assertThat(model.slots()).containsOnly(0f);
      }
      model.step(0, 1, new UpdateLimits(true, 26, 11));
      assertThat(model.values()).isNotEqualTo(AdamModel.START);
    }
  }

  @Test
  void run_notFinite_leavesTheUpdateOutOnlyIfAsked() {
    try (AdamModel model = new AdamModel()) {
      double noLimit = Double.POSITIVE_INFINITY;
      Observation seen = model.step(0, Float.NaN, new UpdateLimits(true, noLimit, noLimit));
      assertThat(seen.loss().orElseThrow().isFinite()).isFalse();
      assertThat(model.values()).isEqualTo(AdamModel.START);
      model.step(1, Float.NaN, UpdateLimits.NONE);
      assertThat(model.values()).containsOnly(Float.NaN);
    }
  }

  @Test
  void observation_fetchedByTheCaller_isMarkedAsAsked() {
    try (AdamModel model = new AdamModel();
        TFloat32 one = TFloat32.scalarOf(1);
        Result result =
            model.session.runner().feed(model.scale, one).fetch(model.probe.statistics()).run()) {
      Observation seen =
          model.probe.marked(Privacy.NOISED).observation(3, (TFloat64) result.get(0));
      assertThat(seen.loss()).contains(new Measured("loss", 25, Privacy.NOISED));
    }
  }

  @Test
  void of_unequalLists_isRefused() {
    try (AdamModel model = new AdamModel()) {
      assertThatThrownBy(
              () -> MonitorProbe.of(model.tf, model.loss, List.of(), List.of(model.weights)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0 gradients of 1 variables");
    }
  }

  /** As the documentation shows it: an optimizer of the framework trains all that it can. */
  @Test
  void of_variableBehindStopGradient_isLeftOut() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Variable<TFloat32> trained = tf.withName("trained").variable(tf.constant(3f));
      Variable<TFloat32> frozen = tf.withName("frozen").variable(tf.constant(2f));
      Operand<TFloat32> loss = tf.math.mul(trained, tf.stopGradient(frozen));
      Optimizer optimizer = new Adam(graph, 0.1f);
      MonitorProbe probe = MonitorProbe.of(tf, loss, optimizer.computeGradients(loss));
      Op update = optimizer.applyGradients(probe.guardedGradients(), "update");
      session.initialize();
      Observation seen = probe.run(0, session.runner().addTarget(update), UpdateLimits.NONE);
      assertThat(seen.gradientNorms())
          .containsExactly(new Measured("trained", 2, Privacy.NOT_PRIVATE));
      assertThat(seen.parameterNorms())
          .containsExactly(new Measured("trained", 3, Privacy.NOT_PRIVATE));
      try (Result result = session.runner().fetch(trained).fetch(frozen).run()) {
        assertThat(((TFloat32) result.get(0)).getFloat()).isLessThan(3f);
        assertThat(((TFloat32) result.get(1)).getFloat()).isEqualTo(2f);
      }
    }
  }

  @Test
  void of_noVariableWithGradient_isRefused() {
    try (AdamModel model = new AdamModel()) {
      Operand<TFloat32> loss = model.tf.stopGradient(model.loss);
      Output<?>[] gradients =
          model.graph.addGradients(loss.asOutput(), new Output<?>[] {model.weights.asOutput()});
      assertThatThrownBy(
              () -> MonitorProbe.of(model.tf, loss, List.of(gradients), List.of(model.weights)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("stopGradient");
    }
  }

  @Test
  void of_integerVariable_isRefused() {
    try (AdamModel model = new AdamModel()) {
      Variable<TInt32> count = model.tf.withName("count").variable(model.tf.constant(1));
      assertThatThrownBy(
              () -> MonitorProbe.of(model.tf, model.loss, List.of(count), List.of(count)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("count is of TInt32");
    }
  }
}
