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
  /** Two kinds of steps, in both directions, from both sides, in both pairs of a stated size. */
  private static final int KEPT = 16;

  private final Map<Key, LossShape> shapes = new LinkedHashMap<>(KEPT, 0.75f, true);

  /** All that a shape depends on. */
  private record Key(LossStep step, Direction direction, Side side) {}

  /** Returns {@link LossStep#shape}, made anew only if it was not among the last. */
  LossShape of(LossStep step, Direction direction, Side side) {
    LossShape shape =
        shapes.computeIfAbsent(new Key(step, direction, side), key -> step.shape(direction, side));
    if (shapes.size() > KEPT) {
      shapes.remove(shapes.keySet().iterator().next());
    }
    return shape;
  }
}
