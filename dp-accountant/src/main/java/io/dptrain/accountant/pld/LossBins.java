package io.dptrain.accountant.pld;

/**
 * The outputs of a step, cut into bins along its privacy loss.
 *
 * <p>Immutable.
 */
final class LossBins {
  /** Standard deviations of the noise that bins reach beyond the outer means. */
  private static final double REACH = 12;

  /**
   * The width of a bin in standard deviations of the noise. The loss of a bin is spread by about
   * this part of the spread of the whole, so the moments are off by the square of it.
   */
  private static final double WIDTH = 0.01;

  /** More bins than this become wider instead. */
  private static final int MOST_BINS = 1 << 15;

  private final double[] edges;
  private final double[] mass;
  private final double[] other;

  /**
   * @param edges ascending losses; bin i lies between edges i and i + 1, the outer ones may be
   *     infinite
   * @param mass the probability of each bin under the data set that the output came from
   * @param other its probability under the neighbor
   */
  LossBins(double[] edges, double[] mass, double[] other) {
    this.edges = edges.clone();
    this.mass = mass.clone();
    this.other = other.clone();
  }

  /**
   * Bins of the loss log(P/Q) under P, over the whole line. The ratio must rise with the output.
   */
  static LossBins of(GaussianMixture p, GaussianMixture q) {
    return above(p, q, Math.min(p.lowest(), q.lowest()) - REACH, Double.NEGATIVE_INFINITY);
  }

  /** The same for outputs above {@code from} alone. */
  static LossBins above(GaussianMixture p, GaussianMixture q, double from) {
    return above(p, q, from, from);
  }

  private static LossBins above(GaussianMixture p, GaussianMixture q, double start, double from) {
    double end = Math.max(p.highest(), q.highest()) + REACH;
    double length = Math.max(0, end - start);
    double width = Math.max(WIDTH, length / MOST_BINS);
    int inner = (int) Math.ceil(length / width);
    int first = from == start ? 0 : 1;
    double[] x = new double[inner + first + 2];
    x[0] = from;
    for (int i = 0; i <= inner; i++) {
      x[first + i] = start + i * width;
    }
    x[x.length - 1] = Double.POSITIVE_INFINITY;
    double[] edges = new double[x.length];
    double[] mass = new double[x.length - 1];
    double[] other = new double[x.length - 1];
    for (int i = 0; i < x.length; i++) {
      edges[i] = p.logRatio(x[i]) - q.logRatio(x[i]);
      if (i > 0) {
        // Where the loss is flat, rounding may let it fall from one edge to the next.
        edges[i] = Math.max(edges[i], edges[i - 1]);
        mass[i - 1] = p.between(x[i - 1], x[i]);
        other[i - 1] = q.between(x[i - 1], x[i]);
      }
    }
    return new LossBins(edges, mass, other);
  }

  /** Returns the bins seen from the neighbor: the loss changes its sign. */
  LossBins reversed() {
    int size = mass.length;
    double[] reversedEdges = new double[size + 1];
    double[] reversedMass = new double[size];
    double[] reversedOther = new double[size];
    for (int i = 0; i <= size; i++) {
      reversedEdges[i] = -edges[size - i];
    }
    for (int i = 0; i < size; i++) {
      reversedMass[i] = other[size - 1 - i];
      reversedOther[i] = mass[size - 1 - i];
    }
    return new LossBins(reversedEdges, reversedMass, reversedOther);
  }

  /** Returns the bins as the direction sees them. */
  LossBins seen(Direction direction) {
    return direction == Direction.REMOVE ? this : reversed();
  }

  /** Returns the total probability under both data sets. */
  double total() {
    double sum = 0;
    for (int i = 0; i < mass.length; i++) {
      sum += mass[i] + other[i];
    }
    return sum;
  }

  int size() {
    return mass.length;
  }

  /** Returns the lower end of a bin; that of the bin after it is its upper end. */
  double edge(int i) {
    return edges[i];
  }

  double mass(int i) {
    return mass[i];
  }

  double other(int i) {
    return other[i];
  }
}
