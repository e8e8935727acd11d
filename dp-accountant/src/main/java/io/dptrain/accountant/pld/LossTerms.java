package io.dptrain.accountant.pld;

import java.util.Arrays;

/**
 * The terms of a trapezoid sum over a {@link LossLine}: weight exp((order + i y) v), or weight
 * (exp((order + i y) v) - 1) where the sum is near 1, since the weights alone add up to 1.
 *
 * <p>Immutable.
 */
final class LossTerms {
  /** Terms this far below the tolerance, as a logarithm, are dropped. */
  private static final double NEGLIGIBLE = 12;

  /** The logarithm of a sum that is near 1 is below this in size. */
  private static final double NEAR = 0.5;

  private final LossLine line;
  private final double[] lossRe;
  private final double[] lossIm;
  private final double[] logWeightRe;
  private final double[] logWeightIm;
  private final double[] weightRe;
  private final double[] weightIm;
  private final double[] termRe;
  private final double[] termIm;
  private final boolean nearOne;
  private final double logScale;
  private final double ends;
  private int kept;
  private double dropped;
  private double deviation;
  private double largestExponent;
  private double absolute;
  private double slope;
  private double limit;
  private double first;
  private double second;
  private double angles;
  private double sizes;

  LossTerms(LossLine line, double logTolerance) {
    this.line = line;
    int size = line.size();
    this.lossRe = new double[size];
    this.lossIm = new double[size];
    this.logWeightRe = new double[size];
    this.logWeightIm = new double[size];
    this.weightRe = new double[size];
    this.weightIm = new double[size];
    this.termRe = new double[size];
    this.termIm = new double[size];
    double[] logs = new double[size];
    for (int j = 0; j < size; j++) {
      line.loss().put(line.xi(j), line.angle(), lossRe, lossIm, j);
      line.loss().putLogWeight(line.xi(j), line.angle(), logWeightRe, logWeightIm, j);
      logWeightRe[j] += line.logWeight(j, line.angle());
      logWeightIm[j] -= line.angle() * line.xi(j);
      logs[j] = logWeightRe[j] + line.order() * lossRe[j];
    }
    // Whether the sum is near 1 decides what is added up and in which unit, so it comes first.
    double highest = Arrays.stream(logs).max().orElse(0);
    this.nearOne = Math.abs(highest + Math.log(plainSum(logs, highest))) < NEAR;
    this.logScale = nearOne ? 0 : highest;
    this.ends = size == 0 ? 0 : 2 * (largest(0, logs[0]) + largest(size - 1, logs[size - 1]));
    // Twice: a term of the sum less 1 is at most the larger of the term and its weight, twice. At
    // larger heights none is larger, since Im v is 0 or more.
    double threshold = Math.exp(logTolerance - NEGLIGIBLE);
    for (int j = 0; j < size; j++) {
      if (largest(j, logs[j]) < threshold) {
        dropped += 2 * largest(j, logs[j]);
      } else {
        keep(j, Math.exp(logs[j] - logScale));
      }
    }
  }

  private double plainSum(double[] logs, double highest) {
    double total = 0;
    for (int j = 0; j < logs.length; j++) {
      double phase = line.order() * lossIm[j] + logWeightIm[j];
      total += Math.exp(logs[j] - highest) * Math.cos(phase);
    }
    return total;
  }

  /** Returns the size of a term, or of its weight if that is larger and counts. */
  private double largest(int j, double log) {
    return Math.exp((nearOne ? Math.max(log, logWeightRe[j]) : log) - logScale);
  }

  /** Moves point j to the next free place. */
  private void keep(int j, double size) {
    double v = lossRe[j];
    double a = lossIm[j];
    double turn = logWeightIm[j];
    double weight = Math.exp(logWeightRe[j] - logScale);
    double tiltedRe = size * Math.cos(turn + line.order() * a);
    double tiltedIm = size * Math.sin(turn + line.order() * a);
    largestExponent = Math.max(largestExponent, exponents(line.xi(j), v, a));
    lossRe[kept] = v;
    lossIm[kept] = a;
    termRe[kept] = tiltedRe;
    termIm[kept] = tiltedIm;
    if (nearOne) {
      weightRe[kept] = weight * Math.cos(turn);
      weightIm[kept] = weight * Math.sin(turn);
      putWeightedExpm1(kept, line.order() * v, line.order() * a, termRe, termIm);
      // |exp(i y v) - 1| is at most y |v| and at most 2, since Im v is 0 or more.
      slope += size * Math.hypot(v, a);
      limit += 2 * size;
    }
    deviation += termRe[kept];
    absolute += Math.hypot(termRe[kept], termIm[kept]);
    first += tiltedRe * v - tiltedIm * a;
    second += tiltedRe * (v * v - a * a) - 2 * tiltedIm * v * a;
    angles += size * a;
    sizes += size;
    kept++;
  }

