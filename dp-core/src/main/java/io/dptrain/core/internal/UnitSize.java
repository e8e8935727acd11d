package io.dptrain.core.internal;

/**
 * How many rows a privacy unit has.
 *
 * @param most how many places each unit has in a batch; at least 1
 * @param varies whether a unit may have fewer rows than places; otherwise each has exactly so many
 */
public record UnitSize(int most, boolean varies) {

  /** Checks the arguments. */
  public UnitSize {
    Checks.atLeastOne("rowsPerUnit", most);
  }

  /** Units of exactly so many rows. */
  public static UnitSize of(int rows) {
    return new UnitSize(rows, false);
  }

  /** Units of one row up to so many. */
  public static UnitSize atMost(int rows) {
    return new UnitSize(rows, true);
  }

  /** For descriptions. */
  @Override
  public String toString() {
    return varies ? "at most " + most : Integer.toString(most);
  }
}
