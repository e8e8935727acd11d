package io.dptrain.accountant.ledger;

import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.internal.Checks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What is going to be spent, by what: declared before it begins, and not changed after.
 *
 * <p>What costs depends on the cost alone. The details are for who reads the ledger, and a run that
 * goes on later must have the same.
 *
 * @param purpose what for, in one line of at most 200 characters
 * @param cost of all steps together
 * @param steps in how many steps it will be spent, in [1, 2^53]
 * @param details name and value of what the cost does not show: clip norm, sampler, version; each
 *     one line, at most 40
 */
public record SpendingPlan(
    String purpose, PrivacyCost cost, long steps, Map<String, String> details) {
  private static final int MOST_DETAILS = 40;

  public SpendingPlan {
    ProtectedData.line("the purpose of a plan", purpose);
    Objects.requireNonNull(cost, "cost");
    Checks.positiveCount("steps", steps);
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    Checks.require(
        details.size() <= MOST_DETAILS,
        "a plan has at most %s details, but here are %s",
        MOST_DETAILS,
        details.size());
    details.forEach(
        (name, value) -> {
          ProtectedData.line("the name of a detail", name);
          ProtectedData.line("the detail " + name, value);
        });
  }

  /** A plan of so many steps that each cost the same. */
  public static SpendingPlan ofSteps(String purpose, PrivacyEvent step, long steps) {
    return new SpendingPlan(purpose, PrivacyCost.of(step, steps), steps, Map.of());
  }

  /** A plan that is spent at once. */
  public static SpendingPlan atOnce(String purpose, PrivacyCost cost) {
    return new SpendingPlan(purpose, cost, 1, Map.of());
  }

  /** This plan with one detail more. */
  public SpendingPlan with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(details);
    more.put(name, value);
    return new SpendingPlan(purpose, cost, steps, more);
  }
}
