package io.dptrain.accountant.pld;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.special.Erf;

/**
 * delta of one step, or of two, of Gaussian noise around means drawn with given probabilities: slow
 * and obvious, and in logarithms, so that nothing underflows.
 *
 * <p><b>Formula:</b> for one step, the probability of the outputs at which the loss is above
 * epsilon under the one data set, less e^epsilon times that under the other; the loss must rise
 * with the output. For two steps, the integral over the output x of the first of its density times
 * delta(epsilon - loss(x)) of the second.
 *
 * <p><b>Error:</b> about 1e-12 relative for one step, but for cancellation where the noise is
 * large; about 1e-9 for two.
 */
final class MixtureReference {
  private static final double HALF_LOG_2_PI = Math.log(2 * Math.PI) / 2;
  private static final int NODES = 20;
  private static final GaussIntegrator PANEL =
      new GaussIntegratorFactory().legendre(NODES, -1.0, 1.0);

  private final double[] means;
  private final double[] weights;
  private final double[] otherMeans;
  private final double[] otherWeights;
  private final double noise;

  /** The other data set's loss falls as the first one's rises. */
  private MixtureReference(
      double[] means, double[] weights, double[] otherMeans, double[] otherWeights, double noise) {
    this.means = means;
    this.weights = weights;
    this.otherMeans = otherMeans;
    this.otherWeights = otherWeights;
    this.noise = noise;
  }

  /** A record that is drawn with probability q against none. */
  static MixtureReference sampled(double q, double noise) {
    return new MixtureReference(
        new double[] {0, 1}, new double[] {1 - q, q}, new double[] {0}, new double[] {1}, noise);
  }

  /** A record that is drawn with probability q against its opposite. */
  static MixtureReference replaced(double q, double noise) {
    return new MixtureReference(
        new double[] {0, 1},
        new double[] {1 - q, q},
        new double[] {0, -1},
        new double[] {1 - q, q},
        noise);
  }

  /** Two records that are drawn with probability q each against none. */
  static MixtureReference pair(double q, double noise) {
    return new MixtureReference(
        new double[] {0, 1, 2},
        new double[] {(1 - q) * (1 - q), 2 * q * (1 - q), q * q},
        new double[] {0},
        new double[] {1},
        noise);
  }

  /** Returns log delta. */
  double logDelta(Direction direction, double epsilon) {
    boolean remove = direction == Direction.REMOVE;
    double x = output(remove ? epsilon : -epsilon);
    double sign = remove ? 1 : -1;
    double with = logBeyond(means, weights, x, sign);
    double without = logBeyond(otherMeans, otherWeights, x, sign);
    return remove ? logDifference(with, epsilon + without) : logDifference(without, epsilon + with);
  }

  /** Returns log delta of two such steps. */
  double logDeltaTwice(Direction direction, double epsilon) {
    boolean remove = direction == Direction.REMOVE;
    double[] panels = panels(remove ? epsilon : -epsilon);
    double[] logs = new double[(panels.length - 1) * NODES];
    for (int i = 0; i < logs.length; i++) {
      double half = (panels[i / NODES + 1] - panels[i / NODES]) / 2;
      double x = panels[i / NODES] + half * (1 + PANEL.getPoint(i % NODES));
      double with = logDensity(means, weights, x);
      double without = logDensity(otherMeans, otherWeights, x);
      double loss = remove ? with - without : without - with;
      double log = (remove ? with : without) + logDelta(direction, epsilon - loss);
      logs[i] =
          half == 0 ? Double.NEGATIVE_INFINITY : log + Math.log(half * PANEL.getWeight(i % NODES));
    }
    return logSum(logs);
  }

  /**
   * Returns the ends of the panels: half a standard deviation wide, and finer around the outputs
   * where the second step has to bring a loss of 0, or that of a record that was not drawn.
   */
  private double[] panels(double logRatio) {
    double unsampled =
        logDensity(means, weights, -1e3) - logDensity(otherMeans, otherWeights, -1e3);
    DoubleStream ends =
        IntStream.rangeClosed(-90, 90)
            .mapToDouble(i -> i / 2.0 * noise + (i > 0 ? 2 : -1) * i / 90.0);
    for (double at : new double[] {output(logRatio), output(logRatio - unsampled)}) {
      DoubleStream finer =
          IntStream.range(-35, 1)
              .mapToDouble(i -> noise * Math.pow(2, i))
              .flatMap(distance -> DoubleStream.of(at - distance, at + distance));
      ends = DoubleStream.concat(ends, finer);
    }
    return ends.filter(x -> Math.abs(x) < 50 * noise + 5).sorted().toArray();
  }

  /** Returns the output at which log(P/Q) is the given number. */
  private double output(double logRatio) {
    double low = -1e6;
    double high = 1e6;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      double found =
          logDensity(means, weights, middle) - logDensity(otherMeans, otherWeights, middle);
      if (found < logRatio) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private double logDensity(double[] at, double[] probabilities, double x) {
    double[] logs = new double[at.length];
    for (int j = 0; j < at.length; j++) {
      double scaled = (x - at[j]) / noise;
      logs[j] = Math.log(probabilities[j]) - scaled * scaled / 2 - HALF_LOG_2_PI - Math.log(noise);
    }
    return logSum(logs);
  }

  /** Returns log of the probability of outputs above x, or below if the sign is -1. */
  private double logBeyond(double[] at, double[] probabilities, double x, double sign) {
    double[] logs = new double[at.length];
    for (int j = 0; j < at.length; j++) {
      logs[j] = Math.log(probabilities[j]) + logTail(sign * (x - at[j]) / noise);
    }
    return logSum(logs);
  }

  /** Returns log of the probability that a standard normal variable is above u. */
  static double logTail(double u) {
    if (u < 3) {
      return Math.log(Erf.erfc(u / Math.sqrt(2)) / 2);
    }
    double fraction = u;
    for (int k = 120; k >= 1; k--) {
      fraction = u + k / fraction;
    }
    return -u * u / 2 - HALF_LOG_2_PI - Math.log(fraction);
  }

  private static double logDifference(double left, double right) {
    return left > right ? left + Math.log1p(-Math.exp(right - left)) : Double.NEGATIVE_INFINITY;
  }

  private static double logSum(double[] logs) {
    double highest = Arrays.stream(logs).max().orElseThrow();
    if (highest == Double.NEGATIVE_INFINITY) {
      return highest;
    }
    return highest + Math.log(Arrays.stream(logs).map(log -> Math.exp(log - highest)).sum());
  }
}
