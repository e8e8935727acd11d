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
 */
public record Panel(
    Kind kind,
    String what,
    String title,
    String xTitle,
    String yTitle,
    boolean isLogarithmicX,
    boolean isLogarithmicY) {

  /** How something is drawn. */
  public enum Kind {
    /** A curve, joined by lines. */
    LINES,
    /** A curve whose points stand alone. */
    POINTS,
    /** A number: a row for each variant, a dot for each seed. */
    DOTS
  }

  /** A curve, joined by lines. */
  public static Panel lines(String curve, String title, String xTitle, String yTitle) {
    return new Panel(Kind.LINES, curve, title, xTitle, yTitle, false, false);
  }

  /** A curve whose points stand alone. */
  public static Panel points(String curve, String title, String xTitle, String yTitle) {
    return new Panel(Kind.POINTS, curve, title, xTitle, yTitle, false, false);
  }

  /** A number, along a horizontal axis. */
  public static Panel dots(String number, String title, String xTitle) {
    return new Panel(Kind.DOTS, number, title, xTitle, "", false, false);
  }

  /** The same with a logarithmic horizontal axis. */
  public Panel logarithmicX() {
    return new Panel(kind, what, title, xTitle, yTitle, true, isLogarithmicY);
  }

  /** The same with a logarithmic vertical axis. */
  public Panel logarithmicY() {
    return new Panel(kind, what, title, xTitle, yTitle, isLogarithmicX, true);
  }
}
