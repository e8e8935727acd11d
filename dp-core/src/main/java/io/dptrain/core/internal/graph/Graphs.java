package io.dptrain.core.internal.graph;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.op.OpFact.Trait;
import io.dptrain.core.internal.graph.op.OpFacts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.proto.DataType;

/** Walks over a TensorFlow graph. */
public final class Graphs {
  private Graphs() {}

  /**
   * The operations that a tensor is computed from, itself included, each after all its inputs.
   *
   * @throws PrivacyProofException if the graph has a cycle (a loop of TensorFlow 1)
   */
  public static List<GraphOperation> ancestorsInOrder(Output<?> target) {
    return ancestorsInOrder(List.of(target), tensor -> false);
  }

  /**
   * The operations that some tensors are computed from, as far as tensors that are known.
   *
   * @throws PrivacyProofException if the graph has a cycle (a loop of TensorFlow 1)
   */
  public static List<GraphOperation> ancestorsInOrder(
      List<? extends Output<?>> targets, Predicate<Output<?>> isKnown) {
    List<GraphOperation> order = new ArrayList<>();
    Set<GraphOperation> open = new HashSet<>();
    Set<GraphOperation> done = new HashSet<>();
    Deque<GraphOperation> stack = new ArrayDeque<>();
    for (Output<?> target : targets) {
      if (!isKnown.test(target)) {
        stack.push((GraphOperation) target.op());
      }
    }
    while (!stack.isEmpty()) {
      GraphOperation operation = stack.peek();
      if (done.contains(operation)) {
        stack.pop();
      } else if (open.add(operation)) {
        pushInputs(operation, inputsOf(operation, isKnown), open, done, stack);
      } else {
        stack.pop();
        done.add(operation);
        order.add(operation);
      }
    }
    return order;
  }

  private static void pushInputs(
      GraphOperation operation,
      List<GraphOperation> inputs,
      Set<GraphOperation> open,
      Set<GraphOperation> done,
      Deque<GraphOperation> stack) {
    for (GraphOperation input : inputs) {
      if (open.contains(input) && !done.contains(input)) {
        throw PrivacyProofException.of(
            Kind.NOT_FOLLOWED,
            operation,
            "is part of a loop, which cannot be followed",
            "unroll the loop");
      }
      if (!done.contains(input)) {
        stack.push(input);
      }
    }
  }

  /**
   * The operations that some tensors are computed from, each once and after all its inputs.
   *
   * @throws PrivacyProofException if the graph has a cycle (a loop of TensorFlow 1)
   */
  public static List<GraphOperation> ancestorsInOrder(List<? extends Output<?>> targets) {
    return ancestorsInOrder(targets, tensor -> false);
  }

  /** The operations that feed an operation, by data or by control. */
  public static List<GraphOperation> inputsOf(GraphOperation operation) {
    return inputsOf(operation, tensor -> false);
  }

  private static List<GraphOperation> inputsOf(
      GraphOperation operation, Predicate<Output<?>> isKnown) {
    List<GraphOperation> inputs = new ArrayList<>();
    for (Operand<?> input : operation.inputs()) {
      if (!isKnown.test(input.asOutput())) {
        inputs.add((GraphOperation) input.asOutput().op());
      }
    }
    inputs.addAll(operation.controlInputs());
    return inputs;
  }

  /** The tensor that another one is in another type or shape, with the same elements. */
  public static Output<?> withoutCasts(Output<?> tensor) {
    Output<?> inner = tensor;
    while (isCast(inner.op())) {
      inner = ((GraphOperation) inner.op()).input(0);
    }
    return inner;
  }

  /** Whether an operation gives the elements of its first input, in another type or shape. */
  static boolean isCast(Operation operation) {
    return operation.type().equals("Cast")
        || OpFacts.of(operation.type()).has(Trait.KEEPS_ELEMENTS);
  }

  /** The integers of a constant operation, in row-major order; empty if it is something else. */
  public static Optional<long[]> constantLongs(Operation operation) {
    if (!operation.type().equals("Const")) {
      return Optional.empty();
    }
    DataType type = ((GraphOperation) operation).attributes().getAttrType("dtype");
    if (type != DataType.DT_INT32 && type != DataType.DT_INT64) {
      return Optional.empty();
    }
    try (Tensor value = ((GraphOperation) operation).attributes().getAttrTensor("value")) {
      return Optional.of(toLongs(value, type));
    }
  }

  private static long[] toLongs(Tensor value, DataType type) {
    long[] longs = new long[Math.toIntExact(value.shape().size())];
    var data = value.asRawTensor().data();
    for (int i = 0; i < longs.length; i++) {
      longs[i] = type == DataType.DT_INT32 ? data.asInts().getInt(i) : data.asLongs().getLong(i);
    }
    return longs;
  }
}
