package io.dptrain.accountant.pld;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.special.Erf;

/**
 * delta of one epoch of random allocation over two steps, as an integral over the output of one of
 * them: slow and obvious.
 *
 * <p>With M = (W + V) / 2 and W given, E[(M - a)_+] is half the price of an option on V with the
 * strike 2 a - W.
 */
final class TwoSteps {
  private static final int POINTS = 20_000;

  /** Of each of two integrals, one in the other. */
  private static final int FEWER_POINTS = 2_000;

  private static final double REACH = 12;

  private TwoSteps() {}

  static double delta(double noise, double epsilon, Direction direction) {
    return direction == Direction.REMOVE
        ? above(noise, Math.exp(epsilon), POINTS)
        : Math.exp(epsilon) * below(noise, Math.exp(-epsilon), POINTS);
  }

  /** The same where N(1, s^2) against N(0, s^2) is released, too, s the other noise. */
  static double deltaWithGaussian(double noise, double other, double epsilon, Direction direction) {
    double shift = 1 / other;
    // The mean of R D(a / R) over the other ratio R, with the record where it is removed.
    return direction == Direction.REMOVE
        ? normalMean(
            z -> above(noise, Math.exp(epsilon - shift * z - shift * shift / 2), FEWER_POINTS),
            shift,
            400)
        : normalMean(
            z ->
                Math.exp(epsilon + shift * z - shift * shift / 2)
                    * below(
                        noise, Math.exp(-epsilon - shift * z + shift * shift / 2), FEWER_POINTS),
            shift,
            400);
  }

  /** E[(M - a)_+]. */
  private static double above(double noise, double a, int points) {
    return mean(noise, points, w -> call(2 * a - w, noise) / 2);
  }

  /** E[(a - M)_+]. */
  private static double below(double noise, double a, int points) {
    return mean(noise, points, w -> put(2 * a - w, noise) / 2);
  }

  private static double mean(double noise, int points, DoubleUnaryOperator ofRatio) {
    return normalMean(
        z -> ofRatio.applyAsDouble(Math.exp((z - 0.5 / noise) / noise)), 1 / noise, points);
  }

  /** E f(z) over N(0, 1), by the trapezoid rule, for f that grows up to exp(z most). */
  private static double normalMean(DoubleUnaryOperator f, double most, int points) {
    double width = (2 * REACH + most) / points;
    double sum = 0;
    for (int i = 0; i <= points; i++) {
      double z = -REACH + i * width;
      sum += f.applyAsDouble(z) * Math.exp(-z * z / 2);
    }
    return sum * width / Math.sqrt(2 * Math.PI);
  }

  /** E[(W - strike)_+]. */
  private static double call(double strike, double noise) {
    if (strike <= 0) {
      return 1 - strike;
    }
    double d = noise * Math.log(strike);
    return tail(d - 0.5 / noise) - strike * tail(d + 0.5 / noise);
  }

  /** E[(strike - W)_+]. */
  private static double put(double strike, double noise) {
    if (strike <= 0) {
      return 0;
    }
    double d = noise * Math.log(strike);
    return strike * tail(-d - 0.5 / noise) - tail(-d + 0.5 / noise);
  }

  private static double tail(double x) {
    return Erf.erfc(x / Math.sqrt(2)) / 2;
  }
}
