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

  /** How many elements the kernel has in the plane. */
  int elements() {
    return height.kernel() * width.kernel();
  }

  /**
   * The input as the kernel sees it, one tensor for each element of the kernel in row-major order:
   * what lies under that element when the kernel is at each position.
   *
   * @param input <b>Shape</b> {@code [n, height, width, channels]}
   * @return tensors of <b>shape</b> {@code [n, output height, output width, channels]}
   */
  <T extends TFloating> List<Operand<T>> views(Ops tf, Operand<T> input) {
    Operand<T> phases = phases(tf, input);
    List<Operand<T>> views = new ArrayList<>();
    for (int row = 0; row < height.kernel(); row++) {
      for (int column = 0; column < width.kernel(); column++) {
        views.add(view(tf, phases, row * height.dilation(), column * width.dilation()));
      }
    }
    return views;
  }

  /**
   * The input, padded and dealt out by strides: phase {@code (a, b)} holds the rows {@code a + k *
   * stride} and the columns {@code b + k * stride}. Within a phase a strided view is a plain slice,
   * which the native library copies much faster.
   *
   * @return <b>Shape</b> {@code [stride, stride, n, height / stride, width / stride, channels]}
   */
  private <T extends TFloating> Operand<T> phases(Ops tf, Operand<T> input) {
    int rows = height.padded((int) input.shape().get(1));
    int columns = width.padded((int) input.shape().get(2));
    long channels = input.shape().get(3);
    Operand<T> whole = pad(tf, input, rows, columns);
    int down = height.stride();
    int across = width.stride();
    if (down == 1 && across == 1) {
      return Arrangement.reshape(tf, whole, 1, 1, -1, rows, columns, channels);
    }
    Operand<T> split =
        Arrangement.reshape(tf, whole, -1, rows / down, down, columns / across, across, channels);
    return tf.linalg.transpose(split, tf.constant(new int[] {2, 4, 0, 1, 3, 5}));
  }

  private <T extends TFloating> Operand<T> pad(Ops tf, Operand<T> input, int rows, int columns) {
    int[] down = height.paddings((int) input.shape().get(1), rows);
    int[] across = width.paddings((int) input.shape().get(2), columns);
    if (down[0] + down[1] + across[0] + across[1] == 0) {
      return input;
    }
    int[][] paddings = {{0, 0}, down, across, {0, 0}};
    return tf.pad(input, tf.constant(paddings), Rows.constant(tf, 0, input));
  }

  private <T extends TFloating> Operand<T> view(Ops tf, Operand<T> phases, int row, int column) {
    int down = height.stride();
    int across = width.stride();
    int channels = (int) phases.shape().get(5);
    int[] begin = {row % down, column % across, 0, row / down, column / across, 0};
    int[] size = {1, 1, -1, height.outputs(), width.outputs(), channels};
    Operand<T> slice = tf.slice(phases, tf.constant(begin), tf.constant(size));
    return Arrangement.reshape(tf, slice, -1, height.outputs(), width.outputs(), channels);
  }
}
