package io.dptrain.examples.check.op;

import io.dptrain.examples.check.sweep.Reference;
import io.dptrain.examples.check.sweep.Values;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.tensorflow.ndarray.Shape;

/** Functions of each element, with broadcasting, in plain loops. */
final class Elementwise {
  private Elementwise() {}

  static Reference map(DoubleUnaryOperator function) {
    return inputs -> map(inputs.get(0), function);
  }

  static Values map(Values values, DoubleUnaryOperator function) {
    return Values.of(values.shape(), place -> function.applyAsDouble(values.at(place)));
  }

  static Reference zip(DoubleBinaryOperator function) {
    return inputs -> zip(inputs.get(0), inputs.get(1), function);
  }

  static Values zip(Values first, Values second, DoubleBinaryOperator function) {
    return Values.of(
        broadcast(List.of(first, second)),
        place -> function.applyAsDouble(first.at(place), second.at(place)));
  }

  /** The shape that several broadcast to. */
  static Shape broadcast(List<Values> inputs) {
    int rank = inputs.stream().mapToInt(Values::rank).max().orElseThrow();
    long[] sizes = new long[rank];
    Arrays.fill(sizes, 1);
    for (Values input : inputs) {
      for (int axis = 0; axis < input.rank(); axis++) {
        int place = rank - input.rank() + axis;
        sizes[place] = Math.max(sizes[place], input.size(axis));
      }
    }
    return Shape.of(sizes);
  }
}
