package io.dptrain.accountant.tuning;

import io.dptrain.accountant.internal.JsonObject;
import io.dptrain.accountant.rdp.RdpCurve;
import java.util.function.DoubleUnaryOperator;

/**
 * See {@link RepeatedRuns#truncatedNegativeBinomial}.
 *
 * <p><b>Formula:</b> for shape n and probability g, P(k) = (1 - g)^k / (g^-n - 1) times the product
 * over l < k of (l + n) / (l + 1), k >= 1; for n = 0, (1 - g)^k / (k log(1/g)). The mean is n (1 -
 * g) / (g (1 - g^n)); for n = 0, (1/g - 1) / log(1/g).
 */
final class NegativeBinomialRuns extends RepeatedRuns {
  static final String NAME = "truncatedNegativeBinomial";

  private final double shape;
  private final double probability;
  private final double logInverse;

  NegativeBinomialRuns(double shape, double probability) {
    this.shape = shape;
    this.probability = probability;
    this.logInverse = -Math.log(probability);
  }

  /** Returns shape / (1 - probability^shape), which at shape 0 is 1 / log(1 / probability). */
  private double shapeOverMass() {
    return shape == 0 ? 1 / logInverse : -shape / Math.expm1(-shape * logInverse);
  }

  @Override
  public double expectedRuns() {
    return (1 - probability) / probability * shapeOverMass();
  }

  @Override
  public String describe() {
    return "a truncated negative binomial number of runs of shape "
        + shape
        + ", "
        + expectedRuns()
        + " on average";
  }

  @Override
  JsonObject json() {
    return JsonObject.empty()
        .with(DISTRIBUTION, NAME)
        .with("shape", shape)
        .with("probability", probability);
  }

  @Override
  long first() {
    return 1;
  }

  @Override
  double probabilityOfFirst() {
    return (1 - probability) * Math.exp(-shape * logInverse) * shapeOverMass();
  }

  @Override
  double ratio(long runs) {
    return (1 - probability) * (runs + shape) / (runs + 1);
  }

  @Override
  double largestRatio(long runs) {
    // It goes to 1 - probability, from below for a shape below 1 and from above else.
    return Math.max(ratio(runs), 1 - probability);
  }

  @Override
  double constant(RdpCurve oneRun) {
    // The limit as the order falls to 1, which no curve holds.
    double least = logInverse;
    for (int i = 0; i < oneRun.orders().size(); i++) {
      double order = oneRun.orders().order(i);
      least = Math.min(least, (1 - 1 / order) * oneRun.rdp(i) + logInverse / order);
    }
    return (1 + shape) * least;
  }

  @Override
  double perOrder(double slope, DoubleUnaryOperator deltaOfOneRun) {
    return 0;
  }
}
