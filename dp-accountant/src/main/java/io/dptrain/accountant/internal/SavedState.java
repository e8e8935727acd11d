package io.dptrain.accountant.internal;

import java.util.Objects;

/**
 * What the saved state of every accountant begins with: format version, accountant, relation.
 *
 * <p>Stateless.
 */
public final class SavedState {
  /** Raised when a field changes its meaning or goes away. */
  private static final long FORMAT_VERSION = 1;

  private SavedState() {}

  /** Returns an object that the rest of the state is added to. */
  public static JsonObject of(String accountant, String relation) {
    return JsonObject.empty()
        .with("formatVersion", FORMAT_VERSION)
        .with("accountant", accountant)
        .with("relation", relation);
  }

  /**
   * Reads a state.
   *
   * @throws IllegalArgumentException if it is not JSON, or of another format version, accountant or
   *     relation
   */
  public static JsonObject read(String text, String accountant, String relation) {
    Objects.requireNonNull(text, "json");
    JsonObject json = JsonObject.parse(text);
    double version = json.number("formatVersion");
    Checks.require(
        version == FORMAT_VERSION, "formatVersion must be %s, but is %s", FORMAT_VERSION, version);
    requireSame("accountant", accountant, json.text("accountant"));
    requireSame("relation", relation, json.text("relation"));
    return json;
  }

  public static void requireSame(String name, Object expected, Object value) {
    Checks.require(value.equals(expected), "%s must be %s, but is %s", name, expected, value);
  }
}
