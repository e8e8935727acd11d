package io.dptrain.accountant.pld;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;

/**
 * The contours that answered last. A contour bounds delta for any counts of the steps it was made
 * for, so the next question, a few steps later, needs no new one; nor new {@linkplain RecentShapes
 * losses} of the steps.
 *
 * <p>Not thread-safe.
 */
final class RecentContours {
  private static final int KEPT = 8;

  /** Beyond this difference of the logarithms of the variance, a new contour has fewer nodes. */
  private static final double FAR = 0.3;

  private final Deque<Found> found = new ArrayDeque<>();
  private final RecentShapes shapes = new RecentShapes();

  /**
   * A contour and what it found.
   *
   * @param epsilon where it was used
   * @param width the relative width of what it found
   */
  record Found(LossSum sum, double delta, Contour contour, double epsilon, double width) {
    private boolean serves(LossSum other, double otherDelta) {
      return delta == otherDelta
          && sum.direction() == other.direction()
          && sum.side() == other.side()
          && sum.steps().equals(other.steps());
    }

    /** Returns how far the counts are from those that the contour was made for. */
    private double distance(LossSum other) {
      TiltedLoss tilted = contour.tilted();
      return Math.abs(Math.log(tilted.with(other).variance() / tilted.variance()));
    }
  }

  RecentShapes shapes() {
    return shapes;
  }

  void add(Found contour) {
    if (found.size() == KEPT) {
      found.removeFirst();
    }
    found.addLast(contour);
  }

  /** Returns the contour that was made for the same steps in the most similar counts. */
  Optional<Found> nearest(LossSum sum, double delta) {
    return found.stream()
        .filter(contour -> contour.serves(sum, delta) && contour.distance(sum) < FAR)
        .min(Comparator.comparingDouble(contour -> contour.distance(sum)));
  }
}
