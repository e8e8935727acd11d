package io.dptrain.core.internal.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;

/**
 * Operations of a graph that others were added in place of, for one walk over it from inputs to
 * outputs. An operation whose inputs were replaced is added a second time; the original stays.
 */
public final class Replacements {
  private final Map<GraphOperation, GraphOperation> now = new HashMap<>();

  /** What stands for a tensor now: itself, if its operation was not replaced. */
  public Output<?> of(Output<?> tensor) {
    GraphOperation replacement = now.get((GraphOperation) tensor.op());
    return replacement == null ? tensor : replacement.output(tensor.index());
  }

  /** What stands for the inputs of an operation now, in order. */
  public List<Output<?>> inputsOf(GraphOperation operation) {
    List<Output<?>> inputs = new ArrayList<>();
    operation.inputs().forEach(input -> inputs.add(of(input.asOutput())));
    return inputs;
  }

  /** Whether an input of an operation was replaced. */
  public boolean reach(GraphOperation operation) {
    for (Operand<?> input : operation.inputs()) {
      if (now.containsKey((GraphOperation) input.asOutput().op())) {
        return true;
      }
    }
    return false;
  }

  /** Puts an operation in the place of another, whose outputs it has. */
  public void put(GraphOperation operation, GraphOperation replacement) {
    now.put(operation, replacement);
  }

  /**
   * Adds an operation a second time, to what stands for its inputs now.
   *
   * @param controls what it waits for
   * @param changed attributes that it has in place of those of the original
   */
  public void copy(
      Ops tf,
      GraphOperation operation,
      List<GraphOperation> controls,
      Map<String, AttrValue> changed) {
    List<GraphOperation> waitsFor =
        controls.stream().map(control -> now.getOrDefault(control, control)).toList();
    put(operation, OperationCopy.add(tf, operation, inputsOf(operation), waitsFor, changed));
  }
}
