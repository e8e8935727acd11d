package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.ConvolutionAxis;
import io.dptrain.core.internal.graph.axis.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The geometry of a two-dimensional convolution, channels last: which part of the input lies under
 * which element of the kernel.
 *
 * <p>A convolution is taken apart along both axes. Along the width, every row of the input is
 * unrolled: each position of the kernel is given the columns under it. Along the height, it is the
 * output that is shifted, once for each row of the kernel; so the larger of the two is copied less
 * often than in patches. Rows that are a stride apart belong to one phase.
 */
record Convolution(ConvolutionAxis height, ConvolutionAxis width) {
  /** Below so many channels a row is unrolled by a matrix product, if it is short enough. */
  private static final int FEW_CHANNELS = 8;

  /**
   * In numbers, columns times channels. The constant of a product grows with the square of the row,
   * that of copying with the image. Measured with one to six channels on 2 cores of an AMD EPYC
   * with AVX-512: up to here the product is faster, or as fast; a row of 288 numbers is copied
   * twice as fast.
   */
  private static final int SHORT_ROW = 192;

  /** From the attributes that Conv2D, its gradients and DepthwiseConv2dNative share. */
  static Convolution of(
      OperationAttributeInspector attributes, Shape kernel, Shape input, Shape output) {
    return new Convolution(
        ConvolutionAxis.of(attributes, 1, kernel.get(0), input.get(1), output.get(1)),
        ConvolutionAxis.of(attributes, 2, kernel.get(1), input.get(2), output.get(2)));
  }

  /** How many positions the kernel has. */
  int positions() {
    return height.outputs() * width.outputs();
  }

  /** The rows of the kernel whose input rows lie in a phase, in order. */
  List<Integer> kernelRows(int phase) {
    return IntStream.range(0, height.kernel())
        .filter(row -> height.phase(row) == phase)
        .boxed()
        .toList();
  }

  /** The phases that some row of the kernel falls into. */
  List<Integer> phases() {
    return IntStream.range(0, height.stride())
        .filter(phase -> !kernelRows(phase).isEmpty())
        .boxed()
        .toList();
  }

  /**
   * The input rows of a phase, unrolled along the width.
   *
   * @param unrolled what {@link #unrolled} gave
   * @return <b>Shape</b> {@code [n, rows of the phase * output width, kernel width * channels]}
   */
  <T extends TFloating> Operand<T> inputRows(Ops tf, Operand<T> unrolled, int phase) {
    long row = unrolled.shape().get(2);
    int rows = (int) unrolled.shape().get(1) / height.stride();
    Operand<T> own = unrolled;
    if (height.stride() > 1) {
      Operand<T> split = Arrangement.reshape(tf, unrolled, -1, rows, height.stride() * row);
      int[] begin = {0, 0, (int) (phase * row)};
      own = tf.slice(split, tf.constant(begin), tf.constant(new int[] {-1, rows, (int) row}));
    }
    return Arrangement.reshape(tf, own, -1, (long) rows * width.outputs(), row / width.outputs());
  }

  /**
   * The output, shifted so that it lies beside the input rows of a phase: one copy for each row of
   * the kernel in that phase.
   *
   * @param output <b>Shape</b> {@code [n, output height, output width, channels]}
   * @param rows the number of input rows in a phase
   * @return <b>Shape</b> {@code [n, rows * output width, kernel rows of the phase * channels]}
   */
  <T extends TFloating> Operand<T> shiftedOutput(Ops tf, Operand<T> output, int rows, int phase) {
    List<Integer> kernelRows = kernelRows(phase);
    int positions = positions();
    int[] sources = new int[rows * width.outputs() * kernelRows.size()];
    for (int target = 0; target < sources.length; target++) {
      int place = target / kernelRows.size();
      int row = place / width.outputs() - height.shift(kernelRows.get(target % kernelRows.size()));
      // Where the kernel has no position: the place behind the last one stands for zeros.
      boolean inside = row >= 0 && row < height.outputs();
      sources[target] = inside ? row * width.outputs() + place % width.outputs() : positions;
    }
    long channels = output.shape().get(3);
    Operand<T> flat = Arrangement.reshape(tf, output, -1, positions, channels);
    return Arrangement.reshape(
        tf,
        pick(tf, flat, sources, positions),
        -1,
        (long) rows * width.outputs(),
        kernelRows.size() * channels);
  }

  /**
   * Every row of the input, padded below and above, with the columns under each position of the
   * kernel beside one another.
   *
   * @param input <b>Shape</b> {@code [n, height, width, channels]}
   * @return <b>Shape</b> {@code [n, rows, output width * kernel width * channels]}; rows are a
   *     multiple of the stride
   */
  <T extends TFloating> Operand<T> unrolled(Ops tf, Operand<T> input) {
    long channels = input.shape().get(3);
    boolean byProduct = channels < FEW_CHANNELS && channels * input.shape().get(2) <= SHORT_ROW;
    return byProduct ? unrolledByProduct(tf, input) : unrolledByCopy(tf, input);
  }

