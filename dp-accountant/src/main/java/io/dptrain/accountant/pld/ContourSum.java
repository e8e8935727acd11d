package io.dptrain.accountant.pld;

/**
 * The trapezoid sum over the nodes of a vertical line, of a loss to which a plain Gaussian step of
 * a small precision may have been added.
 *
 * <p>Immutable.
 */
final class ContourSum {
  private static final double ROUNDING = 4 * 0x1p-53;

  private final TiltedLoss tilted;
  private final Direction direction;
  private final double smoothing;
  private final double spacing;
  private final double[] re;
  private final double[] im;
  private final double logTail;
  private final double top;
  private final double weight;
  private final double weightedError;

  /** The sum of the loss itself: adds the plain Gaussian part and divides by t (1 + t). */
  ContourSum(TiltedLoss tilted, MomentLines lines, Direction direction) {
    this.tilted = tilted;
    this.direction = direction;
    this.smoothing = 0;
    this.spacing = lines.spacing();
    this.top = lines.top();
    this.re = lines.logRatio(tilted);
    this.im = lines.argument(tilted);
    this.logTail = lines.logDecay(tilted) - Math.log(Math.PI * top);
    double z = tilted.z();
    double weights = 0;
    double errors = 0;
    for (int k = 0; k < re.length; k++) {
      double y = k * spacing;
      double signed = direction.sign() * y;
      double size = Math.exp(re[k] - tilted.precision() * y * y / 2);
      double angle = im[k] + turn(signed, tilted.precision(), z);
      // A node below the real axis is the conjugate of that above: twice the real part.
      double nodeWeight = (k == 0 ? 1 : 2) * spacing / (2 * Math.PI);
      double below = Math.sqrt((z * z + y * y) * ((1 + z) * (1 + z) + y * y));
      angle -= Math.atan2(signed, z) + Math.atan2(signed, 1 + z);
      re[k] = nodeWeight * size / below * Math.cos(angle);
      im[k] = nodeWeight * size / below * Math.sin(angle);
      errors += nodeWeight / below * expm1(2 * tilted.error(y));
      weights += nodeWeight / below;
    }
    this.weight = weights;
    this.weightedError = errors;
  }

  private ContourSum(ContourSum plain, double smoothing) {
    this.tilted = plain.tilted;
    this.direction = plain.direction;
    this.smoothing = smoothing;
    this.spacing = plain.spacing;
    this.top = plain.top;
    this.re = new double[plain.re.length];
    this.im = new double[plain.re.length];
    this.logTail = plain.logTail - smoothing * top * top / 2;
    this.weight = plain.weight;
    this.weightedError = plain.weightedError;
    for (int k = 0; k < re.length; k++) {
      double y = k * spacing;
      double size = Math.exp(-smoothing * y * y / 2);
      double angle = turn(direction.sign() * y, smoothing, tilted.z());
      double cos = size * Math.cos(angle);
      double sin = size * Math.sin(angle);
      re[k] = plain.re[k] * cos - plain.im[k] * sin;
      im[k] = plain.re[k] * sin + plain.im[k] * cos;
    }
  }

  /** Returns the sum for the same loss and a plain Gaussian step of the given precision. */
  ContourSum smoothed(double precision) {
    return new ContourSum(this, precision);
  }

  /** Returns the argument of the moment of a plain Gaussian step. */
  private static double turn(double signed, double precision, double z) {
    return precision * signed * (1 + 2 * z) / 2;
  }

  /** Returns a bound on exp(x) - 1 that is quick where x is small. */
  private static double expm1(double x) {
    return x < 0.01 ? x * (1 + x) : Math.expm1(x);
  }

  double smoothing() {
    return smoothing;
  }

  /** Returns the trapezoid sum. */
  double value(double epsilon) {
    double angle = -direction.sign() * spacing * (epsilon - tilted.offset());
    // Horner's scheme: one sine and cosine for all nodes.
    double stepRe = Math.cos(angle);
    double stepIm = Math.sin(angle);
    double sumRe = 0;
    double sumIm = 0;
    for (int k = re.length - 1; k >= 0; k--) {
      double next = sumRe * stepRe - sumIm * stepIm + re[k];
      sumIm = sumRe * stepIm + sumIm * stepRe + im[k];
      sumRe = next;
    }
    return scale(epsilon) * sumRe;
  }

  /** Returns a bound on what truncation, quadrature and rounding can change in the sum. */
  double error(double epsilon) {
    double z = tilted.z();
    double nodes = re.length;
    double relative = nodes + 64 + z * (epsilon + Math.abs(tilted.offset())) + tilted.log();
    relative += nodes * spacing * (epsilon + Math.abs(tilted.offset()));
    double arithmetic = weight * Math.expm1(ROUNDING * relative);
    return scale(epsilon) * (weightedError + arithmetic + Math.exp(logTail));
  }

  private double scale(double epsilon) {
    double z = tilted.z();
    return Math.exp(tilted.log() + smoothing * z * (1 + z) / 2 - z * epsilon);
  }
}
