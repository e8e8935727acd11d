package io.dptrain.accountant.ledger;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.internal.VisibleText;
import java.util.Locale;
import java.util.Objects;

/**
 * What a budget protects.
 *
 * @param name what the data set is called, in one line of at most 200 characters
 * @param unit what one data set has more than its neighbor, such as "patient"
 * @param size how many units there are, in [0, 2^53]; 0 where that is not public
 * @param relation which data sets count as neighbors
 */
public record ProtectedData(String name, String unit, long size, NeighboringRelation relation) {
  static final int LONGEST = 200;

  public ProtectedData {
    line("the name of a data set", name);
    line("the unit of a data set", unit);
    Checks.count("the size of a data set", size);
    Objects.requireNonNull(relation, "relation");
  }

  /** Examples that are added or removed one at a time, of a data set whose size is not public. */
  public static ProtectedData named(String name) {
    return new ProtectedData(name, "example", 0, NeighboringRelation.ADD_OR_REMOVE_ONE);
  }

  /** Requires a line that can be shown: what stands in it is written to terminals and pages. */
  static String line(String name, String text) {
    Objects.requireNonNull(text, name);
    Checks.require(
        !text.isBlank() && text.length() <= LONGEST && VisibleText.isVisible(text),
        "%s must be one line of 1 to %s visible characters, but is '%s'",
        name,
        LONGEST,
        shown(text));
    return text;
  }

  /** The text, with what is hidden by its number. */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            c -> {
              if (VisibleText.isHidden(c)) {
                shown.append(String.format(Locale.ROOT, "(U+%04X)", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }
}
