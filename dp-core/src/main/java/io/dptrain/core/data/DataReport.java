package io.dptrain.core.data;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.random.NoiseSource;
import io.dptrain.core.random.SecureNoise;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@link DataCheck} found. It tells nothing of the data unless it is asked by a name that says
 * that the answer is not private, or for a count with noise, which is charged. Immutable.
 */
public final class DataReport {
  private final String checked;
  private final long failingUnits;
  private final Map<String, Long> faults;

  DataReport(RecordSource source, int rowsPerUnit, long failingUnits, Map<String, Long> faults) {
    this.checked =
        "checked "
            + source.size()
            + " records, "
            + rowsPerUnit
            + " per unit: "
            + source.fields().stream()
                .map(field -> field.name() + " " + field.type() + " " + field.shape())
                .collect(Collectors.joining(", "));
    this.failingUnits = failingUnits;
    this.faults = new TreeMap<>(faults);
  }

  /** How many privacy units fail: of how many at least one record does. <b>Not private.</b> */
  public long failingNotPrivate() {
    return failingUnits;
  }

  /**
   * How many records fail for which reason, the first one of each record, by field and rule. <b>Not
   * private.</b>
   */
  public Map<String, Long> faultsNotPrivate() {
    return new TreeMap<>(faults);
  }

  /**
   * Releases how many privacy units fail, with noise, and charges that to the budget of the data
   * set before it is computed. The noise is fresh in each call, and each is charged.
   *
   * <p><b>Formula</b>: the count plus normal noise of standard deviation {@code noiseMultiplier},
   * rounded to a whole number, as the last digits of a sum with a fraction tell of its parts. One
   * unit changes the count by 1. May be negative.
   *
   * <p><b>Domain</b>: positive and finite; 20 is off by less than 40 in 95 of 100 cases.
   *
   * @param purpose what the ledger shall say
   * @throws io.dptrain.accountant.ledger.BudgetExceededException if the budget has not the share
   *     left
   * @throws io.dptrain.accountant.ledger.store.LedgerException if the charge cannot be kept
   */
  public long releaseFailing(BudgetAuthority authority, String purpose, double noiseMultiplier) {
    return releaseFailing(authority, purpose, noiseMultiplier, SecureNoise.create());
  }

  long releaseFailing(
      BudgetAuthority authority, String purpose, double noiseMultiplier, NoiseSource noise) {
    Checks.positiveFinite("noiseMultiplier", noiseMultiplier);
    authority.spend(SpendingPlan.of(purpose, PrivacyCost.of(new GaussianEvent(noiseMultiplier))));
    float[] drawn = new float[1];
    noise.fillStandardNormal(drawn, 1);
    return Math.round(failingUnits + noiseMultiplier * drawn[0]);
  }

  /** What was checked, and nothing of what was found. */
  @Override
  public String toString() {
    return checked;
  }
}
