package io.dptrain.accountant.pld;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * One epoch of Gaussian noise on the sums of {@code steps} batches, of which the record is in one,
 * drawn uniformly.
 *
 * <p><b>Formula:</b> P = mean over i of N(e_i, s^2 I), Q = N(0, s^2 I), in as many dimensions as
 * steps. P / Q is the mean of that many independent {@link GaussianRatio}s.
 *
 * <p><b>Source:</b> docs/accounting.md; Chua et al. 2024, Balls-and-bins sampling for DP-SGD,
 * arXiv:2412.16802, for the pair.
 */
record RandomAllocationGaussian(long steps, double noiseMultiplier) implements LossStep {
  /** Below this noise, the attacker is taken to know the step of the record. */
  private static final double SMALLEST_NOISE = 0.05;

  /** The distance of two marks near the mean, in standard deviations of the sum. */
  private static final double COARSEST = 0.025;

  private static final double FINEST = 0.01;

  /** Poisson sampling's epsilon is further away than this part of the relative deviation makes. */
  private static final double OF_POISSON = 0.7;

  /** A sum hardly ever is so many standard deviations below its mean. */
  private static final double DEPTH = 12;

  /** The mean is this times {@code marks} spacings from the origin: where an octave begins. */
  private static final double PLACE = 1.0;

  /** Octaves from this many times the distance of the mean on are sparse. */
  private static final double SPARSE = 4;

  /** Octaves below that of the mean, where values near the origin are followed. */
  private static final int OCTAVES_BELOW = 3;

  /** Rounding is bounded in proportion to the steps and to the noise. */
  private static final double MOST_STEPS = 1 << 26;

  private static final double MOST_STEPS_TIMES_NOISE = 1e9;

  @Override
  public boolean hidesNothing() {
    return noiseMultiplier == 0;
  }

  /** The record is in one of the steps, and they are all seen. */
  @Override
  public double revealed() {
    return 1;
  }

  @Override
  public boolean isSymmetric() {
    return false;
  }

  @Override
  public LossShape shape(Direction direction, Side side) {
    return shapes(side).get(direction);
  }

  /** Returns the same for both directions, which share the work. */
  Map<Direction, LossTable> shapes(Side side) {
    Map<Direction, LossTable> shapes = new EnumMap<>(Direction.class);
    long summed = summed();
    RatioSum sum = summed > 1 ? sum(side) : null;
    for (Direction direction : Direction.values()) {
      if (side == Side.LOWER && summed < steps) {
        shapes.put(direction, LossTable.revealing(0, direction, side));
      } else {
        shapes.put(direction, sum == null ? known() : sum.table(direction));
      }
    }
    return shapes;
  }

  /** Returns the upper side where the attacker knows the step: the same in both directions. */
  private LossTable known() {
    if (noiseMultiplier < LossTable.SMALLEST_NOISE) {
      return LossTable.of(new double[0], new double[0], 1);
    }
    GaussianMixture with = GaussianMixture.of(1, 1 / noiseMultiplier);
    return LossTable.of(LossBins.of(with, GaussianMixture.centered()), Side.UPPER);
  }

  /** Returns how many of the steps are followed: fewer can only be worse. */
  private long summed() {
    if (noiseMultiplier < SMALLEST_NOISE) {
      return 1;
    }
    double most = Math.min(MOST_STEPS, MOST_STEPS_TIMES_NOISE / noiseMultiplier);
    return (long) Math.max(1, Math.min((double) steps, most));
  }

  /** Returns the sum over the steps of the likelihood ratios. */
  RatioSum sum(Side side) {
    return new Doubling(side, summed()).sum();
  }

  private double resolution() {
    double relative = relativeDeviation((double) steps);
    return Math.min(COARSEST, Math.max(FINEST, OF_POISSON * relative));
  }

  /** Returns the standard deviation of the mean of so many ratios, without the record. */
  private double relativeDeviation(double terms) {
    return Math.sqrt(new GaussianRatio(noiseMultiplier).variance() / terms);
  }

  /** Whether sums of so many ratios stay so close to their mean that 0 is far away. */
  private boolean isNarrow(double terms) {
    return DEPTH * relativeDeviation(terms) < 1;
  }

  /** Returns how far the origin is from the mean of the sum of so many ratios. */
  private double distance(double terms) {
    return terms * Math.min(1, DEPTH * relativeDeviation(terms));
  }

  /** Returns how many marks an octave should have for the sum of so many ratios. */
  private double wanted(double terms) {
    double spacing = resolution() * terms * Math.min(1, relativeDeviation(terms));
    return distance(terms) / PLACE / spacing;
  }

  /** Adds up by halves: sums of about the same number of ratios have about the same grid. */
  private final class Doubling {
    private final Side side;
    private final long all;
    private final int fewest;
    private final double unit;
    private final Map<Part, RatioSum> known = new HashMap<>();

    private record Part(long terms, int depth) {}

    Doubling(Side side, long all) {
      this.side = side;
      this.all = all;
      int doublings = Math.getExponent(wanted((double) all) / wanted(1));
      this.fewest = 2 * (int) Math.ceil(Math.scalb(wanted((double) all), -doublings - 1));
      // So the mean of all of them lies in octave 0.
      this.unit = distance((double) all) / (PLACE * Math.scalb((double) fewest, doublings));
    }

    RatioSum sum() {
      return sum(all, 0);
    }

    /** Returns the sum of so many ratios, about all / 2^depth. */
    private RatioSum sum(long terms, int depth) {
      RatioSum found = known.get(new Part(terms, depth));
      if (found == null) {
        found = terms == 1 ? one(depth) : both(terms, depth);
        known.put(new Part(terms, depth), found);
      }
      return found;
    }

    private double terms(int depth) {
      return Math.scalb((double) all, -depth);
    }

    private int marks(int depth) {
      int marks = fewest;
      while (marks < wanted(terms(depth))) {
        marks *= 2;
      }
      return marks;
    }

    /** Returns the octave of what is so many times as far from the origin as the mean. */
    private int octave(int depth, double times) {
      return Math.getExponent(times * distance(terms(depth)) / marks(depth) / unit);
    }

    private RatioSum one(int depth) {
      GaussianRatio ratio = new GaussianRatio(noiseMultiplier);
      int marks = marks(depth);
      return isNarrow(1)
          ? RatioSum.of(ratio, side, ratio.lowest(), unit, marks, octave(depth, 1) - OCTAVES_BELOW)
          : RatioSum.of(
              ratio, side, 0, unit, marks, Math.getExponent(ratio.lowest() / unit / marks));
    }

    private RatioSum both(long terms, int depth) {
      RatioSum sum = sum(terms / 2, depth + 1).plus(sum(terms - terms / 2, depth + 1));
      while (sum.marks() > marks(depth)) {
        sum = sum.coarser();
      }
      sum = isNarrow(terms(depth)) ? sum.rebased() : sum;
      return sum.tapered(octave(depth, SPARSE));
    }
  }
}
