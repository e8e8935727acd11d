package io.dptrain.core.internal.graph.backward;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.op.OpFact.Trait;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.GraphOperation;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/**
 * Gradients through functions that a graph calls. TensorFlow takes them by another table of rules
 * than those of a graph, and what decides whether one is right, a shape or a constant, is not known
 * inside of a function. So what has a fault in some form has it there in all.
 *
 * <p><b>Source</b>: {@code tensorflow/core/ops/nn_grad.cc} (2.18), whose rules for convolutions and
 * pools leave out dilations and explicit padding.
 */
final class CalledGradients {
  private final Map<String, FunctionDef> library;
  private final Set<String> seen = new HashSet<>();

  private CalledGradients(Map<String, FunctionDef> library) {
    this.library = library;
  }

  /**
   * Requires that the gradient through an operation is right, if it calls a function.
   *
   * @throws PrivacyProofException if the function, or one that it calls, has an operation with a
   *     gradient that may be wrong
   */
  static void requireNone(GraphOperation operation) {
    if (OpFacts.kindOf(operation.type()) == OpKind.CALL) {
      Map<String, FunctionDef> library =
          operation.env().toGraphDef().getLibrary().getFunctionList().stream()
              .collect(Collectors.toMap(f -> f.getSignature().getName(), Function.identity()));
      new CalledGradients(library).requireNone(operation.attributes().getAttrValueProto("f"));
    }
  }

  private void requireNone(AttrValue value) {
    if (value.hasFunc()) {
      requireNone(value.getFunc().getName());
    }
    value.getList().getFuncList().forEach(call -> requireNone(call.getName()));
  }

  private void requireNone(String name) {
    FunctionDef function = library.get(name);
    if (function != null && seen.add(name)) {
      function.getNodeDefList().forEach(this::requireNone);
    }
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
    requireNone(node.getOp());
    node.getAttrMap().values().forEach(this::requireNone);
  }
}
