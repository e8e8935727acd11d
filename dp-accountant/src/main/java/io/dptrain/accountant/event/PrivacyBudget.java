package io.dptrain.accountant.event;

import io.dptrain.accountant.internal.Checks;

/**
 * An (epsilon, delta) target: the most that may be spent.
 *
 * <p><b>Domain:</b> epsilon in (0, infinity), delta in (0, 1).
 *
 * <p><b>Unit:</b> epsilon is a natural logarithm, delta a probability.
 */
public record PrivacyBudget(double epsilon, double delta) {
  public PrivacyBudget {
    Checks.positive("epsilon", epsilon);
    Checks.delta("delta", delta);
  }
}
