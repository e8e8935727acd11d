package io.dptrain.examples;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Checks of what was typed. Each message names the flag, the rule and the value; each check returns
 * the value.
 */
public final class Inputs {
  private static final long MAX_COUNT = 1L << 53;
  private static final double LEAST_CLIP_NORM = 0x1p-40;
  private static final double MOST_CLIP_NORM = 0x1p60;
  private static final double LEAST_NOISE = 0.01;
  private static final double MOST_NOISE = 1_000;

  private Inputs() {}

  /** Zero or more, finite. */
  public static double nonNegative(String flag, double value) {
    require(
        value >= 0 && value < Double.POSITIVE_INFINITY,
        flag + " must be 0 or more and finite, but is " + Numbers.plain(value));
    return value;
  }

  /** Above zero, finite. */
  public static double positive(String flag, double value) {
    require(
        value > 0 && value < Double.POSITIVE_INFINITY,
        flag + " must be a positive finite number, but is " + Numbers.plain(value));
    return value;
  }

  /** For positive numbers that the graph holds in single precision. */
  public static double single(String flag, double value) {
    positive(flag, value);
    require(
        value >= Float.MIN_NORMAL && value <= Float.MAX_VALUE,
        flag
            + " must be within the range of single precision, 1.2e-38 to 3.4e38, but is "
            + Numbers.plain(value));
    return value;
  }

  /** From 2^-40 to 2^60, as {@link io.dptrain.core.clip.Clipping} requires. */
  public static double clipNorm(String flag, double value) {
    positive(flag, value);
    require(
        value >= LEAST_CLIP_NORM && value <= MOST_CLIP_NORM,
        flag
            + " must be from 9.1e-13 to 1.15e18, where norms neither under- nor overflow, but is "
            + Numbers.plain(value)
            + "; try 1");
    return value;
  }

  /** Above 0 and at most 1. */
  public static double probability(String flag, double value) {
    require(
        value > 0 && value <= 1,
        flag + " must be above 0 and at most 1, but is " + Numbers.plain(value));
    return value;
  }

  /** Above 0 and below 1. */
  public static double delta(String flag, double value) {
    require(
        value > 0 && value < 1,
        flag + " must be above 0 and below 1, but is " + Numbers.plain(value) + "; try 1e-5");
    return value;
  }

  /** From 0.01 to 1,000, for runs that train: beyond, no guarantee is left, or no signal. */
  public static double trainingNoise(String flag, double value) {
    require(
        value >= LEAST_NOISE && value <= MOST_NOISE,
        "%s must be from %s to %s, but is %s; try 1"
            .formatted(
                flag, Numbers.plain(LEAST_NOISE), Numbers.plain(MOST_NOISE), Numbers.plain(value)));
    return value;
  }

  /** From 1 to 2^53, which doubles hold exactly. */
  public static long count(String flag, long value) {
    require(value >= 1 && value <= MAX_COUNT, flag + " must be in [1, 2^53], but is " + value);
    return value;
  }

  /** From 1 on. */
  public static int atLeastOne(String flag, int value) {
    require(value >= 1, flag + " must be at least 1, but is " + value);
    return value;
  }

  /** From the least to the most, both allowed. */
  public static int inRange(String flag, int value, int least, int most) {
    require(
        value >= least && value <= most,
        String.format(
            Locale.ROOT, "%s must be from %,d to %,d, but is %d", flag, least, most, value));
    return value;
  }

  /**
   * The value of a name, in letters of any case.
   *
   * @param label gives the name of a value, in small letters
   */
  public static <T> T named(
      String flag, String name, List<T> values, Function<? super T, String> label) {
    String wanted = name.trim().toLowerCase(Locale.ROOT);
    return values.stream()
        .filter(value -> label.apply(value).equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "%s must be one of %s, but is '%s'"
                        .formatted(
                            flag,
                            values.stream().map(label).collect(Collectors.joining(", ")),
                            name)));
  }

  /**
   * The values of some names, each once.
   *
   * @param names in letters of any case; null for all values
   * @param label gives the name of a value, in small letters
   */
  public static <T> List<T> chosen(
      String flag, List<String> names, List<T> values, Function<? super T, String> label) {
    return names == null
        ? values
        : names.stream().map(name -> named(flag, name, values, label)).distinct().toList();
  }

  /**
   * Requires what has no method of its own.
   *
   * @param message names the flag, the rule and the value
   */
  public static void require(boolean condition, String message) {
    if (!condition) {
      throw new BadInput(message);
    }
  }
}
