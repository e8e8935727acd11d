package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.testing.LinearModel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * Noise that is drawn in the graph stands there beside the sums that it protects. A wrapped
 * optimizer that takes another value than their noised sum is refused.
 */
class NoiseInputsTest {
  private final LinearModel model = new LinearModel();

  @AfterEach
  void closeModel() {
    model.close();
  }

  /**
   * What stands beside a noised sum: the sum, the seeds, and the noise, before and after scaling.
   */
  static Stream<Arguments> unprotected() {
    return Stream.of(
        Arguments.of("sum", named("clipped_sum_that_only_DpOptimizer_step_feeds")),
        Arguments.of("seeds", named("noise_seeds_that_only_DpOptimizer_step_feeds")),
        Arguments.of("noise", ofType("StatelessRandomNormalV2")),
        Arguments.of("scaled noise", ofType("Mul")));
  }

  private static Predicate<GraphOperation> named(String part) {
    return operation -> operation.name().contains(part);
  }

  private static Predicate<GraphOperation> ofType(String type) {
    return operation -> operation.type().equals(type) && operation.name().contains("noise");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unprotected")
  void minimize_optimizerThatReachesPastTheNoise_isRefused(
      String what, Predicate<GraphOperation> wanted) {
    Reaching reaching = new Reaching(model.graph, wanted);
    assertThatThrownBy(() -> minimize(reaching))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("'weight'");
    assertThat(reaching.taken).as("what it reached").isPositive();
  }

  @Test
  void minimize_optimizerThatTakesTheNoisedSum_isAccepted() {
    Reaching reaching = new Reaching(model.graph, ofType("Add"));
    assertThatCode(() -> minimize(reaching)).doesNotThrowAnyException();
    assertThat(reaching.taken).as("what it reached").isPositive();
  }

  private void minimize(Optimizer optimizer) {
    LinearModel.builder(optimizer, 4)
        .noise(InGraphNoise.of(SeededBits.of(1)))
        .build()
        .minimize(model.loss);
  }

  /** Adds all that it finds to what it writes. */
  private static final class Reaching extends Optimizer {
    private final Graph graphToReach;
    private final Predicate<GraphOperation> wanted;
    private int taken;

    Reaching(Graph graph, Predicate<GraphOperation> wanted) {
      super(graph);
      graphToReach = graph;
      this.wanted = wanted;
    }

    @Override
    protected <T extends TType> Op applyDense(Ops tf, Output<T> gradient, Output<T> variable) {
      return tf.assign(variable, reached(tf, gradient.asOutput()));
    }

    @SuppressWarnings("unchecked") // the model is of one type
    private <T extends TType> Operand<T> reached(Ops tf, Output<T> gradient) {
      Operand<TFloat32> sum = (Operand<TFloat32>) gradient;
      List<GraphOperation> found = new ArrayList<>();
      Iterator<GraphOperation> operations = graphToReach.operations();
      operations.forEachRemaining(found::add);
      for (GraphOperation operation : found) {
        if (wanted.test(operation)) {
          taken++;
          Operand<TFloat32> value =
              tf.dtypes.cast(
                  (Output<? extends TNumber>) (Output<?>) operation.output(0), TFloat32.class);
          sum =
              tf.math.add(
                  sum,
                  tf.math.mean(value, tf.range(tf.constant(0), tf.rank(value), tf.constant(1))));
        }
      }
      return (Operand<T>) sum;
    }

    @Override
    public String getOptimizerName() {
      return "Reaching";
    }
  }
}
