package io.dptrain.examples.check.op;

import io.dptrain.examples.check.sweep.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.tensorflow.ndarray.Shape;

/** Functions of the values along some axes, in plain loops. */
final class Reductions {
  private Reductions() {}

  /**
   * @param axes negative ones count from behind
   * @param keep whether the axes stay, with size 1
   * @param function of the values in row-major order
   */
  static Values reduce(
      Values values, int[] axes, boolean keep, ToDoubleFunction<List<Double>> function) {
    boolean[] reduced = new boolean[values.rank()];
    for (int axis : axes) {
      reduced[axis < 0 ? axis + values.rank() : axis] = true;
    }
    List<Long> sizes = new ArrayList<>();
    long[] within = new long[values.rank()];
    for (int axis = 0; axis < values.rank(); axis++) {
      within[axis] = reduced[axis] ? values.size(axis) : 1;
      if (!reduced[axis]) {
        sizes.add((long) values.size(axis));
      } else if (keep) {
        sizes.add(1L);
      }
    }
    Shape shape = Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
    return Values.of(
        shape, at -> function.applyAsDouble(under(values, at, reduced, keep, Shape.of(within))));
  }

  private static List<Double> under(
      Values values, int[] at, boolean[] reduced, boolean keep, Shape within) {
    int[] start = new int[reduced.length];
    int from = 0;
    for (int axis = 0; axis < reduced.length; axis++) {
      if (!reduced[axis]) {
        start[axis] = at[from++];
      } else if (keep) {
        from++;
      }
    }
    List<Double> found = new ArrayList<>();
    int[] inner = new int[reduced.length];
    for (long n = within.size(); n > 0; n--) {
      int[] place = new int[reduced.length];
      for (int axis = 0; axis < place.length; axis++) {
        place[axis] = start[axis] + inner[axis];
      }
      found.add(values.at(place));
      Values.advance(inner, within);
    }
    return found;
  }
}
