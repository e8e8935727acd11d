package io.dptrain.core.noise;

import io.dptrain.core.internal.Checks;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The noise multiplier of each step of a run, fixed before the first: so many levels, each from one
 * step on. A value and no function, so that it cannot look at data, and the accountant sees all of
 * it.
 *
 * <p><b>Unit</b>: noise standard deviation divided by the l2 bound of one example's share, none.
 * <b>Formula</b>: step {@code t}, counted from zero, has the level of the largest key that is at
 * most {@code t}; the last level goes on for ever.
 *
 * <p>Immutable, with equality by the noise of every step: a level that is that of the steps before
 * it is none of its own.
 *
 * @param levels from the step at which a level begins, the first of them 0, to its noise
 *     multiplier, zero or positive and finite; at most {@value #MOST_LEVELS}
 */
public record NoiseSchedule(NavigableMap<Long, Double> levels) {
  /** Each level is an event of its own, which ledgers keep and accountants compose. */
  public static final int MOST_LEVELS = 64;

  /** Takes a copy, and checks it. */
  public NoiseSchedule {
    levels = Collections.unmodifiableNavigableMap(distinct(levels));
  }

  private static TreeMap<Long, Double> distinct(Map<Long, Double> levels) {
    TreeMap<Long, Double> distinct = new TreeMap<>();
    for (Map.Entry<Long, Double> level : new TreeMap<>(Map.copyOf(levels)).entrySet()) {
      long first = Checks.nonNegative("first step of a noise multiplier", level.getKey());
      String name = "noise multiplier from step " + first + " on";
      double noise = Checks.nonNegativeFinite(name, level.getValue()) + 0.0; // -0.0 is 0.0
      if (distinct.isEmpty() || distinct.lastEntry().getValue() != noise) {
        distinct.put(first, noise);
      }
    }
    if (!distinct.containsKey(0L)) {
      throw new IllegalArgumentException(
          "a noise schedule must say the noise of step 0, but begins at "
              + (distinct.isEmpty() ? "none" : distinct.firstKey())
              + "; add a level from step 0 on");
    }
    if (distinct.size() > MOST_LEVELS) {
      throw new IllegalArgumentException(
          "a noise schedule must have at most "
              + MOST_LEVELS
              + " levels, but has "
              + distinct.size()
              + "; make each last longer");
    }
    return distinct;
  }

  /**
   * The same in each step.
   *
   * @param noiseMultiplier zero or positive and finite
   */
  public static NoiseSchedule constant(double noiseMultiplier) {
    return stepwise(Map.of(0L, Checks.nonNegativeFinite("noiseMultiplier", noiseMultiplier)));
  }

  /** Stays as it is between given steps; {@link #levels} says of what form. */
  public static NoiseSchedule stepwise(Map<Long, Double> levels) {
    return new NoiseSchedule(new TreeMap<>(levels));
  }

  /**
   * Falls by the same factor from level to level. <b>Formula</b>: level {@code j} of {@code n} is
   * {@code first (last / first)^(j / (n - 1))}, from step {@code floor(j steps / n)} on.
   *
   * @param first positive and finite
   * @param last of the last level, which goes on; positive and at most {@code first}
   * @param steps that all levels share; at least {@code levels}
   * @param levels from 2 to {@value #MOST_LEVELS}
   */
  public static NoiseSchedule exponentialDecay(double first, double last, long steps, int levels) {
    Checks.positiveFinite("last", last);
    return decay(
        first, last, steps, levels, level -> first * Math.pow(last / first, share(level, levels)));
  }

  /**
   * Falls by the same amount from level to level. <b>Formula</b>: level {@code j} of {@code n} is
   * {@code first + (last - first) j / (n - 1)}, from step {@code floor(j steps / n)} on.
   *
   * @param first positive and finite
   * @param last of the last level, which goes on; positive and at most {@code first}
   * @param steps that all levels share; at least {@code levels}
   * @param levels from 2 to {@value #MOST_LEVELS}
   */
  public static NoiseSchedule linearDecay(double first, double last, long steps, int levels) {
    Checks.positiveFinite("last", last);
    return decay(
        first, last, steps, levels, level -> first + (last - first) * share(level, levels));
  }

  private static double share(int level, int levels) {
    return (double) level / (levels - 1);
  }

  private static NoiseSchedule decay(
      double first, double last, long steps, int levels, IntToDoubleFunction noise) {
    Checks.positiveFinite("first", first);
    requireDecay(first, last, steps, levels);
    TreeMap<Long, Double> byFirst = new TreeMap<>();
    for (int level = 0; level < levels; level++) {
      // In this order nothing overflows.
      long begin = steps / levels * level + steps % levels * level / levels;
      byFirst.put(begin, level == levels - 1 ? last : noise.applyAsDouble(level));
    }
    return new NoiseSchedule(byFirst);
  }

  private static void requireDecay(double first, double last, long steps, int levels) {
    if (last > first) {
      throw new IllegalArgumentException(
          "last must be at most first, " + first + ", but is " + last + "; or use stepwise(...)");
    }
    if (levels < 2 || levels > MOST_LEVELS) {
      throw new IllegalArgumentException(
          "levels must be from 2 to " + MOST_LEVELS + ", but is " + levels);
    }
    if (steps < levels) {
      throw new IllegalArgumentException(
          "steps must be at least the " + levels + " levels, but is " + steps);
    }
  }

  /**
   * The noise multiplier of a step.
   *
   * @param step how many steps of the run were charged before, 0 for the first
   */
  public double at(long step) {
    return levels.floorEntry(Checks.nonNegative("step", step)).getValue();
  }

  /** The largest of all levels. */
  public double largest() {
    return Collections.max(levels.values());
  }

  /** The least of all levels. */
  public double least() {
    return Collections.min(levels.values());
  }

  /** Whether all steps have the same. */
  public boolean isConstant() {
    return levels.size() == 1;
  }

  /**
   * The same with every level multiplied.
   *
   * @param factor zero or positive and finite
   */
  public NoiseSchedule times(double factor) {
    Checks.nonNegativeFinite("factor", factor);
    TreeMap<Long, Double> scaled = new TreeMap<>(levels);
    scaled.replaceAll((first, noise) -> factor * noise);
    return new NoiseSchedule(scaled);
  }

  /** All of it in one line, in which every number is exact: for ledgers and reports. */
  public String description() {
    return isConstant()
        ? Double.toString(at(0))
        : levels.entrySet().stream()
            .map(level -> level.getValue() + " from step " + level.getKey())
            .collect(Collectors.joining(", "));
  }
}
