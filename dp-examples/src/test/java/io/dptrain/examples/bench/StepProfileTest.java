package io.dptrain.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.StepStats;

class StepProfileTest {
  private static final double EXACT = 1e-12;

  @Test
  void of_namedOperations_dividesTheirTimeByThatOfAllAndOfHostNoise() {
    StepProfile profile =
        StepProfile.of(
            trace(
                node("MatMul", 300),
                node("dptrain/norms/Einsum", 150),
                node("dptrain/norms/ArithmeticOptimizer/Square", 50),
                node("ConstantFolding/dptrain/sums/MatMul", 100),
                node("dptrain/noise/Add", 40),
                node("dptrain/factors/Sqrt", 10)),
            350);
    assertThat(profile.normsShare()).isEqualTo(0.2, within(EXACT));
    assertThat(profile.sumsShare()).isEqualTo(0.1, within(EXACT));
    assertThat(profile.noiseShare()).isEqualTo(0.39, within(EXACT));
  }

  @Test
  void of_ordinaryStep_hasNoShares() {
    StepProfile profile = StepProfile.of(trace(node("MatMul", 300)), 0);
    assertThat(profile).isEqualTo(new StepProfile(0, 0, 0, 0));
  }

  @Test
  void of_severalRuns_addsTimes() {
    List<RunMetadata> runs = new ArrayList<>(trace(node("dptrain/norms/Mul", 100)));
    runs.addAll(trace(node("MatMul", 300)));
    assertThat(StepProfile.of(runs, 0).normsShare()).isEqualTo(0.25, within(EXACT));
  }

  @Test
  void median_threeProfiles_takesEachNumberByItself() {
    assertThat(
            StepProfile.median(
                List.of(
                    new StepProfile(1, 0.1, 0.9, 0.5),
                    new StepProfile(2, 0.3, 0.8, 0.6),
                    new StepProfile(3, 0.2, 0.7, 0.4))))
        .isEqualTo(new StepProfile(2, 0.2, 0.8, 0.5));
  }

  private static NodeExecStats node(String name, long nanos) {
    return NodeExecStats.newBuilder()
        .setNodeName(name)
        .setOpStartRelNanos(7)
        .setOpEndRelNanos(7 + nanos)
        .build();
  }

  private static List<RunMetadata> trace(NodeExecStats... nodes) {
    DeviceStepStats device = DeviceStepStats.newBuilder().addAllNodeStats(List.of(nodes)).build();
    return List.of(
        RunMetadata.newBuilder().setStepStats(StepStats.newBuilder().addDevStats(device)).build());
  }
}
