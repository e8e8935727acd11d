package io.dptrain.core.stability.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

class RollBackTest {
  @Test
  void restore_afterFurtherSteps_bringsVariablesAndSlotsBack() {
    try (AdamModel model = new AdamModel()) {
      train(model, 3);
      List<Float> values = model.values();
      List<Float> slots = model.slots();
      try (RollBack rollBack = RollBack.ofAllVariables(model.graph).start(model.session)) {
        train(model, 2);
        assertThat(model.values()).isNotEqualTo(values);
        assertThat(rollBack.restore()).isEqualTo(-1);
        assertThat(model.values()).isEqualTo(values);
        assertThat(model.slots()).isEqualTo(slots);
      }
    }
  }

  @Test
  void restore_soonAfterAState_goesBackToTheOneBefore() {
    try (AdamModel model = new AdamModel();
        RollBack rollBack =
            RollBack.ofAllVariables(model.graph).goodStepsPerState(2).start(model.session)) {
      List<List<Float>> values = new ArrayList<>();
      for (int step = 0; step < 5; step++) {
        train(model, 1);
        values.add(model.values());
        rollBack.goodStep(step);
      }
      assertThat(rollBack.restore()).isEqualTo(1);
      assertThat(model.values()).isEqualTo(values.get(1));
      rollBack.goodStep(5);
      assertThat(rollBack.restore()).isEqualTo(1);
    }
  }

  /** TensorFlow has two op types for variables; graphs of old programs have the other one. */
  @Test
  void restore_variableOfTheOldType_isBroughtBack() {
    try (AdamModel model = new AdamModel()) {
      Output<TFloat32> old =
          model
              .graph
              .opBuilder("Variable", "old", model.graph.baseScope())
              .setAttr("dtype", DataType.DT_FLOAT)
              .setAttr("shape", Shape.scalar())
              .build()
              .output(0);
      Op five = model.tf.assign(old, model.tf.constant(5f));
      Op seven = model.tf.assign(old, model.tf.constant(7f));
      model.session.run(five);
      try (RollBack rollBack = RollBack.ofAllVariables(model.graph).start(model.session)) {
        model.session.run(seven);
        rollBack.restore();
        try (Result result = model.session.runner().fetch(old).run()) {
          assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(5);
        }
      }
    }
  }

  @Test
  void restore_exceptedVariable_keepsItsValue() {
    try (AdamModel model = new AdamModel();
        RollBack rollBack =
            RollBack.ofAllVariables(model.graph).except(model.weights).start(model.session)) {
      train(model, 1);
      rollBack.restore();
      assertThat(model.values()).isNotEqualTo(AdamModel.START);
      assertThat(model.slots()).containsOnly(0f);
    }
  }

  @Test
  void observe_eventWithRollBack_restoresCallsBackAndStopsAfterTheLast() {
    List<Long> calls = new ArrayList<>();
    try (AdamModel model = new AdamModel();
        RollBack rollBack =
            RollBack.ofAllVariables(model.graph)
                .maxRollBacks(2)
                .afterwards(calls::add)
                .start(model.session)) {
      TrainingMonitor monitor = TrainingMonitor.builder().rollBack(rollBack).build();
      assertThat(monitor.observe(model.step(0, 1, monitor.limits())).good()).isTrue();
      for (int i = 1; i <= 2; i++) {
        Verdict verdict = monitor.observe(model.step(i, Float.NaN, monitor.limits()));
        assertThat(verdict.reaction()).isEqualTo(Reaction.ROLL_BACK);
        assertThat(verdict.rolledBackTo()).hasValue(-1);
        assertThat(model.values()).isEqualTo(AdamModel.START);
      }
      assertThat(monitor.observe(model.step(3, Float.NaN, monitor.limits())).stop()).isTrue();
      assertThat(calls).containsExactly(-1L, -1L);
      assertThat(rollBack.times()).isEqualTo(2);
    }
  }

  @Test
  void restore_closed_isRefused() {
    try (AdamModel model = new AdamModel()) {
      RollBack rollBack = RollBack.ofAllVariables(model.graph).start(model.session);
      rollBack.close();
      rollBack.close();
      assertThatThrownBy(rollBack::restore).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void start_graphWithoutVariables_isRefused() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      RollBackBuilder builder = RollBack.ofAllVariables(graph);
      assertThatThrownBy(() -> builder.start(session))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must have a variable");
    }
  }

  private static void train(AdamModel model, int steps) {
    for (int step = 0; step < steps; step++) {
      model.step(step, 1, UpdateLimits.NONE);
    }
  }
}
