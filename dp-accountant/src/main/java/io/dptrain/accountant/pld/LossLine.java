package io.dptrain.accountant.pld;

/**
 * Equally spaced outputs x = xi + i angle s^2 on a line above the real axis, for the trapezoid
 * rule.
 *
 * <p>Outside the ends, at this angle and at every smaller one, the terms exp(-x^2 / (2 s^2)) |1 +
 * w|^order fall by exp(-10 h / s) or faster from one to the next, h the spacing.
 *
 * <p>Immutable.
 */
final class LossLine {
  private static final double RANGE = 10;
  private static final double LARGEST_SHIFT = 2;
  private static final int MOST_POINTS = 1 << 16;

  private final Loss loss;
  private final double z;
  private final double order;
  private final boolean dividing;
  private final double angle;
  private final double spacing;
  private final double first;
  private final int size;

  LossLine(Loss loss, Direction direction, double z, double logTolerance) {
    this.loss = loss;
    this.z = z;
    boolean replaced = loss instanceof ReplacedLoss;
    this.order = replaced ? z : direction.order(z);
    this.dividing = replaced || direction == Direction.ADD;
    double largest = dividing ? Math.PI / 4 : 1.5;
    this.angle = Math.min(largest, LARGEST_SHIFT / loss.noise());
    double shift = angle * loss.noise();
    double digits = 2 * shift * shift + logGrowth() - logTolerance;
    this.spacing = loss.noise() * 2 * Math.PI * shift / digits;
    this.first = lowerEnd();
    double points = Math.ceil((upperEnd() - first) / spacing) + 1;
    this.size = points <= MOST_POINTS ? (int) points : 0;
  }

  Loss loss() {
    return loss;
  }

  double order() {
    return order;
  }

  double angle() {
    return angle;
  }

  /** Returns the number of outputs; 0 if there would be too many. */
  int size() {
    return size;
  }

  double xi(int j) {
    return first + j * spacing;
  }

  /** Returns log of the absolute weight of an output, on the line of the given angle. */
  double logWeight(int j, double at) {
    double scaled = xi(j) / loss.noise();
    double shift = at * loss.noise();
    double logStep = Math.log(spacing / loss.noise() / Math.sqrt(2 * Math.PI));
    return logStep + (shift * shift - scaled * scaled) / 2;
  }

  /**
   * Returns a bound on the error of the trapezoid rule, in units of the integral on the real axis.
   *
   * @param lower the bound on the integral of the absolute value on the lower edge of the strip
   * @param logUpper the logarithm of that on the upper edge, but for what {@link #logGrowth} gives
   */
  double quadratureError(double lower, double logUpper) {
    double decay = Math.expm1(2 * Math.PI * angle * loss.noise() * loss.noise() / spacing);
    return (lower + Math.exp(logUpper + logGrowth())) / decay;
  }

  /** Returns the sum of all terms beyond the ends, given the sum of the two at the ends. */
  double beyond(double ends) {
    return ends / Math.expm1(RANGE * spacing / loss.noise());
  }

  /**
   * Where the integrand is divided by (1 + w)^z, |1 + w| may be smaller than on the real axis, by a
   * factor of up to the root of 2.
   */
  private double logGrowth() {
    return dividing ? z * Math.log(2) / 2 : 0;
  }

  private double lowerEnd() {
    double reach = RANGE * loss.noise();
    if (order >= 0) {
      return -reach;
    }
    // Both parts of the sum fall as the output rises, so it crosses the reach once.
    double low = order - reach;
    double high = -reach;
    while (high - low > spacing) {
      double middle = (low + high) / 2;
      if (-middle + loss.steepest(order, middle, angle) >= reach) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private double upperEnd() {
    double reach = RANGE * loss.noise();
    if (order <= 0) {
      return reach;
    }
    double high = loss.most(order) + reach;
    // The derivative of steepest is at most most / (2 (1 + cos angle) s^2). If that is below 1, the
    // difference rises and crosses the reach once; if not, the end that is always far enough.
    if (loss.most(order) > 1.9 * (1 + Math.cos(angle)) * loss.noise() * loss.noise()) {
      return high;
    }
    double low = reach;
    while (high - low > spacing) {
      double middle = (low + high) / 2;
      if (middle - loss.steepest(order, middle, angle) >= reach) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }
}
