package io.dptrain.accountant.pld;

import java.util.ArrayList;
import java.util.List;

/**
 * A privacy loss with finitely many values.
 *
 * <p><b>Formula:</b> on the upper side, each bin's probability goes to the bin's two ends, so that
 * the probability under either data set stays what it was: p_high = (p - r exp(low)) / (1 - exp(low
 * - high)), p and r the bin's probabilities. This is the piecewise linear interpolation of the
 * hockey-stick divergence, which is convex, so no divergence falls. On the lower side, each bin
 * becomes one output with the loss log(p / r): what it was is forgotten, so no divergence rises.
 *
 * <p><b>Source:</b> Doroshenko, Ghazi, Kamath, Kumar, Manurangsi 2022, Connect the dots,
 * arXiv:2207.04380, for the upper side; post-processing for the lower.
 *
 * <p>Immutable.
 */
final class LossTable implements LossShape {
  /** Below this noise, a record that was drawn is taken as seen; above it, bins can tell. */
  static final double SMALLEST_NOISE = 1e-4;

  private static final double ROUNDING = 8 * 0x1p-53;

  private final double[] losses;
  private final double[] masses;
  private final double infinite;

  private LossTable(double[] losses, double[] masses, double infinite) {
    this.losses = losses;
    this.masses = masses;
    this.infinite = infinite;
  }

  /** Returns the loss of the bins, approximated from the given side. */
  static LossTable of(LossBins bins, Side side) {
    Builder builder = new Builder();
    builder.add(bins, side, 1);
    return builder.build();
  }

  /** Returns the loss that takes the given values with the given probabilities. */
  static LossTable of(double[] losses, double[] masses, double infinite) {
    return new LossTable(losses.clone(), masses.clone(), infinite);
  }

  /** Returns a table that is one or the other, and says which. */
  static LossTable either(double weight, LossTable first, LossTable second) {
    Builder builder = new Builder();
    builder.add(first, 1 - weight);
    builder.add(second, weight);
    return builder.build();
  }

  /**
   * Returns the upper side of a loss of which only positive values are known, and that costs the
   * same in both directions: negative values mirror them, the rest of the probability is at 0.
   */
  static LossTable symmetric(LossBins positive) {
    Builder builder = new Builder();
    builder.add(positive, Side.UPPER, 1);
    builder.add(positive.reversed(), Side.UPPER, 1);
    builder.add(0, Math.max(0, 1 - positive.total()));
    return builder.build();
  }

  /**
   * Returns bounds on the loss of a step that draws the record with the given probability and may
   * then reveal it.
   *
   * @param direction a record that is added changes only how often the rest is seen
   */
  static LossTable revealing(double probability, Direction direction, Side side) {
    Builder builder = new Builder();
    if (side == Side.LOWER) {
      builder.add(0, 1);
    } else if (direction == Direction.ADD) {
      builder.add(-Math.log1p(-probability), 1);
    } else {
      builder.add(0, 1 - probability);
      builder.infinite = probability;
    }
    return builder.build();
  }

  /** Returns a table whose loss is infinite more often, by the given probability. */
  LossTable orInfinite(double probability) {
    return new LossTable(losses, masses, infinite + probability);
  }

  int size() {
    return losses.length;
  }

  double loss(int i) {
    return losses[i];
  }

  /** Returns the probability of a loss, under the data set that the output came from. */
  double mass(int i) {
    return masses[i];
  }

  @Override
  public double infinite() {
    return infinite;
  }

  /**
   * Returns delta at epsilon of this loss alone, but for what is infinite.
   *
   * <p><b>Error:</b> an allowance for rounding, which is no proof.
   */
  Interval delta(double epsilon) {
    double sum = 0;
    double rounding = Double.MIN_NORMAL;
    for (int i = 0; i < losses.length; i++) {
      double above = losses[i] - epsilon;
      if (above > 0) {
        sum -= masses[i] * Math.expm1(-above);
      }
      if (above > -ROUNDING * (1 + epsilon)) {
        rounding += masses[i] * ROUNDING * (1 + Math.abs(losses[i]));
      }
    }
    double allowed = rounding + losses.length * ROUNDING * sum;
    return new Interval(Math.max(0, sum - allowed), Math.min(1, sum + allowed));
  }

  @Override
  public Moment moment(Direction direction, double z, double logTolerance) {
    return new TableMoment(this, direction, z, logTolerance);
  }

  @Override
  public double totalVariation() {
    double sum = infinite;
    for (int i = 0; i < losses.length; i++) {
      sum += losses[i] > 0 ? -masses[i] * Math.expm1(-losses[i]) : 0;
    }
    return sum;
  }

  /** Collects atoms. */
  private static final class Builder {
    private final List<double[]> atoms = new ArrayList<>();
    private double infinite;

    void add(double loss, double mass) {
      if (mass > 0) {
        atoms.add(new double[] {loss, mass});
      }
    }

    void add(LossTable table, double weight) {
      for (int i = 0; i < table.losses.length; i++) {
        add(table.losses[i], weight * table.masses[i]);
      }
      infinite += weight * table.infinite;
    }

    void add(LossBins bins, Side side, double weight) {
      for (int i = 0; i < bins.size(); i++) {
        double low = bins.edge(i);
        double high = bins.edge(i + 1);
        double mass = weight * bins.mass(i);
        double other = weight * bins.other(i);
        if (side == Side.UPPER) {
          addUpper(low, high, mass, other);
        } else {
          addLower(low, mass, other);
        }
      }
    }

    private void addUpper(double low, double high, double mass, double other) {
      if (high == Double.POSITIVE_INFINITY) {
        infinite += mass;
      } else if (low == Double.NEGATIVE_INFINITY || low == high) {
        add(high, mass);
      } else {
        // As a logarithm: exp(low) may be above the largest number where the product is not.
        double kept = other > 0 ? Math.exp(Math.log(other) + low) : 0;
        double split = (mass - kept) / -Math.expm1(low - high);
        // Rounding may carry the split out of [0, mass].
        double atHigh = split >= 0 ? Math.min(mass, split) : 0;
        add(high, atHigh);
        add(low, mass - atHigh);
      }
    }

    private void addLower(double low, double mass, double other) {
      // A number below the smallest normal one has lost digits, and its quotient may be too large.
      if (other > Double.MIN_NORMAL && mass < other * Double.MAX_VALUE) {
        add(Math.log(mass / other), mass);
      } else if (low > Double.NEGATIVE_INFINITY) {
        add(low, mass);
      }
    }

    LossTable build() {
      double[] losses = new double[atoms.size()];
      double[] masses = new double[atoms.size()];
      for (int i = 0; i < losses.length; i++) {
        losses[i] = atoms.get(i)[0];
        masses[i] = atoms.get(i)[1];
      }
      return new LossTable(losses, masses, infinite);
    }
  }
}
