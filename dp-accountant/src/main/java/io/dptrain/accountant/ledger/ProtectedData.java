package io.dptrain.accountant.ledger;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.internal.Checks;
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
    Checks.require(
        !text.isBlank()
            && text.length() <= LONGEST
            && text.codePoints().noneMatch(ProtectedData::isHidden),
        "%s must be one line of 1 to %s visible characters, but is '%s'",
        name,
        LONGEST,
        text.codePoints()
            .limit(LONGEST)
            .filter(c -> !isHidden(c))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append));
    return text;
  }

  private static boolean isHidden(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.UNASSIGNED;
  }
}
