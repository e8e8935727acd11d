package io.dptrain.examples.check;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * One number that was measured, and what it may be.
 *
 * @param what in few words
 * @param value what came out
 * @param least the least that is allowed
 * @param most the most that is allowed
 */
record Measured(String what, double value, double least, double most) {

  static Measured atMost(String what, double value, double most) {
    return new Measured(what, value, Double.NEGATIVE_INFINITY, most);
  }

  /** Whether the value is allowed; NaN is not. */
  @JsonProperty
  boolean holds() {
    return value >= least && value <= most;
  }

  /** One line. */
  String text() {
    String allowed =
        least == Double.NEGATIVE_INFINITY
            ? String.format(Locale.ROOT, "at most %.3g", most)
            : String.format(Locale.ROOT, "%.5g to %.5g", least, most);
    return String.format(
        Locale.ROOT, "%s: %.5g, allowed %s%s", what, value, allowed, holds() ? "" : "  <-- FAILS");
  }
}
