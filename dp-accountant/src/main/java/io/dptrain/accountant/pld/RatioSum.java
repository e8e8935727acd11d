package io.dptrain.accountant.pld;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The distribution of a sum of independent likelihood ratios, approximated from one side, on a grid
 * like that of the floating-point numbers: {@code marks} of them in each octave.
 *
 * <p><b>Formula:</b> octave k has the marks m 2^k unit, m in [marks, 2 marks). A value between two
 * marks is spread to both so that the mean stays: a spread like that raises the expectation of any
 * convex function, whatever is added to the value later. On the lower side values are drawn
 * together to their mean, which lowers it.
 *
 * <p><b>Error:</b> all terms are 0 or more and nothing is subtracted, so that small probabilities
 * keep their digits. {@link #error} bounds what rounding changes, relative; what is left out at
 * both ends is added up, under both data sets.
 *
 * <p><b>Source:</b> docs/accounting.md.
 *
 * <p>Immutable.
 */
final class RatioSum {
  /** What is left out at either end of a sum. */
  private static final double NEGLIGIBLE = 1e-35;

  /** Relative; that of the quadrature of a cell, and an exponential. */
  private static final double CELL_ERROR = 4e-14;

  private static final double ROUNDING = 0x1p-53;

  /** More than all products of probabilities that are below the smallest number. */
  private static final double UNDERFLOW = 1e-100;

  /** Fewer marks in an octave than this lose accuracy. */
  private static final int FEWEST_MARKS = 128;

  /** Marks of a few octaves above fall together with one in so many. */
  private static final int COMMON = 16;

  private final Side side;
  private final double origin;
  private final double unit;
  private final int marks;
  private final int lowest;
  private final List<Marks> octaves;
  private final double terms;
  private final LeftOut leftOut;
  private final double error;

  /**
   * What the distribution leaves out.
   *
   * @param other its probability under the data set without the record, whose ratios they are
   * @param mean its part of the mean of the sum, relative: the probability under the other data set
   */
  private record LeftOut(double other, double mean) {
    static final LeftOut NOTHING = new LeftOut(0, 0);

    LeftOut and(LeftOut more) {
      return new LeftOut(other + more.other, mean + more.mean);
    }
  }

  private RatioSum(
      Side side,
      double origin,
      double unit,
      int marks,
      int lowest,
      List<Marks> octaves,
      double terms,
      LeftOut leftOut,
      double error) {
    this.side = side;
    this.origin = origin;
    this.unit = unit;
    this.marks = marks;
    this.lowest = lowest;
    this.octaves = octaves;
    this.terms = terms;
    this.leftOut = leftOut;
    this.error = error;
  }

  /**
   * Returns one ratio.
   *
   * @param lowest the octave of the smallest marks, which go down to the origin
   */
  static RatioSum of(
      GaussianRatio ratio, Side side, double origin, double unit, int marks, int lowest) {
    int highest = Math.max(lowest, Math.getExponent((ratio.highest() - origin) / unit / marks));
    return of(ratio, side, origin, unit, marks, lowest, highest);
  }

  /** The same up to the highest octave. */
  static RatioSum of(
      GaussianRatio ratio,
      Side side,
      double origin,
      double unit,
      int marks,
      int lowest,
      int highest) {
    List<Marks> octaves = new ArrayList<>();
    for (int k = lowest; k <= highest; k++) {
      int first = k == lowest && origin > 0 ? 0 : marks;
      double spacing = Math.scalb(unit, k);
      put(octaves, k - lowest, ratio.cells(origin, spacing, first, 2 * marks, side), marks);
    }
    double from = origin > 0 ? origin : Math.scalb(unit, lowest) * marks;
    double to = origin + Math.scalb(unit, highest + 1) * marks;
    LeftOut leftOut = new LeftOut(ratio.outside(from, to), ratio.meanOutside(from, to));
    return new RatioSum(
        side, origin, unit, marks, lowest, octaves, 1, leftOut, CELL_ERROR + ratio.valueError());
  }

  /** Adds to an octave; what lies above it is passed on to the next. */
  private static void put(List<Marks> octaves, int index, Marks added, int marks) {
    while (octaves.size() <= index) {
      octaves.add(added.part(0, 0));
    }
    octaves.set(index, octaves.get(index).and(added.part(0, 2 * marks)));
    Marks above = added.part(2 * marks, added.end());
    if (!above.isEmpty()) {
      put(octaves, index + 1, above.coarser(), marks);
    }
  }

  /** Returns the number of marks in each octave. */
  int marks() {
    return marks;
  }

  /** Returns a bound on the error of each probability and of each value, relative. */
  double error() {
    return error;
  }

  /** Returns the number of values with a probability above 0, at most. */
  int size() {
    return octaves.stream().mapToInt(Marks::size).sum();
  }

  private Marks octave(int k) {
    int index = k - lowest;
    return index >= 0 && index < octaves.size() ? octaves.get(index) : Marks.none(side);
  }

  private double spacing(int index) {
    return Math.scalb(unit, lowest + index);
  }

  /**
   * Returns the sum of this and, drawn independently, the other, with twice as many marks in each
   * octave, which must be equally many in both.
   */
  RatioSum plus(RatioSum other) {
    int from = Math.min(lowest, other.lowest);
    int to = Math.max(lowest + octaves.size(), other.lowest + other.octaves.size());
    List<Marks> sum = new ArrayList<>();
    Marks below = Marks.none(side);
    Marks otherBelow = Marks.none(side);
    int summands = 0;
    // The larger of the two values decides how far apart the marks are on which they are added.
    for (int k = from; k < to; k++) {
      Marks here = octave(k);
      Marks upTo = otherBelow.and(other.octave(k));
      Marks added = here.convolve(upTo).and(below.convolve(other.octave(k)));
      summands = Math.max(summands, Math.min(here.size(), upTo.size()) + below.size());
      put(sum, k - from, added.part(0, 2 * marks).finer(), 2 * marks);
      put(sum, k - from + 1, added.part(2 * marks, added.end()), 2 * marks);
      below = below.and(here).coarser();
      otherBelow = upTo.coarser();
    }
    double rounded = ROUNDING * (2 * summands + 4 * (to - from) + 16);
    return new RatioSum(
            side,
            origin + other.origin,
            unit,
            2 * marks,
            from - 1,
            sum,
            terms + other.terms,
            leftOutWith(other),
            error + other.error + rounded)
        .trimmed();
  }

  /** Left out is every pair of which one is. The mean of a ratio is 1. */
  private LeftOut leftOutWith(RatioSum other) {
    double mine = terms * (leftOut.mean + other.leftOut.other);
    double others = other.terms * (other.leftOut.mean + leftOut.other);
    return new LeftOut(
        leftOut.other + other.leftOut.other, (mine + others) / (terms + other.terms));
  }

  /** Returns the same with half as many marks in each octave. */
  RatioSum coarser() {
    List<Marks> coarse = new ArrayList<>();
    for (int i = 0; i < octaves.size(); i++) {
      put(coarse, i, octaves.get(i).coarser(), marks / 2);
    }
    double rounded = error + 4 * ROUNDING;
    return new RatioSum(side, origin, unit, marks / 2, lowest + 1, coarse, terms, leftOut, rounded);
  }

  /** Returns the same without what is negligible at both ends. */
  private RatioSum trimmed() {
    List<Marks> kept = new ArrayList<>(octaves);
    LeftOut low = trim(kept, true);
    LeftOut both = low.and(trim(kept, false));
    return new RatioSum(side, origin, unit, marks, lowest, kept, terms, leftOut.and(both), error);
  }

  /** Takes the least values away, or the greatest, as long as they are negligible together. */
  private LeftOut trim(List<Marks> kept, boolean least) {
    LeftOut out = LeftOut.NOTHING;
    for (int octave = 0; octave < kept.size(); octave++) {
      int i = least ? octave : kept.size() - 1 - octave;
      Marks held = kept.get(i);
      for (int away = 0; away < held.size(); away++) {
        int mark = least ? held.first() + away : held.end() - 1 - away;
        LeftOut more = out.and(at(i, held, mark));
        if (more.other + more.mean > NEGLIGIBLE) {
          int first = least ? mark : held.first();
          int end = least ? held.end() : mark + 1;
          kept.set(i, held.part(first, end));
          return out;
        }
        out = more;
      }
      kept.set(i, Marks.none(side));
    }
    return out;
  }

  private double value(int index, Marks octave, int mark) {
    return origin + octave.value(mark) * spacing(index);
  }

  private LeftOut at(int index, Marks octave, int mark) {
    double mass = octave.mass(mark);
    return new LeftOut(mass, mass * value(index, octave, mark) / terms);
  }

  /**
   * Returns the same with octaves counted from the smallest value, near which there are more marks
   * then.
   */
  RatioSum rebased() {
    int first = 0;
    while (octaves.get(first).isEmpty()) {
      first++;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int i = first; i < octaves.size(); i++) {
      if (!octaves.get(i).isEmpty()) {
        least = Math.min(least, Math.scalb((double) octaves.get(i).first(), i - first));
      }
    }
    // In marks of that octave; then marks of a few octaves above fall together with marks again.
    double removed = Math.floor(least / COMMON) * COMMON;
    List<Marks> moved = new ArrayList<>();
    for (int i = first; i < octaves.size(); i++) {
      double shift = Math.scalb(removed, first - i);
      int whole = (int) Math.floor(shift);
      put(moved, i, octaves.get(i).movedDown(whole, shift - whole), marks);
    }
    double start = origin + removed * spacing(first);
    double rounded = error + 4 * ROUNDING;
    return new RatioSum(side, start, unit, marks, lowest, moved, terms, leftOut, rounded);
  }

  /**
   * Returns the same with fewer marks in the octaves above the given one: in each half of those in
   * the one below.
   */
  RatioSum tapered(int octave) {
    List<Marks> tapered = new ArrayList<>();
    int most = Math.max(0, Math.getExponent((double) marks / FEWEST_MARKS));
    for (int i = 0; i < octaves.size(); i++) {
      int halvings = Math.min(Math.max(0, lowest + i - octave), most);
      Marks high = octaves.get(i).part(marks, 2 * marks);
      for (int j = 0; j < halvings; j++) {
        high = high.coarser();
      }
      put(tapered, i, octaves.get(i).part(0, marks), marks);
      put(tapered, i + halvings, high, marks);
    }
    double rounded = error + 4 * ROUNDING * most;
    return new RatioSum(side, origin, unit, marks, lowest, tapered, terms, leftOut, rounded);
  }

  /**
   * Returns the privacy loss log M, in the direction REMOVE, of the mean M of the ratios, or -log M
   * in the direction ADD.
   */
  LossTable table(Direction direction) {
    boolean remove = direction == Direction.REMOVE;
    boolean upper = side == Side.UPPER;
    double[] losses = new double[size()];
    double[] masses = new double[size()];
    int count = 0;
    for (int i = 0; i < octaves.size(); i++) {
      Marks held = octaves.get(i);
      for (int mark = held.first(); mark < held.end(); mark++) {
        double mass = held.mass(mark) * (upper ? 1 + 2 * error : 1 - 2 * error);
        double mean = value(i, held, mark) / terms;
        if (mass > 0) {
          double loss = remove ? Math.log(mean) : -Math.log(mean);
          losses[count] = upper ? loss + 2 * error : loss - 5 * error;
          masses[count++] = remove ? mass * mean : mass;
        }
      }
    }
    double infinite = (remove ? leftOut.mean : leftOut.other) * (1 + 2 * error) + UNDERFLOW;
    return LossTable.of(
        Arrays.copyOf(losses, count), Arrays.copyOf(masses, count), upper ? infinite : 0);
  }
}
