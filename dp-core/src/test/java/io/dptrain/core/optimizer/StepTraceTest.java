package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).noiseMultiplier(1).build();
    optimizer.minimize(model.loss);
    model.session.initialize();
    List<Double> before = model.variables();
    StepTrace trace = optimizer.trace(model.session, rows -> model.feeds(TABLE, rows));
    assertThat(optimizer.ledger().steps()).isOne();
    assertThat(model.variables()).isNotEqualTo(before);
    assertThat(trace.noiseNanos()).isPositive();
    assertThat(trace.runs().get(0).getStepStats().getDevStats(0).getNodeStatsList())
        .extracting(NodeExecStats::getNodeName)
        .anySatisfy(name -> assertThat(name).contains("noise_that_only_DpOptimizer_step_feeds"));
  }

  @Test
  void trace_feederFails_staysCharged() {
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).noiseMultiplier(1).build();
    optimizer.minimize(model.loss);
    model.session.initialize();
    assertThatThrownBy(() -> optimizer.trace(model.session, rows -> new BatchFeeds()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(optimizer.ledger().steps()).isOne();
  }
}
