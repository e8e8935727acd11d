package io.dptrain.accountant.pld;

/**
 * Probability on equally spaced marks: consecutive whole numbers, each of which stands for itself
 * times a spacing that the owner knows.
 *
 * <p>On the upper side all that a mark holds has the mark's value. On the lower side a mark is one
 * output, which has the mean of all values that were put there: the mark's, and an excess of 0 or
 * more.
 *
 * <p>Not thread-safe while it is filled; else immutable.
 */
final class Marks {
  private static final double[] NONE = {};

  private final int first;
  private final double[] mass;
  // The mean of what the mark holds less the mark's value, times the probability, in spacings.
  private final double[] excess;

  private Marks(int first, int size, Side side) {
    this.first = first;
    this.mass = new double[size];
    this.excess = side == Side.LOWER ? new double[size] : NONE;
  }

  /** No marks. */
  static Marks none(Side side) {
    return new Marks(0, 0, side);
  }

  /**
   * Returns the probability between marks: on the upper side spread to the two marks around it so
   * that the mean stays, on the lower side as one output.
   *
   * @param mass the probability between mark first + i and the next
   * @param excess its mean above mark first + i, times the probability, in spacings
   */
  static Marks between(int first, double[] mass, double[] excess, Side side) {
    Marks marks = new Marks(first, mass.length + (side == Side.LOWER ? 0 : 1), side);
    for (int i = 0; i < mass.length; i++) {
      if (side == Side.LOWER) {
        marks.mass[i] = mass[i];
        marks.excess[i] = excess[i];
      } else {
        // The mean lies within the cell, unless rounding carries it out.
        double high = Math.min(mass[i], excess[i]);
        marks.mass[i] += mass[i] - high;
        marks.mass[i + 1] += high;
      }
    }
    return marks;
  }

  private Side side() {
    return excess == NONE ? Side.UPPER : Side.LOWER;
  }

  int first() {
    return first;
  }

  /** Returns the mark after the last. */
  int end() {
    return first + mass.length;
  }

  int size() {
    return mass.length;
  }

  boolean isEmpty() {
    return mass.length == 0;
  }

  double mass(int mark) {
    return mass[mark - first];
  }

  /** Returns the value of what the mark holds, in spacings. */
  double value(int mark) {
    int i = mark - first;
    return excess == NONE || mass[i] == 0 ? mark : mark + excess[i] / mass[i];
  }

  /** Returns the marks of these that are at least {@code from} and below {@code to}. */
  Marks part(int from, int to) {
    int start = Math.min(Math.max(from, first), end());
    Marks part = new Marks(start, Math.max(0, Math.min(to, end()) - start), side());
    for (int mark = part.first; mark < part.end(); mark++) {
      part.add(mark, this, mark, 1);
    }
    return part;
  }

  /** Returns what both hold together. */
  Marks and(Marks other) {
    if (other.isEmpty() || isEmpty()) {
      return isEmpty() ? other : this;
    }
    int start = Math.min(first, other.first);
    Marks both = new Marks(start, Math.max(end(), other.end()) - start, side());
    for (int mark = first; mark < end(); mark++) {
      both.add(mark, this, mark, 1);
    }
    for (int mark = other.first; mark < other.end(); mark++) {
      both.add(mark, other, mark, 1);
    }
    return both;
  }

  /** Adds what the other holds at {@code from}, where its spacing is {@code ratio} times this. */
  private void add(int to, Marks other, int from, double ratio) {
    mass[to - first] += other.mass[from - other.first];
    if (excess != NONE) {
      excess[to - first] += ratio * other.excess[from - other.first];
    }
  }

  /**
   * Returns the same so many marks lower, and a part of a mark in [0, 1) more: to the two marks
   * around there, so that the mean stays; on the lower side to the one below.
   */
  Marks movedDown(int marks, double part) {
    if (isEmpty()) {
      return this;
    }
    int below = part > 0 ? 1 : 0;
    int ends = below == 1 && side() == Side.UPPER ? 1 : 0;
    Marks moved = new Marks(first - marks - below, size() + ends, side());
    for (int i = 0; i < mass.length; i++) {
      if (excess != NONE) {
        moved.mass[i] = mass[i];
        moved.excess[i] = excess[i] + (below - part) * mass[i];
      } else {
        moved.mass[i] += part * mass[i];
        moved.mass[i + ends] += (1 - part) * mass[i];
      }
    }
    return moved;
  }

  /** Returns the same on marks of half the spacing. */
  Marks finer() {
    if (isEmpty()) {
      return this;
    }
    Marks fine = new Marks(2 * first, 2 * size() - 1, side());
    for (int mark = first; mark < end(); mark++) {
      fine.add(2 * mark, this, mark, 2);
    }
    return fine;
  }

  /**
   * Returns the same on marks of twice the spacing: what sits between two of them is spread to
   * both, half each, so that the mean stays; on the lower side it becomes one output with what sits
   * on the one below.
   */
  Marks coarser() {
    if (isEmpty()) {
      return this;
    }
    int start = Math.floorDiv(first, 2);
    int last = side() == Side.LOWER ? Math.floorDiv(end() - 1, 2) : Math.floorDiv(end(), 2);
    Marks coarse = new Marks(start, last - start + 1, side());
    for (int mark = first; mark < end(); mark++) {
      int i = Math.floorDiv(mark, 2) - start;
      double here = mass[mark - first];
      boolean isBetween = Math.floorMod(mark, 2) == 1;
      if (excess != NONE) {
        coarse.mass[i] += here;
        coarse.excess[i] += (excess[mark - first] + (isBetween ? here : 0)) / 2;
      } else if (isBetween) {
        coarse.mass[i] += here / 2;
        coarse.mass[i + 1] += here / 2;
      } else {
        coarse.mass[i] += here;
      }
    }
    return coarse;
  }

  /** Returns the sum of a value from here and, drawn independently, one from the other. */
  Marks convolve(Marks other) {
    if (isEmpty() || other.isEmpty()) {
      return none(side());
    }
    Marks sum = new Marks(first + other.first, size() + other.size() - 1, side());
    addProduct(mass, other.mass, sum.mass);
    if (sum.excess != NONE) {
      addProduct(excess, other.mass, sum.excess);
      addProduct(mass, other.excess, sum.excess);
    }
    return sum;
  }

  private static void addProduct(double[] a, double[] b, double[] sum) {
    double[] outer = a.length <= b.length ? a : b;
    double[] inner = outer == a ? b : a;
    for (int i = 0; i < outer.length; i++) {
      double factor = outer[i];
      for (int j = 0; j < inner.length; j++) {
        sum[i + j] += factor * inner[j];
      }
    }
  }
}
