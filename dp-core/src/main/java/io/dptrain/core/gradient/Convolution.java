package io.dptrain.core.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The geometry of a two-dimensional convolution, channels last: which part of the input lies under
 * which element of the kernel.
 */
record Convolution(ConvolutionAxis height, ConvolutionAxis width) {
  /** Below so many channels a row is unrolled by a matrix product, from there on by copying. */
  private static final int FEW_CHANNELS = 8;

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

  /**
   * The input as the kernel sees it, one tensor for each row of the kernel: what lies under that
   * row when the kernel is at each position.
   *
   * @param input <b>Shape</b> {@code [n, height, width, channels]}, all finite
   * @return tensors of <b>shape</b> {@code [n, output height, output width, kernel width *
   *     channels]}
   */
  <T extends TFloating> List<Operand<T>> rowViews(Ops tf, Operand<T> input) {
    long channels = input.shape().get(3);
    Operand<T> unrolled =
        channels < FEW_CHANNELS ? unrolledByProduct(tf, input) : unrolledByCopy(tf, input);
    int rows = height.padded((int) input.shape().get(1));
    Operand<T> padded = pad(tf, unrolled, 1, height.paddings((int) input.shape().get(1), rows));
    int stride = height.stride();
    long row = width.outputs() * width.kernel() * channels;
    Operand<T> phases = deal(tf, padded, rows, stride, row);
    List<Operand<T>> views = new ArrayList<>();
    for (int element = 0; element < height.kernel(); element++) {
      int offset = element * height.dilation();
      int[] begin = {offset % stride, 0, offset / stride, 0};
      int[] size = {1, -1, height.outputs(), (int) row};
      Operand<T> view = tf.slice(phases, tf.constant(begin), tf.constant(size));
      views.add(
          Arrangement.reshape(
              tf, view, -1, height.outputs(), width.outputs(), width.kernel() * channels));
    }
    return views;
  }

  /**
   * Deals rows out by strides: phase {@code a} holds the rows {@code a + k * stride}. Within a
   * phase a strided view is a plain slice, which the native library copies much faster.
   *
   * @return <b>Shape</b> {@code [stride, n, rows / stride, row]}
   */
  private static <T extends TFloating> Operand<T> deal(
      Ops tf, Operand<T> tensor, int rows, int stride, long row) {
    if (stride == 1) {
      return Arrangement.reshape(tf, tensor, 1, -1, rows, row);
    }
    Operand<T> split = Arrangement.reshape(tf, tensor, -1, rows / stride, stride, row);
    return tf.linalg.transpose(split, tf.constant(new int[] {2, 0, 1, 3}));
  }

  /** Each row beside itself, shifted: one copy for each column of the kernel. */
  private <T extends TFloating> Operand<T> unrolledByCopy(Ops tf, Operand<T> input) {
    int columns = width.padded((int) input.shape().get(2));
    long rows = input.shape().get(1);
    long channels = input.shape().get(3);
    int stride = width.stride();
    Operand<T> padded = pad(tf, input, 2, width.paddings((int) input.shape().get(2), columns));
    Operand<T> split =
        Arrangement.reshape(tf, padded, -1, rows, columns / stride, stride * channels);
    List<Operand<T>> shifted = new ArrayList<>();
    for (int element = 0; element < width.kernel(); element++) {
      int offset = element * width.dilation();
      int[] begin = {0, 0, offset / stride, (int) (offset % stride * channels)};
      int[] size = {-1, (int) rows, width.outputs(), (int) channels};
      shifted.add(tf.slice(split, tf.constant(begin), tf.constant(size)));
    }
    return shifted.size() == 1 ? shifted.get(0) : tf.concat(shifted, tf.constant(3));
  }

  /**
   * Each row times a matrix of zeros and ones that picks what lies under the kernel, padding and
   * strides included. With few channels that is faster than copying a few numbers at a time.
   */
  private <T extends TFloating> Operand<T> unrolledByProduct(Ops tf, Operand<T> input) {
    int columns = (int) input.shape().get(2);
    int channels = (int) input.shape().get(3);
    float[][] picks = new float[columns * channels][width.outputs() * width.kernel() * channels];
    for (int output = 0; output < width.outputs(); output++) {
      for (int element = 0; element < width.kernel(); element++) {
        int column = output * width.stride() + element * width.dilation() - width.before();
        for (int channel = 0; channel < channels && column >= 0 && column < columns; channel++) {
          int target = (output * width.kernel() + element) * channels + channel;
          picks[column * channels + channel][target] = 1;
        }
      }
    }
    Operand<T> matrix = tf.dtypes.cast(tf.constant(picks), input.type());
    Operand<T> flat = Arrangement.reshape(tf, input, -1, (long) columns * channels);
    return Arrangement.reshape(
        tf, tf.linalg.matMul(flat, matrix), -1, input.shape().get(1), picks[0].length);
  }

  private static <T extends TFloating> Operand<T> pad(
      Ops tf, Operand<T> tensor, int axis, int[] paddings) {
    if (paddings[0] + paddings[1] == 0) {
      return tensor;
    }
    int[][] all = new int[tensor.shape().numDimensions()][2];
    all[axis] = paddings;
    return tf.pad(tensor, tf.constant(all), Rows.constant(tf, 0, tensor));
  }
}
