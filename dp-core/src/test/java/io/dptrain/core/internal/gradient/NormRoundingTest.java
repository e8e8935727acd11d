package io.dptrain.core.internal.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.internal.gradient.form.DenseFactors;
import io.dptrain.core.internal.gradient.form.Factors;
import io.dptrain.core.internal.gradient.form.OuterProducts;
import io.dptrain.core.internal.gradient.form.RowFactors;
import io.dptrain.core.internal.graph.axis.Rows;
import io.dptrain.core.testing.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Norms never come out so small that an example is clipped too little: not where outer products
 * cancel, and not where products of small and large numbers underflow. The truth is computed in
 * double precision from the same single-precision factors.
 */
class NormRoundingTest {
  private static final double CLIP_NORM = 1;
  private static final int TRIALS = 150;

  /**
   * The sizes of sums of outer products.
   *
   * @param looksUp whether the left factors are rows that are looked up
   */
  record Sizes(int positions, int rows, int columns, boolean looksUp) {}

  /** Sizes for which norms come from factors alone. */
  static Stream<Sizes> sizes() {
    return Stream.of(
        new Sizes(3, 16, 16, false),
        new Sizes(2, 400, 300, false),
        new Sizes(8, 64, 64, false),
        new Sizes(1, 40, 30, false),
        new Sizes(5, 2, 20, true),
        new Sizes(20, 1, 1, true));
  }

