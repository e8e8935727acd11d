package io.dptrain.accountant.pld;

import java.util.function.Predicate;

/**
 * Where the contour crosses the real axis. Any point gives a valid bracket; near the saddle point
 * of the integrand it is narrow.
 *
 * <p>Stateless.
 */
final class SaddlePoint {
  private static final double SMALLEST = 0x1p-20;
  private static final double LARGEST = 0x1p60;

  /** Nearer is not needed: beside the saddle point, too, every bound holds. */
  private static final double CLOSE = 1.02;

  private SaddlePoint() {}

  static TiltedLoss forEpsilon(LossSum sum, double epsilon, double guess) {
    return search(sum, guess, tilted -> tilted.saddleEpsilon() > epsilon);
  }

  /** Returns the saddle point at the epsilon that belongs to delta, or that at 0 if it is below. */
  static TiltedLoss forDelta(LossSum sum, double delta) {
    double logDelta = Math.log(delta);
    TiltedLoss found = search(sum, 4, tilted -> tilted.saddleLogDelta() < logDelta);
    return found.isFinite() && found.saddleEpsilon() >= 0
        ? found
        : forEpsilon(sum, 0, found.isFinite() ? found.z() : 4);
  }

  /** Returns a point next to where the predicate, or the moment being infinite, turns true. */
  private static TiltedLoss search(LossSum sum, double guess, Predicate<TiltedLoss> tooLarge) {
    Predicate<TiltedLoss> high = tilted -> !tilted.isFinite() || tooLarge.test(tilted);
    TiltedLoss low = sum.at(guess);
    // The saddle point may be anywhere in many orders of magnitude, so each factor is the square of
    // the one before. What is returned is the lower end: above, the moment may be infinite.
    double factor = 2;
    double above;
    if (high.test(low)) {
      do {
        above = low.z();
        low = sum.at(above / factor);
        factor *= factor;
      } while (low.z() > SMALLEST && high.test(low));
    } else {
      above = low.z() * factor;
      TiltedLoss next = sum.at(above);
      while (above < LARGEST && !high.test(next)) {
        low = next;
        factor *= factor;
        above = low.z() * factor;
        next = sum.at(above);
      }
    }
    while (above > low.z() * CLOSE) {
      TiltedLoss middle = sum.at(Math.sqrt(above * low.z()));
      if (high.test(middle)) {
        above = middle.z();
      } else {
        low = middle;
      }
    }
    return low;
  }
}
