package io.dptrain.accountant.pld;

/** The integrand at the nodes of a vertical line, relative to its size on the real axis. */
final class ContourNodes {
  /** Powers are formed by multiplication, and anew after this many. */
  private static final int RENEWED = 64;

  private final double spacing;
  private final double[] re;
  private final double[] im;
  private double weight;
  private double weightedError;

  ContourNodes(
      TiltedLoss tilted, double smoothing, double spacing, int nodes, Direction direction) {
    this.spacing = spacing;
    double[] logSize = new double[nodes + 1];
    double[] phase = new double[nodes + 1];
    for (int i = 0; i < tilted.moments().size(); i++) {
      add(tilted.moments().get(i), tilted.count(i), logSize, phase);
    }
    this.re = logSize;
    this.im = phase;
    finish(tilted, smoothing, direction);
  }

  double[] re() {
    return re;
  }

  double[] im() {
    return im;
  }

  /** Returns the sum of the absolute weights. */
  double weight() {
    return weight;
  }

  /** Returns the sum of the absolute weights, each times the error of its value. */
  double weightedError() {
    return weightedError;
  }

  private void add(LossMoment moment, double count, double[] logSize, double[] phase) {
    LossTerms terms = moment.terms();
    int size = terms.kept();
    double[] re = new double[size];
    double[] im = new double[size];
    double[] factorRe = new double[size];
    double[] factorIm = new double[size];
    double[] summandRe = new double[size];
    double[] summandIm = new double[size];
    terms.putStep(spacing, factorRe, factorIm, summandRe, summandIm);
    for (int k = 0; k < logSize.length; k++) {
      if (k % RENEWED == 0) {
        terms.putTerms(k * spacing, re, im);
      }
      double sumRe = 0;
      double sumIm = 0;
      for (int j = 0; j < size; j++) {
        double a = re[j];
        double b = im[j];
        sumRe += a;
        sumIm += b;
        re[j] = a * factorRe[j] - b * factorIm[j] + summandRe[j];
        im[j] = a * factorIm[j] + b * factorRe[j] + summandIm[j];
      }
      logSize[k] += count * moment.logRatio(sumRe, sumIm);
      phase[k] += count * moment.argument(sumRe, sumIm);
    }
  }

  /** Adds the plain Gaussian part and divides by t (1 + t). */
  private void finish(TiltedLoss tilted, double smoothing, Direction direction) {
    double z = tilted.z();
    double precision = tilted.precision() + smoothing;
    for (int k = 0; k < re.length; k++) {
      double y = k * spacing;
      double signed = direction.sign() * y;
      double size = Math.exp(re[k] - precision * y * y / 2);
      double angle = im[k] + precision * signed * (1 + 2 * z) / 2;
      double nodeWeight = (k == 0 ? 1 : 2) * spacing / (2 * Math.PI);
      double below = Math.hypot(z, y) * Math.hypot(1 + z, y);
      angle -= Math.atan2(signed, z) + Math.atan2(signed, 1 + z);
      re[k] = nodeWeight * size / below * Math.cos(angle);
      im[k] = nodeWeight * size / below * Math.sin(angle);
      weightedError += nodeWeight / below * Math.expm1(2 * tilted.error(y));
      weight += nodeWeight / below;
    }
  }
}
