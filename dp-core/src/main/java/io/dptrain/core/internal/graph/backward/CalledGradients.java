package io.dptrain.core.internal.graph.backward;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.CalledFunctions;
import io.dptrain.core.internal.graph.op.OpFact.Trait;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * Gradients through functions that a graph calls. TensorFlow takes them by another table of rules
 * than those of a graph, and what decides whether one is right, a shape or a constant, is not known
 * inside of a function. So what has a fault in some form has it there in all.
 *
 * <p><b>Source</b>: {@code tensorflow/core/ops/nn_grad.cc} (2.18), whose rules for convolutions and
 * pools leave out dilations and explicit padding.
 *
 * <p>One object looks at operations of one graph. Not thread safe.
 */
final class CalledGradients {
  private Optional<CalledFunctions> functions = Optional.empty();

  /**
   * Requires that the gradient through an operation is right, if it calls a function.
   *
   * @throws PrivacyProofException if the function, or one that it calls, has an operation with a
   *     gradient that may be wrong
   */
  void requireNone(GraphOperation operation) {
    if (OpFacts.kindOf(operation.type()) == OpKind.CALL) {
      functionsOf(operation)
          .lookInto(operation.attributes().getAttrValueProto("f"), this::requireNone);
    }
  }

  /** Read at the first call: to write out a graph takes long, and most call nothing. */
  private CalledFunctions functionsOf(GraphOperation operation) {
    CalledFunctions read =
        functions.orElseGet(() -> new CalledFunctions(operation.env().toGraphDef().getLibrary()));
    functions = Optional.of(read);
    return read;
  }

  private void requireNone(NodeDef node) {
    boolean isExplicit =
        node.getAttrOrDefault("padding", AttrValue.getDefaultInstance())
            .getS()
            .toStringUtf8()
            .equals("EXPLICIT");
    boolean picks =
        node.getOp().equals("GatherV2")
            && node.getAttrOrDefault("batch_dims", AttrValue.getDefaultInstance()).getI() != 0;
    if (OpFacts.of(node.getOp()).has(Trait.FAULTY_GRADIENT_WHEN_CALLED) || isExplicit || picks) {
      throw PrivacyProofException.of(
          Kind.NOT_COVERED,
          node.getName(),
          node.getOp(),
          "may have no right gradient in a function that is called, where its shapes are not"
              + " known",
          "add it to the graph itself instead of to a function");
    }
    functions.orElseThrow().lookInto(node, this::requireNone);
  }
}
