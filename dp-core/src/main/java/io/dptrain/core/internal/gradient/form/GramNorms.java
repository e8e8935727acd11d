package io.dptrain.core.internal.gradient.form;

import io.dptrain.core.internal.graph.axis.Rows;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.types.family.TFloating;

/**
 * Norms of sums of outer products from the inner products of their factors.
 *
 * <p><b>Formula</b>: {@code |sum_t l_t r_t^T|^2 = sum_ts (l_t . l_s)(r_t . r_s)}. The left inner
 * product of two look-ups is one if they look up the same row and zero otherwise; of a look-up and
 * a dense vector it is one element of the vector.
 *
 * <p><b>Error</b>: where the products cancel, rounding could make the norm too small, and an
 * example would be clipped too little. An inner product of {@code n} terms is off by at most {@code
 * n} unit roundoffs of the product of the lengths, in whatever order it is added up; so as many
 * unit roundoffs of {@code (sum_t |l_t| |r_t|)^2}, which no partial sum exceeds, are added as there
 * are terms in both inner products and in the sums over {@code t} and {@code s}, and {@value
 * #SLACK} more (in double precision a share of 2^-40). An inner product may also have lost the
 * smallest normal number per element where a product underflowed, which the other factor can make
 * large again; lengths are taken so much longer that the same slack covers it.
 */
final class GramNorms<T extends TFloating> {
  static final double SLACK = 16;

  /** Of a norm in double precision, so that sums in double precision are close enough to it. */
  private static final double LEAST_SHARE = 0x1p-40;

  private final Ops tf;
  private final List<Factors<T>> factors;

  GramNorms(Ops tf, List<Factors<T>> factors) {
    this.tf = tf;
    this.factors = factors.stream().map(factor -> withPositions(tf, factor)).toList();
  }

  private static <T extends TFloating> Factors<T> withPositions(Ops tf, Factors<T> factor) {
    return factor instanceof DenseFactors<T> dense ? dense.withPositions(tf) : factor;
  }

  /** <b>Shape</b> {@code [batch]}. */
  Operand<T> squaredNorms() {
    List<Operand<T>> terms = new ArrayList<>();
    List<Operand<T>> lengths = new ArrayList<>();
    for (int a = 0; a < factors.size(); a++) {
      for (int b = 0; b <= a; b++) {
        Operand<T> lefts = left(factors.get(a), factors.get(b));
        Operand<T> rights = dots(factors.get(a).right(), factors.get(b).right());
        Operand<T> perPosition = tf.reduceSum(tf.math.mul(lefts, rights), tf.constant(2));
        Operand<T> term = tf.reduceSum(perPosition, tf.constant(1));
        // Two kinds meet twice in the square of their sum.
        terms.add(a == b ? term : tf.math.add(term, term));
        if (a == b) {
          lengths.add(length(lefts, rights, factors.get(a)));
        }
      }
    }
    Operand<T> bound = tf.math.square(sum(lengths));
    double share = additions() * Rows.unitRoundoff(bound) + leastShare(bound);
    terms.add(tf.math.mul(bound, Rows.constant(tf, share, bound)));
    // The share of the bound may itself underflow.
    terms.add(Rows.constant(tf, Rows.smallestNormal(bound), bound));
    return sum(terms);
  }

  /**
   * The share of {@code (sum_t |l_t| |r_t|)^2} that is in the norm beside what covers its rounding.
   */
  private static double leastShare(Operand<? extends TFloating> like) {
    return Math.max(SLACK * Rows.unitRoundoff(like), LEAST_SHARE);
  }

  /**
   * How many times the reported norm {@code sum_t |l_t| |r_t|} may be at most, which is what the
   * rounding of a sum over positions is relative to.
   */
  static double amplification(Operand<? extends TFloating> like) {
    return 1 / Math.sqrt(leastShare(like));
  }

  /** No number of the result is the outcome of more roundings one after the other. */
  private double additions() {
    int positions = factors.stream().mapToInt(Factors::positions).sum();
    return factors.get(0).rows() + factors.get(0).columns() + 2.0 * positions;
  }

  /** The sum of {@code |l_t| |r_t|}; the squares of both stand on diagonals. */
  private Operand<T> length(Operand<T> lefts, Operand<T> rights, Factors<T> factor) {
    Operand<T> left = lengthened(lefts, factor.rows());
    Operand<T> right = lengthened(rights, factor.columns());
    return tf.reduceSum(tf.math.sqrt(tf.math.mul(left, right)), tf.constant(1));
  }

  /** Squared norms plus what makes {@value #SLACK} unit roundoffs of them cover all underflow. */
  private Operand<T> lengthened(Operand<T> products, int width) {
    Operand<T> squaredNorms =
        tf.linalg.matrixDiagPart(products, tf.constant(0), Rows.constant(tf, 0, products));
    double lost = width * Rows.smallestNormal(squaredNorms);
    double makeup = lost / (SLACK * Rows.unitRoundoff(squaredNorms));
    return tf.math.add(squaredNorms, Rows.constant(tf, makeup, squaredNorms));
  }

  /** The inner products of left factors. <b>Shape</b> {@code [batch, positions a, positions b]}. */
  private Operand<T> left(Factors<T> a, Factors<T> b) {
    if (a instanceof DenseFactors<T> dense && b instanceof DenseFactors<T> other) {
      return dots(dense.left(), other.left());
    }
    if (a instanceof RowFactors<T> row && b instanceof RowFactors<T> other) {
      return Rows.indicator(
          tf,
          tf.math.equal(
              tf.expandDims(row.ids(), tf.constant(2)), tf.expandDims(other.ids(), tf.constant(1))),
          row.right());
    }
    if (a instanceof RowFactors<T> row && b instanceof DenseFactors<T> dense) {
      return pick(row, dense);
    }
    throw new IllegalStateException("look-ups are stacked behind dense factors");
  }

  /** Element {@code ids_t} of each dense vector {@code s}, in the order {@code [batch, t, s]}. */
  private Operand<T> pick(RowFactors<T> row, DenseFactors<T> dense) {
    Operand<T> picked = tf.gather(dense.left(), row.ids(), tf.constant(2), Gather.batchDims(1L));
    return tf.linalg.transpose(picked, tf.constant(new int[] {0, 2, 1}));
  }

  private Operand<T> dots(Operand<T> a, Operand<T> b) {
    return ExampleProducts.rightTransposed(tf, a, b);
  }

  private Operand<T> sum(List<Operand<T>> terms) {
    return terms.stream().reduce(tf.math::add).orElseThrow();
  }
}
