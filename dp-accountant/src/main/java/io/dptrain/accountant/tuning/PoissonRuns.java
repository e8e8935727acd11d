package io.dptrain.accountant.tuning;

import io.dptrain.accountant.internal.JsonObject;
import io.dptrain.accountant.rdp.RdpCurve;
import java.util.function.DoubleUnaryOperator;

/** See {@link RepeatedRuns#poisson}. */
final class PoissonRuns extends RepeatedRuns {
  static final String NAME = "poisson";

  private final double mean;

  PoissonRuns(double mean) {
    this.mean = mean;
  }

  @Override
  public double expectedRuns() {
    return mean;
  }

  @Override
  public String describe() {
    return "a Poisson number of runs, " + mean + " on average";
  }

  @Override
  JsonObject json() {
    return JsonObject.empty().with(DISTRIBUTION, NAME).with("mean", mean);
  }

  @Override
  long first() {
    return 0;
  }

  @Override
  double probabilityOfFirst() {
    return Math.exp(-mean);
  }

  @Override
  double ratio(long runs) {
    return mean / (runs + 1);
  }

  @Override
  double largestRatio(long runs) {
    return ratio(runs);
  }

  @Override
  double constant(RdpCurve oneRun) {
    return 0;
  }

  @Override
  double perOrder(double slope, DoubleUnaryOperator deltaOfOneRun) {
    return mean * deltaOfOneRun.applyAsDouble(Math.log1p(1 / slope));
  }
}
