package io.dptrain.examples.run;

/**
 * A part of the picture of an experiment: something that was found, of all variants and all seeds.
 *
 * @param kind how it is drawn
 * @param what the name of the curve or number that is drawn
 * @param title above it
 * @param xTitle of the horizontal axis, with its unit
 * @param yTitle of the vertical axis, with its unit; empty for {@link Kind#DOTS}
 * @param isLogarithmicX whether the horizontal axis is logarithmic
 * @param isLogarithmicY whether the vertical axis is logarithmic
 * @param lowest what lies below is drawn here; limits are of curves alone
 * @param highest what lies above is drawn here, and what is infinite or NaN; infinite for no limit,
 *     where these are left out
 */
public record Panel(
    Kind kind,
    String what,
    String title,
    String xTitle,
    String yTitle,
    boolean isLogarithmicX,
    boolean isLogarithmicY,
    double lowest,
    double highest) {

  /** How something is drawn. */
  public enum Kind {
    /** A curve, joined by lines. */
    LINES,
    /** A curve whose points stand alone. */
    POINTS,
    /** A number: a row for each variant, a dot for each seed. */
    DOTS
  }

  private static Panel of(Kind kind, String what, String title, String xTitle, String yTitle) {
    return new Panel(
        kind,
        what,
        title,
        xTitle,
        yTitle,
        false,
        false,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY);
  }

  /** A curve, joined by lines. */
  public static Panel lines(String curve, String title, String xTitle, String yTitle) {
    return of(Kind.LINES, curve, title, xTitle, yTitle);
  }

  /** A curve whose points stand alone. */
  public static Panel points(String curve, String title, String xTitle, String yTitle) {
    return of(Kind.POINTS, curve, title, xTitle, yTitle);
  }

  /** A number, along a horizontal axis. */
  public static Panel dots(String number, String title, String xTitle) {
    return of(Kind.DOTS, number, title, xTitle, "");
  }

  /** The same with a logarithmic horizontal axis. */
  public Panel logarithmicX() {
    return new Panel(kind, what, title, xTitle, yTitle, true, isLogarithmicY, lowest, highest);
  }

  /** The same with a logarithmic vertical axis. */
  public Panel logarithmicY() {
    return new Panel(kind, what, title, xTitle, yTitle, isLogarithmicX, true, lowest, highest);
  }

  /** The same with values between limits. */
  public Panel within(double newLowest, double newHighest) {
    return new Panel(
        kind, what, title, xTitle, yTitle, isLogarithmicX, isLogarithmicY, newLowest, newHighest);
  }

  /** Where a value is drawn. */
  public double drawn(double value) {
    if (highest == Double.POSITIVE_INFINITY) {
      return value;
    }
    return Double.isFinite(value) ? Math.max(lowest, Math.min(highest, value)) : highest;
  }
}
