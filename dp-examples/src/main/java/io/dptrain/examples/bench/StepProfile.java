package io.dptrain.examples.bench;

import io.dptrain.examples.report.Median;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;

/**
 * What one traced step needed.
 *
 * <p><b>Formula</b> of a share: the time of the operations whose name holds a scope, divided by the
 * time of all operations and of drawing noise on the host. Times of operations that run side by
 * side are added.
 *
 * @param peakBytes see {@link PeakMemory}
 * @param normsShare share of the norms of the examples' gradients, 0 to 1
 * @param sumsShare share of the weighted sums of gradients, 0 to 1
 * @param noiseShare share of drawing and adding noise, 0 to 1
 */
record StepProfile(double peakBytes, double normsShare, double sumsShare, double noiseShare) {
  private static final String NORMS = "dptrain/norms/";
  private static final String SUMS = "dptrain/sums/";
  private static final String NOISE = "dptrain/noise/";

  /**
   * The profile of a step with full trace, and of the noise that was drawn for it.
   *
   * @param runs what the step consists of, one after the other; their peaks do not add up
   */
  static StepProfile of(List<RunMetadata> runs, long noiseNanos) {
    List<NodeExecStats> nodes = runs.stream().flatMap(StepProfile::nodes).toList();
    double peak =
        runs.stream().mapToDouble(run -> PeakMemory.bytes(nodes(run).toList())).max().orElseThrow();
    double total = nanos(nodes, "") + noiseNanos;
    return new StepProfile(
        peak,
        nanos(nodes, NORMS) / total,
        nanos(nodes, SUMS) / total,
        (nanos(nodes, NOISE) + noiseNanos) / total);
  }

  private static Stream<NodeExecStats> nodes(RunMetadata run) {
    return run.getStepStats().getDevStatsList().stream()
        .map(DeviceStepStats::getNodeStatsList)
        .flatMap(List::stream);
  }

  /** The median of each number. */
  static StepProfile median(List<StepProfile> profiles) {
    return new StepProfile(
        median(profiles, StepProfile::peakBytes),
        median(profiles, StepProfile::normsShare),
        median(profiles, StepProfile::sumsShare),
        median(profiles, StepProfile::noiseShare));
  }

  private static double median(List<StepProfile> profiles, ToDoubleFunction<StepProfile> number) {
    return Median.of(profiles.stream().mapToDouble(number).toArray());
  }

  private static double nanos(List<NodeExecStats> nodes, String scope) {
    double sum = 0;
    for (NodeExecStats node : nodes) {
      if (node.getNodeName().contains(scope)) {
        sum += node.getOpEndRelNanos() - node.getOpStartRelNanos();
      }
    }
    return sum;
  }
}
