package io.dptrain.accountant.pld;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The losses of the steps asked about last: a training loop asks about the same ones again and
 * again, and a table of ten thousand values takes milliseconds.
 *
 * <p>Not thread-safe.
 */
final class RecentShapes {
  /** Many levels of a schedule, in both directions and from both sides. */
  private static final int MOST_SHAPES = 400;

  /** Values of tables, of 16 bytes each. */
  private static final int MOST_VALUES = 1 << 20;

  private final Map<Key, LossShape> shapes = new LinkedHashMap<>(16, 0.75f, true);
  private long values;

  /** All that a shape depends on. */
  private record Key(LossStep step, Direction direction, Side side) {}

  /** Returns {@link LossStep#shape}, made anew only if it was not among the last. */
  LossShape of(LossStep step, Direction direction, Side side) {
    LossShape shape = shapes.get(new Key(step, direction, side));
    if (shape != null) {
      return shape;
    } else if (step instanceof RandomAllocationGaussian allocation) {
      // The sum is most of the work, and both directions share it.
      allocation.shapes(side).forEach((seen, made) -> keep(new Key(step, seen, side), made));
    } else {
      keep(new Key(step, direction, side), step.shape(direction, side));
    }
    return shapes.get(new Key(step, direction, side));
  }

  private void keep(Key key, LossShape shape) {
    LossShape replaced = shapes.put(key, shape);
    values += values(shape) - values(replaced);
    // The last two stay: they were made together.
    while (shapes.size() > 2 && (shapes.size() > MOST_SHAPES || values > MOST_VALUES)) {
      Key eldest = shapes.keySet().iterator().next();
      values -= values(shapes.remove(eldest));
    }
  }

  /** Returns how many values the tables that are kept have together. */
  long values() {
    return values;
  }

  private static int values(LossShape shape) {
    return shape instanceof LossTable table ? table.size() : 0;
  }
}
