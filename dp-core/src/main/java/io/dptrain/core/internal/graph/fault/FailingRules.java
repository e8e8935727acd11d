package io.dptrain.core.internal.graph.fault;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.axis.Node;
import java.util.List;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.proto.DataType;

/**
 * Division and powers of integers, which fail for some values: an error would tell of the data.
 * They are refused wherever data may reach them, followed or not; sizes are the same for all data.
 */
public final class FailingRules {
  public static final String REASON =
      "fails for some integers, and an error would tell of the data";
  public static final String FIX = "cast to float first";

  private static final Set<String> FAIL_ON_INTEGERS =
      Set.of("Div", "RealDiv", "Pow", "Mod", "FloorMod", "FloorDiv", "TruncateDiv", "TruncateMod");

  private static final Set<String> SIZES = Set.of("Shape", "ShapeN", "Size", "Rank");

  private FailingRules() {}

  /** Whether an op of that type fails for some values of its operands, of that type. */
  public static boolean fails(String type, DataType operands) {
    return FAIL_ON_INTEGERS.contains(type)
        && switch (operands) {
          case DT_HALF, DT_BFLOAT16, DT_FLOAT, DT_DOUBLE, DT_COMPLEX64, DT_COMPLEX128 -> false;
          default -> true;
        };
  }

  /** Refuses an operation on data that fails for some values. */
  public static void refuse(Node node) {
    GraphOperation operation = node.operation();
    if (FAIL_ON_INTEGERS.contains(node.type())
        && fails(node.type(), operation.attributes().getAttrType("T"))
        && !isSize(operation)) {
      throw node.refuse(GraphFinding.Kind.NOT_PUBLIC, REASON, FIX);
    }
  }

  /** Whether an operation computes with sizes and constants alone. */
  private static boolean isSize(GraphOperation operation) {
    return Graphs.ancestorsInOrder(
            List.of(operation.output(0)), tensor -> SIZES.contains(tensor.op().type()))
        .stream()
        .allMatch(ancestor -> ancestor.numInputs() > 0 || ancestor.type().equals("Const"));
  }
}
