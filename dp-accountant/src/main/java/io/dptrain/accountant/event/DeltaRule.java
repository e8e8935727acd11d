package io.dptrain.accountant.event;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/**
 * The usual rule for delta: at most a tenth of one divided by the number of records.
 *
 * <p><b>Source</b>: Dwork and Roth, The Algorithmic Foundations of Differential Privacy, 2014,
 * section 2.3: a mechanism that publishes one record at random, and nothing else, has {@code
 * epsilon = 0} and {@code delta = 1 / N}; delta must be well below that.
 */
public final class DeltaRule {
  private DeltaRule() {}

  /**
   * One line on a delta that is above {@code 1 / (10 N)}; empty for one that is not.
   *
   * @param delta of a guarantee, in {@code [0, 1)}
   * @param datasetSize {@code N}, how many records the guarantee is for; at least 1
   */
  public static Optional<String> warning(double delta, long datasetSize) {
    double bound = 1 / (10.0 * datasetSize);
    if (!(delta > bound)) {
      return Optional.empty();
    }
    // Rounded down, so that the number that is read is itself within the rule.
    BigDecimal read = BigDecimal.valueOf(bound).round(new MathContext(3, RoundingMode.DOWN));
    return Optional.of(
        String.format(
            Locale.ROOT,
            "delta %s is above 1/(10 N) = %.2E for N = %d records: keep delta below 1/N, better a"
                + " tenth of it, as a method that publishes one record at random and whole has"
                + " delta 1/N",
            delta,
            read,
            datasetSize));
  }
}
