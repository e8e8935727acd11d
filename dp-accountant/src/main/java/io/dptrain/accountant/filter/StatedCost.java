package io.dptrain.accountant.filter;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.internal.Checks;
import java.util.function.DoubleUnaryOperator;

/**
 * See {@link PrivacyCost#stated}.
 *
 * <p><b>Formula:</b> the worst that is (e, d)-differentially private has delta(epsilon) = d + (1 -
 * d) (exp(e) - exp(epsilon)) / (1 + exp(e)) up to e, and d from there on. <b>Source:</b> Kairouz,
 * Oh, Viswanath 2015, The composition theorem for differential privacy, section 3.
 */
record StatedCost(double epsilon, double delta) implements PrivacyCost {
  /** More than the roundings of the formula. */
  private static final double UP = 1 + 0x1p-48;

  StatedCost {
    Checks.require(
        epsilon >= Double.MIN_NORMAL && epsilon < Double.POSITIVE_INFINITY,
        "epsilon must be in [2^-1022, infinity), but is %s",
        epsilon);
    Checks.require(
        delta >= 0 && delta < 1 && (delta == 0 || delta >= Double.MIN_NORMAL),
        "delta must be 0 or in [2^-1022, 1), but is %s",
        delta);
  }

  @Override
  public String describe() {
    return "(epsilon " + epsilon + ", delta " + delta + ") as stated";
  }

  @Override
  public DoubleUnaryOperator delta(NeighboringRelation relation) {
    return at -> Math.min(1, delta + (1 - delta) * hockeyStick(at) * UP);
  }

  private double hockeyStick(double at) {
    // Both divided by exp(epsilon), which may be too large for a number.
    return at >= epsilon ? 0 : -Math.expm1(at - epsilon) / (1 + Math.exp(-epsilon));
  }
}
