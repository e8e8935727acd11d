package io.dptrain.core.stability.monitor;

import java.util.Objects;

/**
 * A number that was measured during training, with the mark that says what may be done with it.
 *
 * @param name what was measured, or the variable that it belongs to
 * @param value the number; may be infinite or NaN
 */
public record Measured(String name, double value, Privacy privacy) {
  public Measured {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(privacy, "privacy");
  }

  /** Whether the value is a number and not infinite. */
  public boolean isFinite() {
    return Double.isFinite(value);
  }

  /** The same number, with the worse of its mark and another. */
  Measured with(Privacy other) {
    return new Measured(name, value, privacy.with(other));
  }

  @Override
  public String toString() {
    return name + " = " + value + " (" + privacy + ")";
  }
}
