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
  private double weight;
  private double weightedError;

  ContourSum(TiltedLoss tilted, MomentLines lines, Direction direction, double smoothing) {
    this.tilted = tilted;
    this.direction = direction;
    this.smoothing = smoothing;
    this.spacing = lines.spacing();
    this.re = lines.logRatio(tilted);
    this.im = lines.argument(tilted);
    double top = lines.top();
    this.logTail = lines.logDecay(tilted) - smoothing * top * top / 2 - Math.log(Math.PI * top);
    finish();
  }

  /** Adds the plain Gaussian part and divides by t (1 + t). */
  private void finish() {
    double z = tilted.z();
    double precision = tilted.precision() + smoothing;
    for (int k = 0; k < re.length; k++) {
      double y = k * spacing;
      double signed = direction.sign() * y;
      double size = Math.exp(re[k] - precision * y * y / 2);
      double angle = im[k] + precision * signed * (1 + 2 * z) / 2;
      // A node below the real axis is the conjugate of that above: twice the real part.
      double nodeWeight = (k == 0 ? 1 : 2) * spacing / (2 * Math.PI);
      double below = Math.sqrt((z * z + y * y) * ((1 + z) * (1 + z) + y * y));
      angle -= Math.atan2(signed, z) + Math.atan2(signed, 1 + z);
      re[k] = nodeWeight * size / below * Math.cos(angle);
      im[k] = nodeWeight * size / below * Math.sin(angle);
      weightedError += nodeWeight / below * Math.expm1(2 * tilted.error(y));
      weight += nodeWeight / below;
    }
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
