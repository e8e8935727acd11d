package io.dptrain.examples.check.op;

import io.dptrain.examples.check.sweep.Values;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** Pooling over any number of axes behind the first, channels last, in plain loops. */
final class Pools {
  private Pools() {}

  /** The largest value under each window. */
  static Values maximum(Values images, List<Window> windows) {
    return pool(images, windows, true);
  }

  /** The mean of the values under each window that lie inside. */
  static Values mean(Values images, List<Window> windows) {
    return pool(images, windows, false);
  }

  private static Values pool(Values images, List<Window> windows, boolean isMaximum) {
    int space = windows.size();
    long[] sizes = images.shape().asArray().clone();
    long[] window = new long[space];
    for (int axis = 0; axis < space; axis++) {
      sizes[axis + 1] = windows.get(axis).outputs();
      window[axis] = windows.get(axis).size();
    }
    Shape under = Shape.of(window);
    return Values.of(
        Shape.of(sizes),
        at -> {
          double largest = Double.NEGATIVE_INFINITY;
          double sum = 0;
          int count = 0;
          int[] element = new int[space];
          int[] place = at.clone();
          for (long n = under.size(); n > 0; n--) {
            boolean inside = true;
            for (int axis = 0; axis < space; axis++) {
              place[axis + 1] = windows.get(axis).place(at[axis + 1], element[axis]);
              inside &= place[axis + 1] >= 0 && place[axis + 1] < images.size(axis + 1);
            }
            if (inside) {
              largest = Math.max(largest, images.at(place));
              sum += images.at(place);
              count++;
            }
            Values.advance(element, under);
          }
          return isMaximum ? largest : sum / count;
        });
  }
}
