package io.dptrain.core.internal.inline;

import io.dptrain.core.internal.NativeFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * Products whose leading axes are broadcast, by the kernel that does so rightly. Keras 3 writes
 * {@code BatchMatMulV2} for a dense layer of sequences, whose kernel mixes examples on some
 * processors (docs/gradients.md, kernels that are wrong); {@code BatchMatMulV3} is the same
 * product. Stateless.
 */
public final class RightProducts {
  /** The product that is wrong where it broadcasts, and twice as fast where it does not. */
  static final String TYPE = "BatchMatMulV2";

  private RightProducts() {}

  /** The nodes to put in the place of such products, by name. */
  public static Map<String, NodeDef> of(FlatModel flat) {
    Map<String, NodeDef> replaced = new LinkedHashMap<>();
    if (flat.definition().getNodeList().stream().noneMatch(RightProducts::isProduct)) {
      return replaced;
    }
    try (Graph graph = new Graph()) {
      graph.importGraphDef(flat.definition());
      for (NodeDef node : flat.definition().getNodeList()) {
        if (isProduct(node) && broadcasts(graph.operationOrThrow(node.getName()))) {
          replaced.put(node.getName(), right(node));
        }
      }
    } catch (RuntimeException e) {
      // A graph that TensorFlow finds to be wrong is refused where it is run.
      if (!NativeFailure.isOf(e)) {
        throw e;
      }
    }
    return replaced;
  }

  private static boolean isProduct(NodeDef node) {
    return node.getOp().equals(TYPE);
  }

  /**
   * Whether leading axes may be broadcast. Two open ones count as equal: the proof refuses them
   * unless both are the examples.
   */
  private static boolean broadcasts(GraphOperation product) {
    Shape left = product.input(0).shape();
    Shape right = product.input(1).shape();
    if (left.isUnknown() || right.isUnknown() || left.numDimensions() != right.numDimensions()) {
      return true;
    }
    for (int axis = 0; axis < left.numDimensions() - 2; axis++) {
      if (left.get(axis) != right.get(axis)) {
        return true;
      }
    }
    return false;
  }

  private static NodeDef right(NodeDef product) {
    return NodeDef.newBuilder()
        .setName(product.getName())
        .setOp("BatchMatMulV3")
        .addAllInput(product.getInputList())
        .putAttr("Ta", product.getAttrOrThrow("T"))
        .putAttr("Tb", product.getAttrOrThrow("T"))
        .putAttr("Tout", product.getAttrOrThrow("T"))
        .putAttr("adj_x", product.getAttrOrThrow("adj_x"))
        .putAttr("adj_y", product.getAttrOrThrow("adj_y"))
        .build();
  }
}
