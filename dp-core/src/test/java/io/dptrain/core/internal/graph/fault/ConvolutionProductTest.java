package io.dptrain.core.internal.graph.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.testing.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

/** Against plain loops, in double precision. */
class ConvolutionProductTest {
  private static final int IMAGES = 2;
  private static final int CHANNELS = 3;
  private static final int OUTPUTS = 2;

  /**
   * The sizes of a convolution.
   *
   * @param outRows the rows of the result
   * @param outColumns its columns
   * @param top zeros above the image
   * @param left zeros left of it
   */
  private record Sizes(
      int rows,
      int columns,
      int kernelRows,
      int kernelColumns,
      int stride,
      String padding,
      int outRows,
      int outColumns,
      int top,
      int left) {

    static Sizes of(Random random) {
      boolean isSame = random.nextBoolean();
      int stride = 1 + random.nextInt(3);
      int kernelRows = 1 + random.nextInt(4);
      int kernelColumns = 1 + random.nextInt(4);
      int rows = random.nextInt(6) + (isSame ? 1 : kernelRows);
      int columns = random.nextInt(6) + (isSame ? 1 : kernelColumns);
      int outRows = isSame ? (rows + stride - 1) / stride : (rows - kernelRows) / stride + 1;
      int outColumns =
          isSame ? (columns + stride - 1) / stride : (columns - kernelColumns) / stride + 1;
      int top = Math.max(0, (outRows - 1) * stride + kernelRows - rows) / 2;
      int left = Math.max(0, (outColumns - 1) * stride + kernelColumns - columns) / 2;
      return new Sizes(
          rows,
          columns,
          kernelRows,
          kernelColumns,
          stride,
          isSame ? "SAME" : "VALID",
          outRows,
          outColumns,
          isSame ? top : 0,
          isSame ? left : 0);
    }

    Shape images() {
      return Shape.of(IMAGES, rows, columns, CHANNELS);
    }

    Shape kernel() {
      return Shape.of(kernelRows, kernelColumns, CHANNELS, OUTPUTS);
    }

    Shape results() {
      return Shape.of(IMAGES, outRows, outColumns, OUTPUTS);
    }
  }

  static List<Sizes> sizes() {
    Random random = new Random(20_261_129L);
    List<Sizes> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.add(Sizes.of(random));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void convolutionAndGradient_equalPlainLoops(Sizes s) {
    Random random = new Random(7);
    double[] images = random.doubles(s.images().size()).toArray();
    double[] kernel = random.doubles(s.kernel().size()).toArray();
    double[] dy = random.doubles(s.results().size()).toArray();
    double[] results = new double[dy.length];
    double[] gradient = new double[images.length];
    addProducts(s, images, kernel, results, dy, gradient);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat64> x = tf.constant(s.images(), DataBuffers.of(images));
      Operand<TFloat64> w = tf.constant(s.kernel(), DataBuffers.of(kernel));
      Operand<TFloat64> g = tf.constant(s.results(), DataBuffers.of(dy));
      List<Long> strides = List.of(1L, (long) s.stride, (long) s.stride, 1L);
      GraphOperation attributes =
          (GraphOperation) tf.nn.conv2d(x, w, strides, s.padding).asOutput().op();
      ConvolutionProduct product = ConvolutionProduct.of(attributes, s.images(), s.kernel());
      try (Result run =
          session
              .runner()
              .fetch(product.of(tf, x, w))
              .fetch(product.inputGradient(tf, w, g))
              .run()) {
        assertThat(run.get(0).shape()).isEqualTo(s.results());
        assertThat(run.get(1).shape()).isEqualTo(s.images());
        assertClose(Tensors.toDoubles(run.get(0)), results);
        assertClose(Tensors.toDoubles(run.get(1)), gradient);
      }
    }
  }

  private static void assertClose(double[] actual, double[] expected) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    }
    assertThat(worst).as("largest error beside %s", Arrays.toString(expected)).isLessThan(1e-12);
  }

  private static void addProducts(
      Sizes s, double[] images, double[] kernel, double[] results, double[] dy, double[] gradient) {
    for (int image = 0; image < IMAGES; image++) {
      for (int i = 0; i < s.outRows; i++) {
        for (int j = 0; j < s.outColumns; j++) {
          for (int p = 0; p < s.kernelRows; p++) {
            for (int q = 0; q < s.kernelColumns; q++) {
              int row = i * s.stride + p - s.top;
              int column = j * s.stride + q - s.left;
              if (row >= 0 && row < s.rows && column >= 0 && column < s.columns) {
                int in = ((image * s.rows + row) * s.columns + column) * CHANNELS;
                int out = ((image * s.outRows + i) * s.outColumns + j) * OUTPUTS;
                int at = (p * s.kernelColumns + q) * CHANNELS * OUTPUTS;
                for (int term = 0; term < CHANNELS * OUTPUTS; term++) {
                  int from = in + term / OUTPUTS;
                  int to = out + term % OUTPUTS;
                  results[to] += images[from] * kernel[at + term];
                  gradient[from] += dy[to] * kernel[at + term];
                }
              }
            }
          }
        }
      }
    }
  }
}
