package io.dptrain.core.internal.graph.fault;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.axis.DataFree;
import io.dptrain.core.internal.graph.axis.ExampleDependence;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.Shapes;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.proto.NodeDef;

/**
 * Operations whose forward kernels in TensorFlow's native library (2.18) give wrong results, write
 * outside of their memory, or do not run, on some processors. A graph is written once and runs
 * anywhere, so they are refused on all.
 *
 * <p><b>Source</b>: each form of a product (Einsum, MatMul, BatchMatMul and its versions) was
 * compared with plain loops in double precision in hundreds of random shapes, forward and backward,
 * in a process of its own. On an AMD EPYC with AVX-512, Einsum and BatchMatMulV2 were wrong where
 * the axes in front of the matrices are broadcast ({@link BroadcastProducts}): some results are
 * those of other examples, and some runs end the process. They are right with AVX2. Einsum written
 * in letters, products of equal leading axes, and BatchMatMulV3, broadcast or not, were right in
 * all shapes. What layers cannot do is in {@link LayerKernels}.
 */
public final class KernelFaults {
  private KernelFaults() {}

  /** What is wrong with the kernel of an operation, whatever it depends on; empty if nothing. */
  public static Optional<GraphFinding> of(Node node) {
    return BroadcastProducts.fault(node).or(() -> LayerKernels.fault(node));
  }

  /**
   * Requires a right kernel of each operation of a graph, by its static shapes alone.
   *
   * @throws PrivacyProofException if one is at fault
   */
  public static void requireNone(Graph graph) {
    Iterator<GraphOperation> operations = graph.operations();
    while (operations.hasNext()) {
      GraphOperation operation = operations.next();
      // What is asked here are shapes and constants, which do not depend on the examples.
      List<ExampleDependence> inputs = Collections.nCopies(operation.numInputs(), DataFree.TENSOR);
      refuse(of(new Node(operation, inputs, Shapes.STATIC)));
    }
  }

  /**
   * Requires that an operation of a function, whose shapes are not known, is no layer that cannot
   * run there and no product that may broadcast.
   *
   * @throws PrivacyProofException if it is one
   */
  public static void requireNone(NodeDef node) {
    refuse(BroadcastProducts.possibleFault(node).or(() -> LayerKernels.possibleFault(node)));
  }

  private static void refuse(Optional<GraphFinding> finding) {
    finding.ifPresent(
        fault -> {
          throw new PrivacyProofException(fault);
        });
  }
}
