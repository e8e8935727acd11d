package io.dptrain.core.internal.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.internal.gradient.form.ExampleProducts;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** The kernel behind is wrong where it would broadcast. */
class ExampleProductsTest {

  @ParameterizedTest
  @CsvSource({"1, -1", "-1, 1", "1, 4", "3, 4"})
  void leftTransposed_examplesThatWouldBroadcast_areRefused(long left, long right) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      assertThatThrownBy(() -> ExampleProducts.leftTransposed(tf, rows(tf, left), rows(tf, right)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("one matrix for each example");
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, -1", "-1, 4", "4, 4", "1, 1"})
  void leftTransposed_examplesThatMatch_areAccepted(long left, long right) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> product =
          ExampleProducts.leftTransposed(tf, rows(tf, left), rows(tf, right));
      assertThat(product.shape().get(1)).isEqualTo(3);
    }
  }

  /**
   * Sizes about the blocks of kernels, with one example of infinities and NaN: each product is that
   * of its own example alone.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 1, 1, 1",
    "64, 1, 17, 3",
    "64, 33, 1, 5",
    "64, 5, 31, 1",
    "1024, 7, 9, 8",
    "300, 32, 65, 16",
    "16, 1000, 10, 7",
    "5, 129, 127, 64",
    "64, 32, 27, 16",
    "256, 49, 9, 8",
    "3, 257, 33, 100"
  })
  void bothProducts_oneExampleNotFinite_areThoseOfEachExampleAlone(
      int examples, int positions, int width, int other) {
    float[] left = numbers(examples * positions * width, 1);
    float[] right = numbers(examples * positions * other, 2);
    int poisoned = examples / 2;
    fill(left, poisoned, positions * width);
    fill(right, poisoned, positions * other);
    float[] sums = run(true, left, Shape.of(examples, positions, width), right, other);
    float[] products = run(false, left, Shape.of(examples, positions, width), right, other);
    Random random = new Random(3);
    for (int trial = 0; trial < 2000; trial++) {
      int example = random.nextInt(examples);
      if (example == poisoned) {
        continue;
      }
      int row = random.nextInt(width);
      int column = random.nextInt(other);
      assertIsSum(
          sums[(example * width + row) * other + column],
          positions,
          at -> left[(example * positions + at) * width + row],
          at -> right[(example * positions + at) * other + column]);
      int first = random.nextInt(positions);
      int second = random.nextInt(positions);
      assertIsSum(
          products[(example * positions + first) * positions + second],
          width,
          at -> left[(example * positions + first) * width + at],
          at -> left[(example * positions + second) * width + at]);
    }
  }

  private static void assertIsSum(
      double actual, int terms, IntToDoubleFunction left, IntToDoubleFunction right) {
    double sum = 0;
    double size = 0;
    for (int at = 0; at < terms; at++) {
      double term = left.applyAsDouble(at) * right.applyAsDouble(at);
      sum += term;
      size += Math.abs(term);
    }
    assertThat(actual).isCloseTo(sum, within(terms * 0x1p-23 * size));
  }

  private static float[] numbers(int count, int seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static void fill(float[] numbers, int example, int size) {
    for (int i = 0; i < size; i++) {
      numbers[example * size + i] = i % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY;
    }
  }

  /** The products of left and right over positions, or of left with itself over its width. */
  private static float[] run(
      boolean overPositions, float[] left, Shape shape, float[] right, int other) {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 lefts = TFloat32.tensorOf(shape, DataBuffers.of(left));
        TFloat32 rights =
            TFloat32.tensorOf(Shape.of(shape.get(0), shape.get(1), other), DataBuffers.of(right))) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> a = rows(tf, -1, -1, shape.get(2));
      Operand<TFloat32> b = rows(tf, -1, -1, other);
      Operand<TFloat32> product =
          overPositions
              ? ExampleProducts.leftTransposed(tf, a, b)
              : ExampleProducts.rightTransposed(tf, a, a);
      Session.Runner runner = session.runner().feed(a, lefts).fetch(product);
      if (overPositions) {
        runner.feed(b, rights);
      }
      try (Result result = runner.run()) {
        TFloat32 values = (TFloat32) result.get(0);
        float[] array = new float[(int) values.size()];
        values.copyTo(DataBuffers.of(array, false, false));
        return array;
      }
    }
  }

  private static Operand<TFloat32> rows(Ops tf, long examples, long positions, long width) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(examples, positions, width)));
  }

  private static Operand<TFloat32> rows(Ops tf, long examples) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(examples, 2, 3)));
  }
}
