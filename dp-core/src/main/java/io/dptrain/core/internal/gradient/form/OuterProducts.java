package io.dptrain.core.internal.gradient.form;

import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * Per-example gradients as sums of outer products that need not be multiplied out: {@code g_i =
 * sum_t l_it r_it^T}, for a tensor seen as a matrix. It is what a matrix product, a convolution or
 * a look-up leaves for each position {@code t}; the uses of one variable at several places are
 * further positions.
 *
 * <p><b>Formula</b>: {@code sum_i c_i g_i = sum_it l_it (c_i r_it)^T}, one matrix product over all
 * positions. Norms, by the first of these that applies:
 *
 * <ul>
 *   <li>one position: {@code |g_i|^2 = |l_i|^2 |r_i|^2}, of a look-up {@code |r_i|^2};
 *   <li>look-ups alone: equal ones are added up first, {@code T columns};
 *   <li>Gram: {@code sum_ts (l_it . l_is)(r_it . r_is)}, {@code T^2 (rows + columns)}, if that and
 *       the sum in double precision cost less than building, if a gradient is more than {@value
 *       #ROOM} times as large as its factors, or if look-ups meet dense factors;
 *   <li>built: {@code T rows columns}, and the gradients are held.
 * </ul>
 *
 * <p><b>Source</b>: Goodfellow, Efficient per-example gradient computations, 2015
 * (arXiv:1510.01799); for sequences Li, Tramer, Liang and Hashimoto, Large language models can be
 * strong differentially private learners, 2022 (arXiv:2110.05679); the choice: Bu, Mao and Xu,
 * Scalable and efficient training of large convolutional neural networks with differential privacy,
 * 2022 (arXiv:2205.10683).
 */
public final class OuterProducts<T extends TFloating> implements SiteGradient<T> {
  /** What a pass over the built gradients costs, in multiplications of a matrix product. */
  private static final long PASSES = 10;

  /** How many times larger than its factors a gradient may be to be built. */
  private static final long ROOM = 8;

  /**
   * From so many multiplications for an example on, the sum of what is not built costs more than
   * building: it is taken in double precision, in which products are several times slower.
   */
  private static final long SLOW_IN_DOUBLE = 1 << 20;

  private final Ops tf;
  private final Shape shape;
  private final List<Factors<T>> factors;
  // Null until they are asked for: they add operations to the graph.
  private Built<T> built;
  private SummedLookUps<T> summed;

  /** All uses must see the tensor as the same matrix. */
  public OuterProducts(Ops tf, Shape shape, List<Factors<T>> factors) {
    this.tf = tf;
    this.shape = shape;
    this.factors = Factors.stack(tf, factors);
  }

  /** Whether all uses see their tensor as the same matrix, so that they can be joined. */
  static <T extends TFloating> boolean seeTheSameMatrix(List<OuterProducts<T>> uses) {
    return uses.stream().mapToInt(OuterProducts::rows).distinct().count() == 1
        && uses.stream().mapToInt(OuterProducts::columns).distinct().count() == 1;
  }

  /** All uses of one tensor that see it as the same matrix. */
  static <T extends TFloating> OuterProducts<T> join(List<OuterProducts<T>> uses) {
    OuterProducts<T> first = uses.get(0);
    List<Factors<T>> all = uses.stream().flatMap(use -> use.factors.stream()).toList();
    return new OuterProducts<>(first.tf, first.shape, all);
  }

  /** The same products, of a tensor whose elements lie in the same order in another shape. */
  public OuterProducts<T> reshaped(Shape other) {
    return new OuterProducts<>(tf, other, factors);
  }

  /**
   * The products of the transposed matrix; empty if look-ups would become columns, or if a reshape
   * has made the tensor another matrix than the one that the products span.
   */
  public Optional<OuterProducts<T>> transposed() {
    if (!shape.equals(Shape.of(rows(), columns()))) {
      return Optional.empty();
    }
    List<Factors<T>> turned = new ArrayList<>();
    for (Factors<T> factor : factors) {
      if (!(factor instanceof DenseFactors<T> dense)) {
        return Optional.empty();
      }
      turned.add(new DenseFactors<>(dense.right(), dense.left()));
    }
    return Optional.of(new OuterProducts<>(tf, Shape.of(shape.get(1), shape.get(0)), turned));
  }

  /** Whether Gram matrices cost less than building a matrix for each example. */
  public static boolean prefersGram(long positions, long rows, long columns) {
    long gram = positions * positions * (rows + columns + PASSES);
    boolean small = rows * columns <= ROOM * positions * (rows + columns);
    boolean slow = positions * rows * columns >= SLOW_IN_DOUBLE;
    return !small || (!slow && gram <= PASSES * rows * columns);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public Operand<T> squaredNorms() {
    return switch (choice()) {
      case PRODUCT -> product();
      case LOOK_UPS -> summed().squaredNorms(tf);
      case GRAM -> new GramNorms<>(tf, factors).squaredNorms();
      case BUILT -> built().squaredNorms();
    };
  }

  @Override
  public double normRoundings() {
    return switch (choice()) {
      case PRODUCT -> productRoundings();
      case LOOK_UPS -> summed().normRoundings();
      case GRAM -> 0; // what is added to it covers its own additions
      case BUILT -> built().normRoundings();
    };
  }

  @Override
  public Operand<T> weightedSum(Ops sums, Operand<T> weights, SumBlocks blocks) {
    Operand<T> sum =
        switch (choice()) {
          case BUILT -> built().weightedSum(sums, weights, blocks);
          case LOOK_UPS -> rounded(sums, summed().weightedSum(sums, weights));
          case PRODUCT ->
              factors.get(0) instanceof DenseFactors<T> dense
                  ? dense.weightedSum(sums, weights, blocks)
                  : rounded(sums, factors.get(0).weightedSum(sums, weights));
          case GRAM -> rounded(sums, sumOfKinds(sums, weights));
        };
    return Arrangement.reshape(sums, sum, shape.asArray());
  }

  private Operand<TFloat64> sumOfKinds(Ops sums, Operand<T> weights) {
    return factors.stream()
        .<Operand<TFloat64>>map(factor -> factor.weightedSum(sums, weights))
        .reduce(sums.math::add)
        .orElseThrow();
  }

  private Operand<T> rounded(Ops sums, Operand<TFloat64> sum) {
    return sums.dtypes.cast(sum, factors.get(0).right().type());
  }

  @Override
  public double sumRounding(long rows, int blocks) {
    Operand<T> like = factors.get(0).right();
    return switch (choice()) {
      case BUILT -> built().sumRounding(rows, blocks);
      // The sum of an example's equal look-ups is rounded, too.
      case LOOK_UPS -> DoubleSums.rounding((double) rows, 1, like) + Rows.unitRoundoff(like);
      case PRODUCT ->
          factors.get(0) instanceof DenseFactors<T>
              ? SumBlocks.rounding(rows, blocks, like)
              : DoubleSums.rounding((double) rows, 1, like);
      case GRAM ->
          DoubleSums.rounding(rows * (double) positions(), GramNorms.amplification(like), like);
    };
  }

  /** Equal look-ups are added up once, however often norms and sums are asked for. */
  private SummedLookUps<T> summed() {
    if (summed == null) {
      summed = ((RowFactors<T>) factors.get(0)).summed(tf);
    }
    return summed;
  }

  /** Multiplied out once, however often it is asked for. */
  @Override
  public Built<T> built() {
    if (built == null) {
      built = factors.get(0).built(tf, shape);
      for (Factors<T> further : factors.subList(1, factors.size())) {
        built = Sums.add(tf, built, further.built(tf, shape));
      }
    }
    return built;
  }

  @Override
  public String form() {
    return choice().words + ", " + positions() + (positions() == 1 ? " position" : " positions");
  }

  @Override
  public long cost() {
    return switch (choice()) {
      case PRODUCT -> columns() + (factors.get(0) instanceof RowFactors<T> ? 0L : rows());
      case LOOK_UPS -> (long) positions() * columns();
      case GRAM -> gramCost();
      case BUILT -> built().cost();
    };
  }

  private Operand<T> product() {
    Factors<T> only = factors.get(0);
    Operand<T> right = Rows.squaredNorms(tf, only.right());
    if (only instanceof RowFactors<T>) {
      return right;
    }
    Operand<T> product = tf.math.mul(Rows.squaredNorms(tf, ((DenseFactors<T>) only).left()), right);
    return tf.math.add(product, Rows.constant(tf, Rows.smallestNormal(product), product));
  }

  private double productRoundings() {
    double right = Rows.roundings(factors.get(0).right());
    return factors.get(0) instanceof DenseFactors<T> dense
        ? right + Rows.roundings(dense.left())
        : right;
  }

  private Choice choice() {
    if (positions() == 1) {
      return Choice.PRODUCT;
    }
    if (factors.size() == 1 && factors.get(0) instanceof RowFactors<T>) {
      return Choice.LOOK_UPS;
    }
    boolean dense = factors.stream().allMatch(factor -> factor instanceof DenseFactors<T>);
    return dense && !prefersGram(positions(), rows(), columns()) ? Choice.BUILT : Choice.GRAM;
  }

  /** Two inner products, and a few passes over them. */
  private long gramCost() {
    return (long) positions() * positions() * (rows() + columns() + PASSES);
  }

  private int positions() {
    return factors.stream().mapToInt(Factors::positions).sum();
  }

  private int rows() {
    return factors.get(0).rows();
  }

  private int columns() {
    return factors.get(0).columns();
  }

  private enum Choice {
    PRODUCT("product of two norms"),
    LOOK_UPS("sums of equal look-ups"),
    GRAM("Gram matrices"),
    BUILT("built from products");

    private final String words;

    Choice(String words) {
      this.words = words;
    }
  }
}
