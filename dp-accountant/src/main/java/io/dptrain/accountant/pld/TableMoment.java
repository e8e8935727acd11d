package io.dptrain.accountant.pld;

import java.util.Arrays;

/**
 * The moments of a {@link LossTable}: finite sums.
 *
 * <p><b>Error:</b> an allowance for the rounding of each term, and the terms left out.
 *
 * <p>Immutable.
 */
final class TableMoment implements Moment {
  /** Powers are formed by multiplication, and anew after this many, before rounding adds up. */
  private static final int RENEWED = 64;

  private static final double ROUNDING = 4 * 0x1p-53;
  private static final double OPERATIONS = 80;

  /** Terms this far below the tolerance, as a logarithm, are dropped. */
  private static final double NEGLIGIBLE = 12;

  private final Direction direction;
  private final double[] losses;
  private final double[] terms;
  private final double log;
  private final double sum;
  private final double mean;
  private final double variance;
  private final double error;
  private final double size;

  TableMoment(LossTable table, Direction direction, double z, double logTolerance) {
    this.direction = direction;
    int size = table.size();
    double[] logs = new double[size];
    for (int i = 0; i < size; i++) {
      logs[i] = Math.log(table.mass(i)) + z * table.loss(i);
    }
    // Terms are relative to the largest: exp(z loss) itself may be above the largest number.
    double highest = Arrays.stream(logs).max().orElse(Double.NEGATIVE_INFINITY);
    double[] keptLosses = new double[size];
    double[] kept = new double[size];
    int count = 0;
    double total = 0;
    double dropped = 0;
    double first = 0;
    for (int i = 0; i < size; i++) {
      double term = Math.exp(logs[i] - highest);
      if (logs[i] - highest < logTolerance - NEGLIGIBLE) {
        dropped += term;
        continue;
      }
      keptLosses[count] = table.loss(i);
      kept[count++] = term;
      total += term;
      first += term * table.loss(i);
    }
    this.losses = Arrays.copyOf(keptLosses, count);
    this.terms = Arrays.copyOf(kept, count);
    this.sum = total;
    this.log = highest + Math.log(total);
    this.mean = first / total;
    // A second pass, about the mean: raw moments would cancel where the losses differ by little.
    double second = 0;
    double largest = 0;
    double absolute = 0;
    for (int i = 0; i < count; i++) {
      absolute += terms[i] * Math.abs(losses[i]);
      second += terms[i] * (losses[i] - mean) * (losses[i] - mean);
      largest = Math.max(largest, Math.abs(losses[i]));
    }
    this.variance = Math.max(second / total, Double.MIN_NORMAL);
    this.size = absolute / total;
    this.error = dropped / total + ROUNDING * (OPERATIONS + z + z * largest);
  }

  @Override
  public double log() {
    return log;
  }

  @Override
  public double mean() {
    return mean;
  }

  @Override
  public double variance() {
    return variance;
  }

  @Override
  public double offset() {
    return 0;
  }

  @Override
  public double error(double y) {
    return error + ROUNDING * y * size;
  }

  /** The values of the loss may lie on a lattice, so nothing falls for good. */
  @Override
  public double logDecay(double y) {
    return error;
  }

  @Override
  public int terms() {
    return terms.length;
  }

  @Override
  public void putLine(double spacing, double[] logRatio, double[] argument) {
    int size = terms.length;
    double[] re = new double[size];
    double[] im = new double[size];
    double[] cos = new double[size];
    double[] sin = new double[size];
    // The heights are equally spaced: a product for each term, in place of a sine and a cosine.
    for (int j = 0; j < size; j++) {
      cos[j] = Math.cos(spacing * losses[j]);
      sin[j] = Math.sin(spacing * losses[j]);
    }
    for (int k = 0; k < logRatio.length; k++) {
      if (k % RENEWED == 0) {
        renew(k * spacing, re, im);
      }
      double sumRe = 0;
      double sumIm = 0;
      for (int j = 0; j < size; j++) {
        double a = re[j];
        double b = im[j];
        sumRe += a;
        sumIm += b;
        re[j] = a * cos[j] - b * sin[j];
        im[j] = a * sin[j] + b * cos[j];
      }
      logRatio[k] = Math.log(Math.hypot(sumRe, sumIm) / sum);
      argument[k] = direction.sign() * Math.atan2(sumIm, sumRe);
    }
  }

  private void renew(double y, double[] re, double[] im) {
    for (int j = 0; j < terms.length; j++) {
      re[j] = terms[j] * Math.cos(y * losses[j]);
      im[j] = terms[j] * Math.sin(y * losses[j]);
    }
  }
}
