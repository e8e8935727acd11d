package io.dptrain.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AllocationRecord;
import org.tensorflow.proto.AllocatorMemoryUsed;
import org.tensorflow.proto.MemoryStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.RunOptions.TraceLevel;
import org.tensorflow.types.TFloat32;

class PeakMemoryTest {
  private static final int SIDE = 256;
  private static final long MATRIX = 4L * SIDE * SIDE;

  /** Constants and single numbers. */
  private static final long SMALL = 1000;

  /** What a graph does with the matrices of {@link #peak}. */
  private interface Body {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> fed, Operand<TFloat32> variable);
  }

  @Test
  void bytes_chain_isTwoMatricesAndFeedAndVariable() {
    long peak =
        peak(
            (tf, fed, variable) ->
                tf.linalg.matMul(tf.linalg.matMul(tf.math.exp(fed), variable), variable));
    assertThat(peak).isBetween(4 * MATRIX, 4 * MATRIX + SMALL);
  }

  @Test
  void bytes_firstResultIsNeededAtTheEnd_isOneMatrixMore() {
    long peak =
        peak(
            (tf, fed, variable) -> {
              Operand<TFloat32> first = tf.math.exp(fed);
              Operand<TFloat32> last =
                  tf.linalg.matMul(tf.linalg.matMul(first, variable), variable);
              return tf.math.mul(first, last);
            });
    assertThat(peak).isBetween(5 * MATRIX, 5 * MATRIX + SMALL);
  }

  @Test
  void bytes_functionOfEachElement_overwritesItsInput() {
    long peak =
        peak((tf, fed, variable) -> tf.math.tanh(tf.math.exp(tf.linalg.matMul(fed, variable))));
    assertThat(peak).isBetween(3 * MATRIX, 3 * MATRIX + SMALL);
  }

  @Test
  void bytes_overlappingRecords_isTheLargestRunningSum() {
    NodeExecStats first = node("a", record(1, 100), record(5, -100));
    NodeExecStats second = node("b", record(3, 50), record(4, -50), record(6, 120));
    assertThat(PeakMemory.bytes(List.of(second, first))).isEqualTo(150);
  }

  @Test
  void bytes_releaseInTheSameMicrosecond_countsFirst() {
    NodeExecStats first = node("a", record(1, 100), record(5, -100));
    NodeExecStats second = node("b", record(5, 80));
    assertThat(PeakMemory.bytes(List.of(second, first))).isEqualTo(100);
  }

  @Test
  void bytes_variable_countsAllAlong() {
    NodeExecStats variable =
        NodeExecStats.newBuilder()
            .setNodeName("weights")
            .setMemoryStats(MemoryStats.newBuilder().setPersistentMemorySize(1000))
            .build();
    assertThat(PeakMemory.bytes(List.of(variable, node("a", record(1, 5))))).isEqualTo(1005);
  }

  private static long peak(Body body) {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 matrix = TFloat32.tensorOf(Shape.of(SIDE, SIDE))) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> fed =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, SIDE)));
      Operand<TFloat32> variable = tf.variable(tf.constant(new float[SIDE][SIDE]));
      Operand<TFloat32> sum =
          tf.reduceSum(body.of(tf, fed, variable), tf.constant(new int[] {0, 1}));
      session.initialize();
      return peak(session.runner().feed(fed, matrix).fetch(sum));
    }
  }

  private static long peak(Session.Runner runner) {
    RunOptions full = RunOptions.newBuilder().setTraceLevel(TraceLevel.FULL_TRACE).build();
    try (Result result = runner.setOptions(full).runAndFetchMetadata()) {
      return (long) StepProfile.of(List.of(result.getMetadata().orElseThrow()), 0).peakBytes();
    }
  }

  private static AllocationRecord record(long micros, long bytes) {
    return AllocationRecord.newBuilder().setAllocMicros(micros).setAllocBytes(bytes).build();
  }

  private static NodeExecStats node(String name, AllocationRecord... records) {
    return NodeExecStats.newBuilder()
        .setNodeName(name)
        .addMemory(AllocatorMemoryUsed.newBuilder().addAllAllocationRecords(List.of(records)))
        .build();
  }
}
