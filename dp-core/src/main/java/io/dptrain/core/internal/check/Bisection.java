package io.dptrain.core.internal.check;

import io.dptrain.core.internal.Doubles;
import io.dptrain.core.internal.graph.Graphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * Looks for the operation to which a difference goes back: the first whose result for a unit in a
 * batch is not that for the unit alone, although what it is computed from agrees.
 *
 * <p>Where the units lie in a tensor follows from its shapes in both runs: along the one axis that
 * grows with the batch. How they are merged with other things there is tried out.
 */
final class Bisection {
  private final ClippedSums sums;
  private final SumRuns runs;
  private final List<Output<?>> tensors = new ArrayList<>();

  Bisection(ClippedSums sums, SumRuns runs) {
    this.sums = sums;
    this.runs = runs;
    List<Output<?>> targets = new ArrayList<>(List.of(sums.loss(), sums.norms()));
    targets.addAll(sums.sums());
    for (GraphOperation operation : Graphs.ancestorsInOrder(targets)) {
      for (int i = 0; i < operation.numOutputs(); i++) {
        Output<?> output = operation.output(i);
        if (operation.numInputs() > 0 && isRead(output)) {
          tensors.add(output);
        }
      }
    }
  }

  /** Whether {@link Doubles} reads a tensor, which it does not in half precision. */
  private static boolean isRead(Output<?> output) {
    return output.type().equals(TFloat32.class) || output.type().equals(TFloat64.class);
  }

  /** Fetched tensors: shape and elements. */
  private static final class Value {
    private final long[] shape;
    private final double[] elements;

    Value(long[] shape, double[] elements) {
      this.shape = shape;
      this.elements = elements;
    }
  }

  /** The operation; empty if none stands out. */
  Optional<GraphOperation> find(UnitTensors batch, int place) {
    try (UnitTensors one = batch.pick(place)) {
      Map<Output<?>, Value> together = fetch(batch);
      Map<Output<?>, Value> alone = fetch(one);
      Set<Output<?>> differ = new HashSet<>();
      for (Output<?> tensor : tensors) {
        if (differs(together.get(tensor), alone.get(tensor), batch.units(), place)) {
          differ.add(tensor);
        }
      }
      return tensors.stream()
          .filter(differ::contains)
          .map(tensor -> (GraphOperation) tensor.op())
          .filter(operation -> inputs(operation).stream().noneMatch(differ::contains))
          .findFirst();
    } catch (RuntimeException e) { // what TensorFlow cannot fetch cannot be looked at
      return Optional.empty();
    }
  }

  private static List<Output<?>> inputs(GraphOperation operation) {
    List<Output<?>> inputs = new ArrayList<>();
    for (Operand<?> input : operation.inputs()) {
      inputs.add(input.asOutput());
    }
    return inputs;
  }

  private Map<Output<?>, Value> fetch(UnitTensors units) {
    float[] ones = new float[units.units()];
    Arrays.fill(ones, 1);
    try (TFloat32 mask = TFloat32.vectorOf(ones);
        Tensor clipNorms = runs.clipNorms()) {
      Session.Runner runner = runs.fed(units, mask, clipNorms);
      Set<Output<?>> fed = units.tensors().keySet();
      List<Output<?>> fetched = tensors.stream().filter(t -> !fed.contains(t)).toList();
      fetched.forEach(tensor -> runner.fetch(ClippedSums.nameOf(tensor)));
      try (Result result = runner.run()) {
        Map<Output<?>, Value> values = new HashMap<>();
        for (int i = 0; i < fetched.size(); i++) {
          Tensor tensor = result.get(i);
          values.put(fetched.get(i), new Value(tensor.shape().asArray(), Doubles.of(tensor)));
        }
        return values;
      }
    }
  }

  private boolean differs(Value together, Value alone, int units, int place) {
    int axis = together == null ? -1 : unitAxis(together.shape, alone.shape, units);
    if (axis < 0) {
      return false;
    }
    long size = alone.shape[axis];
    for (long inner = 1; inner <= size; inner++) {
      if (size % inner == 0 && agrees(together, alone, axis, inner, units, place)) {
        return false;
      }
    }
    return true;
  }

  /** The one axis that is as many times longer as there are units, or -1. */
  private static int unitAxis(long[] together, long[] alone, int units) {
    int axis = -1;
    for (int i = 0; i < together.length; i++) {
      if (together.length != alone.length || alone[i] == 0) {
        return -1;
      }
      if (together[i] != alone[i]) {
        if (axis >= 0 || together[i] != units * alone[i]) {
          return -1;
        }
        axis = i;
      }
    }
    return axis;
  }

  /** Entry {@code j} of the axis belongs to unit {@code (j / inner) mod units}. */
  private boolean agrees(Value together, Value alone, int axis, long inner, int units, int place) {
    long behind = inner;
    for (int i = axis + 1; i < alone.shape.length; i++) {
      behind *= alone.shape[i];
    }
    int block = (int) behind;
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < alone.elements.length; i++) {
      double here = alone.elements[i];
      double there = together.elements[(i / block * units + place) * block + i % block];
      if (Double.compare(here, there) != 0) {
        difference = Math.max(difference, Math.abs(here - there));
      }
      largest = Math.max(largest, Double.isFinite(here) ? Math.abs(here) : 0);
    }
    return Comparison.relative(difference, largest) <= Comparison.tolerance(sums.type());
  }
}