  /** Further sizes, for which the sum is built and has the norm that it is found to have. */
  static Stream<Sizes> allSizes() {
    return Stream.concat(
        sizes(), Stream.of(new Sizes(30, 2, 3, false), new Sizes(40, 1, 1, false)));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void squaredNorms_productsCancelOrUnderflow_areNotBelowTheTruth(Sizes sizes) {
    try (Products products = new Products(sizes)) {
      for (int trial = 0; trial < TRIALS; trial++) {
        Factor factor = Factor.of(sizes, new Random(trial));
        double truth = Vectors.norm(factor.product());
        double norm = Math.sqrt(products.run(factor).squaredNorm);
        // What is not finite is dropped.
        if (Double.isFinite(norm)) {
          assertThat(norm).as("norm of %s, seed %d", sizes, trial).isGreaterThanOrEqualTo(truth);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("allSizes")
  void weightedSum_productsCancelOrUnderflow_isNotAboveTheClipNorm(Sizes sizes) {
    try (Products products = new Products(sizes)) {
      for (int trial = 0; trial < TRIALS; trial++) {
        Factor factor = Factor.of(sizes, new Random(trial));
        assertThat(Vectors.norm(products.run(factor).clipped))
            .as("clipped norm of %s, seed %d", sizes, trial)
            .isLessThanOrEqualTo(CLIP_NORM * (1 + 1e-5));
      }
    }
  }

  /** If norms were not raised, rounding would bring about half of them below the truth. */
  @ParameterizedTest
  @ValueSource(ints = {50, 3000})
  void squaredNorms_manyEntries_areNotBelowTheTruth(int width) {
    try (Products products = new Products(new Sizes(1, width, 1, false))) {
      for (int trial = 0; trial < TRIALS; trial++) {
        Random random = new Random(trial);
        double[] left = random.doubles(width).map(value -> (float) value).toArray();
        Factor factor = new Factor(left, new double[] {0.7f}, width, 1);
        double truth = Vectors.norm(factor.product());
        assertThat(products.run(factor).squaredNorm).isGreaterThanOrEqualTo(truth * truth);
      }
    }
  }

  @Test
  void squaredNorms_squaresThatUnderflow_areNotBelowTheTruth() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> rows = tf.constant(new float[][] {{3e-23f, 4e-23f}});
      try (Result result = session.runner().fetch(Rows.squaredNorms(tf, rows)).run()) {
        double truth = 25e-46;
        assertThat(Tensors.toDoubles(result.get(0))[0]).isGreaterThanOrEqualTo(truth);
      }
    }
  }

  @Test
  void squaredNorms_productThatUnderflows_isNotBelowTheTruth() {
    double[] tiny = {1e-12};
    try (Products products = new Products(new Sizes(1, 1, 1, false))) {
      double truth = 1e-48;
      assertThat(products.run(new Factor(tiny, tiny, 1, 1)).squaredNorm)
          .isGreaterThanOrEqualTo(truth);
    }
  }

  /** The factors of one example, rounded to single precision. */
  private static final class Factor {
    private final double[] left;
    private final double[] right;
    private final int rows;
    private final int columns;

    Factor(double[] left, double[] right, int rows, int columns) {
      this.left = left;
      this.right = right;
      this.rows = rows;
      this.columns = columns;
    }

    /**
     * Positions that undo one another but for a small part, at any scale; or large left factors,
     * whose squares almost overflow, with right ones whose squares underflow.
     */
    static Factor of(Sizes sizes, Random random) {
      return random.nextBoolean() ? canceling(sizes, random) : extreme(sizes, random);
    }

    private static Factor extreme(Sizes sizes, Random random) {
      double scale = Math.pow(10, 15 + 4 * random.nextDouble());
      return make(sizes, random, scale, Math.pow(10, random.nextDouble()), 1, false);
    }

    private static Factor canceling(Sizes sizes, Random random) {
      double scale = Math.pow(10, 40 * random.nextDouble() - 20);
      double size = Math.pow(10, 8 * random.nextDouble() - 1);
      double apart = Math.pow(10, -9 * random.nextDouble());
      return make(sizes, random, scale, size, apart, true);
    }

    private static Factor make(
        Sizes sizes, Random random, double scale, double size, double apart, boolean alternates) {
      double[] left = new double[sizes.positions() * sizes.rows()];
      double[] right = new double[sizes.positions() * sizes.columns()];
      boolean constant = random.nextBoolean();
      fill(right, sizes.columns(), size / scale, apart, alternates, constant, random);
      if (sizes.looksUp()) {
        lookUp(left, sizes.rows());
      } else {
        fill(left, sizes.rows(), scale, apart, false, constant, random);
      }
      return new Factor(left, right, sizes.rows(), sizes.columns());
    }

    /** Each position repeats the first one up to a sign and a small difference. */
    private static void fill(
        double[] values,
        int width,
        double scale,
        double apart,
        boolean alternates,
        boolean constant,
        Random random) {
      double level = random.nextDouble() + 0.5;
      for (int i = 0; i < values.length; i++) {
        double fresh = constant ? level : random.nextGaussian();
        double moved =
            i < width ? fresh : values[i % width] / scale * (1 + apart * random.nextGaussian());
        boolean flips = alternates && i / width % 2 == 1;
        values[i] = (float) (scale * (flips ? -moved : moved));
      }
    }

    /** Each row twice in a row, so that what cancels is of one row. */
    private static void lookUp(double[] left, int rows) {
      for (int t = 0; t < left.length / rows; t++) {
        left[t * rows + (t / 2) % rows] = 1;
      }
    }

    /** The sum of the outer products. */
    double[] product() {
      double[] product = new double[rows * columns];
      for (int t = 0; t < left.length / rows; t++) {
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            product[i * columns + j] += left[t * rows + i] * right[t * columns + j];
          }
        }
      }
      return product;
    }

    /** Which row is looked up at each position. */
    double[] ids() {
      double[] ids = new double[left.length / rows];
      for (int t = 0; t < ids.length; t++) {
        while (left[t * rows + (int) ids[t]] == 0) {
          ids[t]++;
        }
      }
      return ids;
    }
  }

  /** What the code under test makes of one example. */
  private static final class Values {
    private final double squaredNorm;
    private final double[] clipped;

    Values(double squaredNorm, double... clipped) {
      this.squaredNorm = squaredNorm;
      this.clipped = clipped;
    }
  }

  /** Outer products whose factors are fed. */
  private static final class Products implements AutoCloseable {
    private final Sizes sizes;
    private final Graph graph = new Graph();
    private final Session session = new Session(graph);
    private final Placeholder<?> left;
    private final Placeholder<TFloat32> right;
    private final Operand<TFloat32> squaredNorms;
    private final Operand<TFloat32> sum;

    Products(Sizes sizes) {
      this.sizes = sizes;
      Ops tf = Ops.create(graph);
      right = placeholder(tf, TFloat32.class, sizes.positions(), sizes.columns());
      Factors<TFloat32> factors;
      if (sizes.looksUp()) {
        Placeholder<TInt32> ids = placeholder(tf, TInt32.class, sizes.positions());
        left = ids;
        factors = new RowFactors<>(ids, right, sizes.rows());
      } else {
        Placeholder<TFloat32> dense =
            placeholder(tf, TFloat32.class, sizes.positions(), sizes.rows());
        left = dense;
        factors = new DenseFactors<>(dense, right);
      }
      OuterProducts<TFloat32> products =
          new OuterProducts<>(tf, Shape.of(sizes.rows(), sizes.columns()), List.of(factors));
      PerExampleGradients<TFloat32> gradients =
          new SiteGradients<>(tf, Map.of(right.asOutput(), products), Map.of());
      squaredNorms = gradients.squaredNorms(gradients.variables());
      sum =
          Clipping.flat(CLIP_NORM)
              .forVariables(gradients.variables())
              .clip(tf, gradients, tf.onesLike(squaredNorms), Optional.empty())
              .sums()
              .get(0);
    }

    private static <U extends TType> Placeholder<U> placeholder(
        Ops tf, Class<U> type, long... example) {
      return tf.placeholder(type, Placeholder.shape(Shape.of(example).prepend(-1)));
    }

    Values run(Factor factor) {
      Shape one = Shape.of(1, sizes.positions());
      try (Tensor lefts =
              sizes.looksUp()
                  ? Tensors.of(TInt32.class, one, factor.ids())
                  : Tensors.of(TFloat32.class, one.append(sizes.rows()), factor.left);
          Tensor rights = Tensors.of(TFloat32.class, one.append(sizes.columns()), factor.right);
          Result result =
              session
                  .runner()
                  .feed(left, lefts)
                  .feed(right, rights)
                  .fetch(squaredNorms)
                  .fetch(sum)
                  .run()) {
        return new Values(Tensors.toDoubles(result.get(0))[0], Tensors.toDoubles(result.get(1)));
      }
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }
}
