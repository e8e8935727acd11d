package io.dptrain.examples.clipping;

import io.dptrain.examples.clipping.Variant.Region;
import java.util.ArrayList;
import java.util.List;

/**
 * What a variant did to the gradients.
 *
 * @param after what became of each of {@link #GRADIENTS}
 * @param border the corners of what gradients are clipped into; empty if there is no limit
 * @param keepsDirection whether the variant says that it keeps the direction always
 */
record Outcome(Variant variant, List<Vector> after, List<Vector> border, boolean keepsDirection) {
  /** The gradients that every variant gets. */
  static final List<Vector> GRADIENTS =
      List.of(
          new Vector(3, 0.7),
          new Vector(-1, 2.4),
          new Vector(0.4, 0.3),
          new Vector(-1.5, -1),
          new Vector(0.3, -0.85),
          new Vector(1.1, -0.9));

  /** How often a variant that remembers got all gradients before. */
  static final int ROUNDS_BEFORE = 40;

  private static final double HUGE = 1e5;
  private static final int CORNERS = 120;

  /** Runs a variant. */
  static Outcome of(Variant variant) {
    boolean keepsDirection;
    try (Plane plane = new Plane()) {
      keepsDirection = variant.strategy(plane.weights()).keepsDirection();
    }
    try (ClipRun run = variant.start()) {
      if (variant.region() == Region.MOVING) {
        for (int round = 0; round < ROUNDS_BEFORE; round++) {
          GRADIENTS.forEach(run::clip);
        }
      }
      List<Vector> after = GRADIENTS.stream().map(run::clip).toList();
      return new Outcome(
          variant, after, border(run, variant.region(), keepsDirection), keepsDirection);
    }
  }

  private static List<Vector> border(ClipRun run, Region region, boolean keepsDirection) {
    return switch (region) {
      case FIXED -> huge().stream().map(run::clip).toList();
      case MOVING -> around(run.clip(Vector.polar(HUGE, Math.PI / 4)), keepsDirection);
      case NONE -> List.of();
    };
  }

  /** Gradients far outside, off the axes, where a corner would be missed. */
  private static List<Vector> huge() {
    List<Vector> all = new ArrayList<>();
    for (int i = 0; i < CORNERS; i++) {
      all.add(Vector.polar(HUGE, 2 * Math.PI * (i + 0.5) / CORNERS));
    }
    return all;
  }

  /** The circle through a point, or the box with it in the corner. */
  private static List<Vector> around(Vector point, boolean isCircle) {
    if (isCircle) {
      return huge().stream()
          .map(far -> new Vector(far.x() * point.norm() / HUGE, far.y() * point.norm() / HUGE))
          .toList();
    }
    return List.of(
        point,
        new Vector(-point.x(), point.y()),
        new Vector(-point.x(), -point.y()),
        new Vector(point.x(), -point.y()));
  }

  /** The cosine of the largest angle by which a gradient was turned. */
  double leastCosine() {
    double least = 1;
    for (int i = 0; i < after.size(); i++) {
      least = Math.min(least, GRADIENTS.get(i).cosine(after.get(i)));
    }
    return least;
  }
}
