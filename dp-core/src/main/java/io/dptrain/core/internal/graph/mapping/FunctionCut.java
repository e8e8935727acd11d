package io.dptrain.core.internal.graph.mapping;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * Where the copy of a part of a graph into a function ends: the tensors that enter the function
 * from outside, either one slice for each call or one value for all calls.
 *
 * <p>A tensor that is neither mapped nor captured is computed inside the function, out of its own
 * inputs. Variables are captured without being named here. Not thread safe; holds no native memory.
 */
public final class FunctionCut {
  private final Map<Output<?>, Operand<?>> mapped = new LinkedHashMap<>();
  private final Set<Output<?>> captured = new LinkedHashSet<>();

  /** A cut at nothing but variables. */
  public FunctionCut() {}

  /** A cut at the same tensors as another. */
  FunctionCut(FunctionCut other) {
    mapped.putAll(other.mapped);
    captured.addAll(other.captured);
  }

  /**
   * Lets call {@code i} see one slice in the place of a tensor.
   *
   * @param tensor the tensor of the graph
   * @param slices <b>Shape</b> {@code [batch, ...]}: slice {@code i}, without the first axis, is
   *     what call {@code i} sees. It has the type of the tensor, and mostly its shape with one
   *     example in it.
   * @return this
   * @throws IllegalArgumentException if the types differ, or if a slice cannot be taken
   */
  public FunctionCut map(Output<?> tensor, Operand<?> slices) {
    if (!slices.type().equals(tensor.type())) {
      throw new IllegalArgumentException(
          "slices of '"
              + tensor.op().name()
              + "' must have its type, "
              + tensor.type().getSimpleName()
              + ", but have "
              + slices.type().getSimpleName());
    }
    requireExampleAxis(slices);
    requireNew(tensor);
    mapped.put(tensor, slices);
    return this;
  }

  /**
   * Lets every call see the whole tensor. <b>Sensitivity</b>: the calls stay apart only if it is
   * computed from parameters and public inputs alone, which is for the caller to know.
   *
   * @return this
   */
  public FunctionCut capture(Output<?> tensor) {
    requireNew(tensor);
    captured.add(tensor);
    return this;
  }

  Map<Output<?>, Operand<?>> mapped() {
    return mapped;
  }

  Set<Output<?>> captured() {
    return captured;
  }

  /** The static shape of one slice of a tensor of <b>shape</b> {@code [batch, ...]}. */
  static Shape sliceShape(Operand<?> slices) {
    Shape shape = slices.shape();
    return shape.isUnknown() ? shape : shape.tail();
  }

  private void requireNew(Output<?> tensor) {
    if (mapped.containsKey(tensor) || captured.contains(tensor)) {
      throw new IllegalArgumentException(
          "'" + tensor.op().name() + "' must enter the function in one way, but was named twice");
    }
  }

  static void requireExampleAxis(Operand<?> slices) {
    Shape shape = slices.shape();
    if (!shape.isUnknown() && shape.numDimensions() == 0) {
      throw new IllegalArgumentException(
          "'"
              + slices.op().name()
              + "' must have one slice per example along axis 0, but is a scalar; capture it");
    }
  }
}
