package io.dptrain.examples.mnist.data;

/**
 * How one digit is written: slant, size, place, trembling and pen, all drawn at random.
 *
 * <p>Maps the 100 x 100 box of the templates to pixels.
 */
final class Hand {
  private static final double CENTER = DigitSet.SIDE / 2.0;
  private static final double HEIGHT = 20.0;

  private static final double MAX_TURN = 0.42;
  private static final double MAX_SLANT = 0.42;
  private static final double MAX_SHIFT = 3.6;
  private static final double TREMBLE = 7.5;

  private final DigitRandom random;
  private final double xx;
  private final double xy;
  private final double yx;
  private final double yy;
  private final double centerX;
  private final double centerY;
  private final double penRadius;
  private final double ink;

  Hand(DigitRandom random) {
    this.random = random;
    double turn = random.spread(MAX_TURN);
    double slant = random.spread(MAX_SLANT);
    double height = HEIGHT / 100 * random.uniform(0.72, 1.08);
    double width = height * random.uniform(0.62, 1.12);
    double sin = StrictMath.sin(turn);
    double cos = StrictMath.cos(turn);
    xx = width * cos;
    xy = -height * (sin + slant * cos);
    yx = width * sin;
    yy = height * (cos - slant * sin);
    centerX = CENTER + random.spread(MAX_SHIFT);
    centerY = CENTER + random.spread(MAX_SHIFT);
    penRadius = random.uniform(0.75, 1.75);
    ink = random.uniform(0.8, 1.0);
  }

  /** Half the width of the pen, in pixels. */
  double penRadius() {
    return penRadius;
  }

  /** Darkness of a full stroke, up to 1. */
  double ink() {
    return ink;
  }

  /** Moves control points from the box of the templates to pixels, trembling on the way. */
  void move(double[] from, double[] to) {
    double startX = random.spread(TREMBLE / 2);
    double startY = random.spread(TREMBLE / 2);
    for (int i = 0; i < from.length; i += 2) {
      double x = from[i] - 50 + startX + random.spread(TREMBLE);
      double y = from[i + 1] - 50 + startY + random.spread(TREMBLE);
      to[i] = centerX + xx * x + xy * y;
      to[i + 1] = centerY + yx * x + yy * y;
    }
  }
}
