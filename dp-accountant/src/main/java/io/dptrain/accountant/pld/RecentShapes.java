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

  /** One kind of step, from both sides. */
  private static final int SUMS_KEPT = 2;

  private final Map<SumKey, RatioSum> sums = new LinkedHashMap<>(SUMS_KEPT, 0.75f, true);

  /** All that a shape depends on. */
  private record Key(LossStep step, Direction direction, Side side) {}

  private record SumKey(RandomAllocationGaussian step, Side side) {}

  /** Returns {@link LossStep#shape}, made anew only if it was not among the last. */
  LossShape of(LossStep step, Direction direction, Side side) {
    LossShape shape =
        shapes.computeIfAbsent(
            new Key(step, direction, side),
            key ->
                step instanceof RandomAllocationGaussian allocation
                    ? allocation.shape(direction, side, s -> sum(allocation, s))
                    : step.shape(direction, side));
    keepTo(KEPT, shapes);
    return shape;
  }

  /** Returns the sum that both directions share. */
  private RatioSum sum(RandomAllocationGaussian step, Side side) {
    RatioSum sum = sums.computeIfAbsent(new SumKey(step, side), key -> step.sum(side));
    keepTo(SUMS_KEPT, sums);
    return sum;
  }

  private static <K> void keepTo(int most, Map<K, ?> recent) {
    if (recent.size() > most) {
      recent.remove(recent.keySet().iterator().next());
    }
  }
}
