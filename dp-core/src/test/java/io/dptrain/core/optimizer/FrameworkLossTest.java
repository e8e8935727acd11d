package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.testing.TestModel;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.framework.losses.BinaryCrossentropy;
import org.tensorflow.framework.losses.CategoricalCrossentropy;
import org.tensorflow.framework.losses.Huber;
import org.tensorflow.framework.losses.MeanAbsoluteError;
import org.tensorflow.framework.losses.MeanSquaredError;
import org.tensorflow.framework.losses.Reduction;
import org.tensorflow.framework.losses.SparseCategoricalCrossentropy;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The losses of tensorflow-framework with their default reduction train as they are. */
class FrameworkLossTest {
  private static final int UNITS = 5;
  private static final double CLIP_NORM = 0.2;

  /**
   * A loss, and what it is for each example.
   *
   * @param perExample the same loss written per example
   */
  record Case(String name, Loss loss, Loss perExample) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A loss of predictions and of other numbers, both of shape [batch, 3]. */
  interface Loss {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> predictions, Operand<TFloat32> numbers);
  }

  static Stream<Case> losses() {
    return Stream.of(
        new Case(
            "categorical cross entropy",
            (tf, p, y) -> new CategoricalCrossentropy(true).call(tf, tf.nn.softmax(y), p),
            FrameworkLossTest::crossEntropy),
        new Case(
            "sum of categorical cross entropies",
            (tf, p, y) ->
                new CategoricalCrossentropy(true, 0f, Reduction.SUM).call(tf, tf.nn.softmax(y), p),
            FrameworkLossTest::crossEntropy),
        new Case(
            "categorical cross entropy per example",
            (tf, p, y) ->
                new CategoricalCrossentropy(true, 0f, Reduction.NONE).call(tf, tf.nn.softmax(y), p),
            FrameworkLossTest::crossEntropy),
        new Case(
            "sparse categorical cross entropy",
            (tf, p, y) -> new SparseCategoricalCrossentropy(true).call(tf, largest(tf, y), p),
            (tf, p, y) ->
                tf.nn
                    .softmaxCrossEntropyWithLogits(
                        p,
                        tf.oneHot(
                            tf.math.argMax(y, tf.constant(1)),
                            tf.constant(3),
                            tf.constant(1f),
                            tf.constant(0f)))
                    .loss()),
        new Case(
            "mean squared error",
            (tf, p, y) -> new MeanSquaredError().call(tf, y, p),
            (tf, p, y) -> tf.math.mean(tf.math.squaredDifference(p, y), tf.constant(1))),
        new Case(
            "mean absolute error",
            (tf, p, y) -> new MeanAbsoluteError().call(tf, y, p),
            (tf, p, y) -> tf.math.mean(tf.math.abs(tf.math.sub(p, y)), tf.constant(1))),
        new Case(
            "binary cross entropy",
            (tf, p, y) -> new BinaryCrossentropy(true).call(tf, tf.math.sigmoid(y), p),
            (tf, p, y) ->
                tf.math.mean(
                    tf.math.sub(tf.math.softplus(p), tf.math.mul(p, tf.math.sigmoid(y))),
                    tf.constant(1))),
        new Case(
            "Huber",
            (tf, p, y) -> new Huber("huber", 100f, Reduction.AUTO).call(tf, y, p),
            (tf, p, y) ->
                tf.math.mean(
                    tf.math.mul(tf.math.squaredDifference(p, y), tf.constant(0.5f)),
                    tf.constant(1))));
  }

  private static Operand<TFloat32> crossEntropy(
      Ops tf, Operand<TFloat32> predictions, Operand<TFloat32> numbers) {
    return tf.nn.softmaxCrossEntropyWithLogits(predictions, tf.nn.softmax(numbers)).loss();
  }

  private static Operand<TFloat32> largest(Ops tf, Operand<TFloat32> numbers) {
    return tf.dtypes.cast(tf.math.argMax(numbers, tf.constant(1)), TFloat32.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("losses")
  void step_frameworkLoss_appliesTheClippedMean(Case tested) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> predictions = model.dense(model.numbers(4), 3);
      Operand<TFloat32> numbers = model.numbers(3);
      DpOptimizer optimizer = model.optimizer(UNITS, CLIP_NORM).build();
      optimizer.minimize(tested.loss().of(model.tf, predictions, numbers));
      model.session.initialize();
      double[] expected =
          model.expectedChange(
              tested.perExample().of(model.tf, predictions, numbers), UNITS, 1, CLIP_NORM);
      double[] actual = model.change(optimizer, model::feeds);
      assertThat(actual).containsExactly(expected, within(1e-5));
    }
  }
}
