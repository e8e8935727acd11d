package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.testing.LinearModel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeExecStats;

class StepTraceTest {
  private static final float[][] TABLE = new float[4][LinearModel.WIDTH];

  private final LinearModel model = new LinearModel();

  @AfterEach
  void closeModel() {
    model.close();
  }

  @Test
  void trace_step_isChargedAndRecordsTheOperations() {
    DpOptimizer optimizer =
        model.ready(LinearModel.builder(model.overwriting(), 4).noiseMultiplier(1));
    List<Double> before = model.variables();
    StepTrace trace = optimizer.trace(model.session, rows -> model.feeds(TABLE, rows));
    assertThat(optimizer.ledger().steps()).isOne();
    assertThat(model.variables()).isNotEqualTo(before);
    assertThat(trace.noiseNanos()).isPositive();
    assertThat(operations(trace))
        .contains("MatMul")
        .anyMatch(name -> name.contains("that_only_DpOptimizer_step_feeds"));
  }

  /** The operations of all runs that the step consists of. */
  private static List<String> operations(StepTrace trace) {
    return trace.runs().stream()
        .flatMap(run -> run.getStepStats().getDevStatsList().stream())
        .flatMap(device -> device.getNodeStatsList().stream())
        .map(NodeExecStats::getNodeName)
        .toList();
  }

  @Test
  void trace_feederFails_staysCharged() {
    DpOptimizer optimizer =
        model.ready(LinearModel.builder(model.overwriting(), 4).noiseMultiplier(1));
    assertThatThrownBy(() -> optimizer.trace(model.session, rows -> new BatchFeeds()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(optimizer.ledger().steps()).isOne();
  }
}
