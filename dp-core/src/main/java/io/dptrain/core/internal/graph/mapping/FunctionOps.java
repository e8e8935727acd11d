package io.dptrain.core.internal.graph.mapping;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.CalledFunctions;
import io.dptrain.core.internal.graph.fault.FailingRules;
import io.dptrain.core.internal.graph.fault.KernelFaults;
import io.dptrain.core.internal.graph.fault.MixingRules;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import io.dptrain.core.internal.graph.op.OpRegistry;
import io.dptrain.core.internal.graph.op.SignalKind;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;

/**
 * Which operations may run in a function that is called once for each privacy unit: those of which
 * it is known that their outputs depend on their inputs alone ({@link OpRegistry#isPure}), and
 * which have a meaning on one unit. All others are refused, since one that keeps or shares anything
 * would carry data from one call to the next. The functions that an operation calls are looked into
 * as well.
 *
 * <p>Not thread safe.
 */
public final class FunctionOps {
  private static final AttrValue NO_TYPE = AttrValue.getDefaultInstance();

  private final CalledFunctions functions;

  public FunctionOps(FunctionDefLibrary library) {
    functions = new CalledFunctions(library);
  }

  /** The functions that the operations seen so far call, directly or not. */
  FunctionDefLibrary called() {
    return functions.called();
  }

  /**
   * Requires that an operation may run in the function.
   *
   * @throws PrivacyProofException if it is not known to be a function of its inputs alone, writes
   *     to a variable or to a buffer, loops, or normalizes over a batch
   */
  public void require(NodeDef node) {
    requirePublic(node);
    requireFollowed(node);
    requireMeaningOnOneUnit(node);
    functions.lookInto(node, this::requireInside);
  }

  private void requireInside(NodeDef node) {
    require(node);
    requireRight(node);
    KernelFaults.requireNone(node);
  }

  /** What the analysis refuses in a graph, it cannot see in a function that the graph calls. */
  private static void requireRight(NodeDef node) {
    MixingRules.ofType(node.getOp()).ifPresent(mixing -> refuse(node, mixing));
    if (FailingRules.fails(node.getOp(), node.getAttrOrDefault("T", NO_TYPE).getType())) {
      throw PrivacyProofException.of(
          Kind.NOT_PUBLIC, node.getName(), node.getOp(), FailingRules.REASON, FailingRules.FIX);
    }
    if (node.getOp().equals(SignalKind.OP_TYPE)
        && SignalKind.TENSOR_NORM
            .name()
            .equals(node.getAttrOrDefault(SignalKind.ATTRIBUTE, NO_TYPE).getS().toStringUtf8())) {
      refuse(node, MixingRules.TENSOR_NORM);
    }
  }

  private static void refuse(NodeDef node, MixingRules.Mixing mixing) {
    throw PrivacyProofException.of(
        Kind.MIXES_EXAMPLES,
        node.getName(),
        node.getOp(),
        "mixes examples: " + mixing.reason(),
        mixing.fix());
  }

  private void requirePublic(NodeDef node) {
    String type = node.getOp();
    // From the narrowest reason to the widest: an operation is refused for the first that holds.
    if (type.startsWith("Placeholder")) {
      throw PrivacyProofException.of(
          Kind.NOT_PUBLIC,
          node.getName(),
          node.getOp(),
          "is neither declared as a data input nor as a public one",
          "give it one row per example and feed it with the batch, or declare it with"
              + " publicInputs(...) if it holds nothing private");
    }
    if (OpRegistry.takesReference(type)) {
      throw PrivacyProofException.of(
          Kind.NOT_PUBLIC,
          node.getName(),
          node.getOp(),
          "writes to a variable, or passes on a reference to one",
          "let the loss depend on the values of variables alone");
    }
    if (OpRegistry.writesInPlace(type)) {
      throw PrivacyProofException.of(
          Kind.NOT_PUBLIC,
          node.getName(),
          node.getOp(),
          "writes into the buffer of its input, which all examples and steps may share",
          "use TensorScatterUpdate, TensorScatterAdd or TensorScatterSub, which copy");
    }
    if (OpRegistry.isStateful(type) && !functions.isFunction(type)) {
      throw PrivacyProofException.of(
          Kind.NOT_PUBLIC,
          node.getName(),
          node.getOp(),
          "has a state, draws random numbers or reads from outside the graph",
          "feed through a placeholder what it supplies, one row per example");
    }
    if (!isFunctionOfInputs(type)) {
      throw PrivacyProofException.of(
          Kind.NOT_PUBLIC,
          node.getName(),
          node.getOp(),
          "is not known to be a function of its inputs alone: it may join what several calls give"
              + " it, or read or show something outside the graph",
          "express it in other ops, or compute it beforehand and feed it, one row per example");
    }
  }

  private boolean isFunctionOfInputs(String type) {
    return OpRegistry.isPureButForCalls(type)
        || OpFacts.kindOf(type) == OpKind.TEXT
        || functions.isFunction(type);
  }

  private static void requireFollowed(NodeDef node) {
    if (OpFacts.kindOf(node.getOp()) == OpKind.CONTROL_FLOW) {
      throw PrivacyProofException.of(
          Kind.NOT_FOLLOWED,
          node.getName(),
          node.getOp(),
          "is part of a loop or a branch, which cannot be differentiated for one example",
          "unroll the loop, and select with Select instead of branching");
    }
  }

  private static void requireMeaningOnOneUnit(NodeDef node) {
    if (node.getOp().contains("FusedBatchNorm") && !node.getOp().contains("Grad")) {
      AttrValue training = node.getAttrMap().get("is_training"); // null for the default, true
      if (training == null || training.getB()) {
        throw PrivacyProofException.of(
            Kind.MIXES_EXAMPLES,
            node.getName(),
            node.getOp(),
            "mixes examples: it normalizes by the mean and variance of the batch",
            "normalize each example by itself (layer or group normalization), or set isTraining to"
                + " false");
      }
    }
  }
}