  /** Returns the sizes of what is added up in a term's exponent, and of phase over decay. */
  private double exponents(double xi, double v, double a) {
    double noise = line.loss().noise();
    double scaled = Math.abs(xi) / noise;
    double size = Math.hypot(v, a);
    double odds = (scaled + 0.5 / noise) / noise;
    double order = Math.abs(line.order());
    return scaled * scaled / 2
        + order * size
        + (1 + order * Math.min(1, size)) * odds * (1 + (a > 0 ? Math.abs(v) / a : 1))
        + line.angle() * Math.abs(xi);
  }

  int kept() {
    return kept;
  }

  /** Whether the terms are those of the sum less 1. */
  boolean isNearOne() {
    return nearOne;
  }

  /** Returns the logarithm of the unit of the terms. */
  double logScale() {
    return logScale;
  }

  /** Returns G(0), in the unit of the terms. */
  double sum() {
    return nearOne ? 1 + deviation : deviation;
  }

  /** Returns log G(0). */
  double log() {
    return nearOne ? Math.log1p(deviation) : logScale + Math.log(deviation);
  }

  /** Returns the size of what was left out. */
  double dropped() {
    return dropped;
  }

  /** Returns the size of the two terms at the ends. */
  double ends() {
    return ends;
  }

  double largestExponent() {
    return largestExponent;
  }

  /** Returns a bound on the sum of the terms' absolute values at y. It rises with y. */
  double size(double y) {
    return absolute + Math.min(y * slope, limit);
  }

  /** Returns the tilted mean of v. */
  double mean() {
    return first / sum();
  }

  /** Returns the tilted variance of v; it guides, nothing rests on it. */
  double variance() {
    return Math.max(second / sum() - mean() * mean(), Double.MIN_NORMAL);
  }

  /** Returns about the tilted mean of {@link Loss#slope}; it guides, nothing rests on it. */
  double meanSlope() {
    return angles / sizes / line.angle();
  }

  /** Puts the terms at y into the arrays. */
  void putTerms(double y, double[] re, double[] im) {
    for (int j = 0; j < kept; j++) {
      if (nearOne) {
        double a = line.order() * lossRe[j] - y * lossIm[j];
        double b = line.order() * lossIm[j] + y * lossRe[j];
        putWeightedExpm1(j, a, b, re, im);
      } else {
        double shrink = Math.exp(-y * lossIm[j]);
        double cos = shrink * Math.cos(y * lossRe[j]);
        double sin = shrink * Math.sin(y * lossRe[j]);
        re[j] = termRe[j] * cos - termIm[j] * sin;
        im[j] = termRe[j] * sin + termIm[j] * cos;
      }
    }
  }

  /** Puts what takes the terms at y to those at y + step: term times factor plus summand. */
  void putStep(double step, double[] re, double[] im, double[] summandRe, double[] summandIm) {
    for (int j = 0; j < kept; j++) {
      double a = -step * lossIm[j];
      double b = step * lossRe[j];
      re[j] = Math.exp(a) * Math.cos(b);
      im[j] = Math.exp(a) * Math.sin(b);
      if (nearOne) {
        putWeightedExpm1(j, a, b, summandRe, summandIm);
      }
    }
  }

  private void putWeightedExpm1(int j, double a, double b, double[] re, double[] im) {
    // exp(a + i b) - 1 without subtracting from what is near 1: cos b - 1 = -2 sin(b / 2)^2.
    double half = Math.sin(b / 2);
    double real = Math.expm1(a) * Math.cos(b) - 2 * half * half;
    double imaginary = Math.exp(a) * Math.sin(b);
    re[j] = weightRe[j] * real - weightIm[j] * imaginary;
    im[j] = weightRe[j] * imaginary + weightIm[j] * real;
  }
}
