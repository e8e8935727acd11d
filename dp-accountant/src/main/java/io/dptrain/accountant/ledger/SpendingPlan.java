package io.dptrain.accountant.ledger;

import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.ledger.store.Sha256;
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
 * @param cost of all steps together; it says in how many steps it is spent
 * @param details name and value of what the cost does not show: clip norm, sampler, version; each
 *     one line, at most 40
 */
public record SpendingPlan(String purpose, PrivacyCost cost, Map<String, String> details) {
  private static final int MOST_DETAILS = 40;
  private static final int SHOWN = 120;

  public SpendingPlan {
    ProtectedData.line("the purpose of a plan", purpose);
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(details, "details");
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
    return of(purpose, PrivacyCost.of(step, steps));
  }

  /** A plan without details. */
  public static SpendingPlan of(String purpose, PrivacyCost cost) {
    return new SpendingPlan(purpose, cost, Map.of());
  }

  /** In how many steps it is spent. */
  public long steps() {
    return cost.steps();
  }

  /** This plan with one detail more; one that is too long is cut, and its hash put behind. */
  public SpendingPlan with(String name, String value) {
    Objects.requireNonNull(value, "value");
    Map<String, String> more = new LinkedHashMap<>(details);
    more.put(
        name,
        value.length() <= ProtectedData.LONGEST
            ? value
            : start(value, SHOWN) + "... SHA-256 " + Sha256.of(value));
    return new SpendingPlan(purpose, cost, more);
  }

  /** The first characters, of which none is cut in two. */
  static String start(String value, int length) {
    return value.substring(
        0, Character.isHighSurrogate(value.charAt(length - 1)) ? length - 1 : length);
  }
}
