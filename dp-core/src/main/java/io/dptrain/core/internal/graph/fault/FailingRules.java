package io.dptrain.core.internal.graph.fault;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.op.OpFact.Trait;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import java.util.List;
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

  private FailingRules() {}

  /** Whether an op of that type fails for some values of its operands, of that type. */
  public static boolean fails(String type, DataType operands) {
    return OpFacts.of(type).has(Trait.FAILS_ON_INTEGERS)
        && switch (operands) {
          case DT_HALF, DT_BFLOAT16, DT_FLOAT, DT_DOUBLE, DT_COMPLEX64, DT_COMPLEX128 -> false;
          default -> true;
        };
  }

  /** Refuses an operation on data that fails for some values. */
  public static void refuse(Node node) {
    GraphOperation operation = node.operation();
    if (OpFacts.of(node.type()).has(Trait.FAILS_ON_INTEGERS)
        && fails(node.type(), operation.attributes().getAttrType("T"))
        && !isSize(operation)) {
      throw node.refuse(GraphFinding.Kind.NOT_PUBLIC, REASON, FIX);
    }
  }

  /** Whether an operation computes with sizes and constants alone. */
  private static boolean isSize(GraphOperation operation) {
    return Graphs.ancestorsInOrder(
            List.of(operation.output(0)),
            tensor -> OpFacts.kindOf(tensor.op().type()) == OpKind.SHAPE_OF)
        .stream()
        .allMatch(ancestor -> ancestor.numInputs() > 0 || ancestor.type().equals("Const"));
  }
}
