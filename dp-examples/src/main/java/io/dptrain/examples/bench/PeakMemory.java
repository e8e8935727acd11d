package io.dptrain.examples.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tensorflow.proto.AllocationRecord;
import org.tensorflow.proto.AllocatorMemoryUsed;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.NodeOutput;

/**
 * The most tensor memory that was in use at one moment of a traced step.
 *
 * <p><b>Formula</b>: the largest running sum of the allocations and releases of all operations in
 * the order of time, plus what is there all along: fed tensors, variables and constants.
 *
 * <p><b>Error</b>: times are whole microseconds, and within one microsecond releases count first,
 * so tensors that are small enough to come and go in that time may be missed. Left out are buffers
 * that a kernel takes past TensorFlow's allocator (the packed blocks of Eigen's matrix products),
 * and the memory of the JVM. One step runs with another order of operations than the next, so the
 * peak varies a little.
 */
final class PeakMemory {
  private static final String FED = "_arg_";

  private PeakMemory() {}

  /** The peak of the operations of one step. */
  static double bytes(List<NodeExecStats> nodes) {
    long resident = 0;
    List<AllocationRecord> records = new ArrayList<>();
    for (NodeExecStats node : nodes) {
      resident += residentBytes(node);
      for (AllocatorMemoryUsed memory : node.getMemoryList()) {
        records.addAll(memory.getAllocationRecordsList());
      }
    }
    return resident + peak(records);
  }

  private static long residentBytes(NodeExecStats node) {
    long bytes = node.getMemoryStats().getPersistentMemorySize();
    if (node.getNodeName().startsWith(FED)) {
      for (NodeOutput output : node.getOutputList()) {
        bytes += output.getTensorDescription().getAllocationDescription().getRequestedBytes();
      }
    }
    return bytes;
  }

  private static long peak(List<AllocationRecord> records) {
    records.sort(
        Comparator.comparingLong(AllocationRecord::getAllocMicros)
            .thenComparingLong(AllocationRecord::getAllocBytes));
    long live = 0;
    long peak = 0;
    for (AllocationRecord record : records) {
      live += record.getAllocBytes();
      peak = Math.max(peak, live);
    }
    return peak;
  }
}