  /** One copy of the channels for each place that lies under an element of the kernel. */
  private <T extends TFloating> Operand<T> unrolledByCopy(Ops tf, Operand<T> input) {
    int inputRows = (int) input.shape().get(1);
    int columns = (int) input.shape().get(2);
    long channels = input.shape().get(3);
    int rows = height.padded(inputRows);
    int perRow = width.outputs() * width.kernel();
    int[] sources = new int[rows * perRow];
    for (int target = 0; target < sources.length; target++) {
      int row = target / perRow - height.before();
      int place = target % perRow;
      int column = width.source(place / width.kernel(), place % width.kernel());
      boolean inside = row >= 0 && row < inputRows && column >= 0 && column < columns;
      sources[target] = inside ? row * columns + column : inputRows * columns;
    }
    Operand<T> places = Arrangement.reshape(tf, input, -1, (long) inputRows * columns, channels);
    Operand<T> picked = pick(tf, places, sources, inputRows * columns);
    return Arrangement.reshape(tf, picked, -1, rows, perRow * channels);
  }

  /**
   * Picks along axis 1.
   *
   * @param tensor <b>Shape</b> {@code [n, size, channels]}
   * @param sources which places to pick; {@code size} stands for zeros
   * @return <b>Shape</b> {@code [n, number of sources, channels]}
   */
  private static <T extends TFloating> Operand<T> pick(
      Ops tf, Operand<T> tensor, int[] sources, int size) {
    boolean isAll =
        sources.length == size && IntStream.range(0, size).allMatch(i -> sources[i] == i);
    if (isAll) {
      return tensor;
    }
    Operand<T> source = tensor;
    if (IntStream.of(sources).anyMatch(place -> place == size)) {
      int[] one = {-1, 1, -1};
      Operand<T> first = tf.slice(tensor, tf.constant(new int[3]), tf.constant(one));
      source = tf.concat(List.of(tensor, tf.zerosLike(first)), tf.constant(1));
    }
    return tf.gather(source, tf.constant(sources), tf.constant(1));
  }

  /**
   * Each row times a matrix of zeros and ones that picks what lies under the kernel, padding and
   * strides included. With few channels and columns that is faster than copying a few numbers at a
   * time.
   */
  private <T extends TFloating> Operand<T> unrolledByProduct(Ops tf, Operand<T> input) {
    int columns = (int) input.shape().get(2);
    int channels = (int) input.shape().get(3);
    float[][] picks = new float[columns * channels][width.outputs() * width.kernel() * channels];
    for (int output = 0; output < width.outputs(); output++) {
      for (int element = 0; element < width.kernel(); element++) {
        int column = width.source(output, element);
        for (int channel = 0; channel < channels && column >= 0 && column < columns; channel++) {
          int target = (output * width.kernel() + element) * channels + channel;
          picks[column * channels + channel][target] = 1;
        }
      }
    }
    int inputRows = (int) input.shape().get(1);
    int rows = height.padded(inputRows);
    Operand<T> flat = Arrangement.reshape(tf, input, -1, inputRows, (long) columns * channels);
    int[][] paddings = {{0, 0}, height.paddings(inputRows, rows), {0, 0}};
    Operand<T> padded =
        rows == inputRows ? flat : tf.pad(flat, tf.constant(paddings), Rows.constant(tf, 0, input));
    Operand<T> matrix = tf.dtypes.cast(tf.constant(picks), input.type());
    Operand<T> product =
        tf.linalg.matMul(Arrangement.reshape(tf, padded, -1, (long) columns * channels), matrix);
    return Arrangement.reshape(tf, product, -1, rows, picks[0].length);
  }

  /**
   * What lies under the whole kernel at each position.
   *
   * @param unrolled what {@link #unrolled} gave
   * @return <b>Shape</b> {@code [n, output height, output width, kernel size * channels]}
   */
  <T extends TFloating> Operand<T> patches(Ops tf, Operand<T> unrolled) {
    long row = unrolled.shape().get(2);
    int rows = (int) unrolled.shape().get(1) / height.stride();
    Operand<T> split = Arrangement.reshape(tf, unrolled, -1, rows, height.stride() * row);
    List<Operand<T>> views = new ArrayList<>();
    for (int element = 0; element < height.kernel(); element++) {
      int[] begin = {0, height.shift(element), (int) (height.phase(element) * row)};
      int[] size = {-1, height.outputs(), (int) row};
      Operand<T> view = tf.slice(split, tf.constant(begin), tf.constant(size));
      views.add(
          Arrangement.reshape(
              tf, view, -1, height.outputs(), width.outputs(), row / width.outputs()));
    }
    return views.size() == 1 ? views.get(0) : tf.concat(views, tf.constant(3));
  }
}
