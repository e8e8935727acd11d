package io.dptrain.core.stability.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.stability.weights.SpectralNormalization.Normalized;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat64;

class SpectralNormalizationTest {
  private static final int ROWS = 12;
  private static final int COLUMNS = 7;

  private final WeightModel model = new WeightModel();

  @AfterEach
  void closeModel() {
    model.close();
  }

  /** A convolution kernel that is a 12 by 7 matrix. */
  private Variable<TFloat64> kernel(double[] values) {
    return model.tf.variable(model.tf.constant(Shape.of(2, 3, 2, COLUMNS), DataBuffers.of(values)));
  }

  private static double[] random(long seed) {
    Random random = new Random(seed);
    double[] values = new double[ROWS * COLUMNS];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  private static SingularValueDecomposition decompose(double[] values) {
    Array2DRowRealMatrix matrix = new Array2DRowRealMatrix(ROWS, COLUMNS);
    for (int i = 0; i < values.length; i++) {
      matrix.setEntry(i / COLUMNS, i % COLUMNS, values[i]);
    }
    return new SingularValueDecomposition(matrix);
  }

  private double sigma(Normalized<TFloat64> normalized, int updates) {
    model.session.initialize();
    for (int i = 0; i < updates; i++) {
      model.run(normalized.update());
    }
    return model.values(normalized.spectralNorm()).get(0);
  }

  @Test
  void sigma_manyUpdates_isTheLargestSingularValue() {
    for (long seed = 1; seed <= 4; seed++) {
      double[] values = random(seed);
      double expected = decompose(values).getNorm();
      Normalized<TFloat64> normalized = SpectralNormalization.of(1).apply(model.tf, kernel(values));
      assertThat(sigma(normalized, 60)).as("seed %d", seed).isCloseTo(expected, within(1e-3));
    }
  }

  @Test
  void sigma_manyIterationsAtOnce_isTheLargestSingularValue() {
    double[] values = random(5);
    Normalized<TFloat64> normalized = SpectralNormalization.of(60).apply(model.tf, kernel(values));
    assertThat(sigma(normalized, 0)).isCloseTo(decompose(values).getNorm(), within(1e-3));
  }

  @Test
  void sigma_fewIterations_isNotTooLarge() {
    double[] values = random(6);
    double exact = decompose(values).getNorm();
    Normalized<TFloat64> normalized = SpectralNormalization.of(1).apply(model.tf, kernel(values));
    assertThat(sigma(normalized, 0)).isBetween(0.3 * exact, 0.999 * exact);
  }

  @Test
  void update_notRun_changesNothing() {
    Normalized<TFloat64> normalized =
        SpectralNormalization.of(1).apply(model.tf, kernel(random(6)));
    double once = sigma(normalized, 0);
    assertThat(model.values(normalized.spectralNorm())).containsExactly(once);
    model.run(normalized.update());
    assertThat(model.values(normalized.spectralNorm()).get(0)).isGreaterThan(once);
  }

  @Test
  void weight_normalized_isTheWeightOverSigma() {
    double[] values = random(7);
    Normalized<TFloat64> normalized = SpectralNormalization.of(2).apply(model.tf, kernel(values));
    double sigma = sigma(normalized, 3);
    double[] expected = Arrays.stream(values).map(value -> value / sigma).toArray();
    assertThat(normalized.weight().shape()).isEqualTo(Shape.of(2, 3, 2, COLUMNS));
    assertThat(model.values(normalized.weight()).stream().mapToDouble(x -> x).toArray())
        .containsExactly(expected, within(1e-12));
  }

  /** At convergence the gradient of sigma is that of the largest singular value. */
  @Test
  void gradient_ofSigma_isTheProductOfSingularVectors() {
    double[] values = random(8);
    Variable<TFloat64> kernel = kernel(values);
    Normalized<TFloat64> normalized = SpectralNormalization.of(1).apply(model.tf, kernel);
    Output<?>[] sources = {kernel.asOutput(), normalized.vector().asOutput()};
    Output<?>[] gradients = model.graph.addGradients(normalized.spectralNorm(), sources);
    sigma(normalized, 200);
    SingularValueDecomposition svd = decompose(values);
    double[] expected = new double[values.length];
    Arrays.setAll(
        expected, i -> svd.getU().getEntry(i / COLUMNS, 0) * svd.getV().getEntry(i % COLUMNS, 0));
    assertThat(model.values(gradients[0]).stream().mapToDouble(x -> x).toArray())
        .containsExactly(expected, within(1e-6));
    assertThat(gradients[1].isClosed()).as("no gradient reaches the vector").isTrue();
  }

  @Test
  void weight_ofZeros_staysZeroAndRecovers() {
    Variable<TFloat64> kernel = kernel(new double[ROWS * COLUMNS]);
    double[] values = random(9);
    Operand<TFloat64> later = model.tf.constant(kernel.shape(), DataBuffers.of(values));
    var assign = model.tf.assign(kernel, later);
    Normalized<TFloat64> normalized = SpectralNormalization.of(1).apply(model.tf, kernel);
    assertThat(sigma(normalized, 2)).isZero();
    assertThat(model.values(normalized.weight())).containsOnly(0.0);
    model.run(assign);
    for (int i = 0; i < 60; i++) {
      model.run(normalized.update());
    }
    assertThat(model.values(normalized.spectralNorm()).get(0))
        .isCloseTo(decompose(values).getNorm(), within(1e-3));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -3})
  void of_noIteration_isRefused(int iterations) {
    assertThatThrownBy(() -> SpectralNormalization.of(iterations))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("iterations must be at least 1, but is " + iterations);
  }

  @Test
  void apply_vectorOrUnknownSize_isRefused() {
    SpectralNormalization normalization = SpectralNormalization.of(1);
    Operand<TFloat64> fed =
        model.tf.placeholder(TFloat64.class, Placeholder.shape(Shape.of(-1, 3)));
    assertThatThrownBy(() -> normalization.apply(model.tf, model.bias))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weight must have two axes or more of static size")
        .hasMessageContaining("[3]");
    assertThatThrownBy(() -> normalization.apply(model.tf, fed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[-1, 3]");
  }
}
