package io.dptrain.core.internal.graph.fault;

import io.dptrain.core.internal.graph.axis.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.types.family.TFloating;

/**
 * A convolution as the matrix product of its definition, for the shapes in which the kernels for
 * convolutions are wrong ({@link ConvolutionFaults}).
 *
 * <p><b>Formula</b>, along one axis, with {@code x} zero outside of its {@code size}:
 *
 * <pre>
 *   y[i] = sum_p x[i * stride + p - before] W[p]
 *   dx[j] = sum_p z[j + before - p] W[p]^T,   z[i * stride] = dy[i], and zero elsewhere
 * </pre>
 *
 * <p>The gradient is a convolution too, of {@code z} with a stride of 1 by the kernel with its
 * elements in reverse order.
 *
 * @param rows the geometry along axis 1
 * @param columns the geometry along axis 2
 * @param channels of the image
 * @param outputs the channels of the result
 */
public record ConvolutionProduct(Line rows, Line columns, int channels, int outputs) {

  /** The first and the last axis, which a window has whole. */
  private static final long ENDS = 0b1001;

  /**
   * The geometry along one axis.
   *
   * @param size how many pixels the image has
   * @param kernel how many the kernel has
   * @param stride the step of the kernel
   * @param before zeros in front of the image
   * @param outputs positions of the kernel
   */
  record Line(int size, int kernel, int stride, int before, int outputs) {
    /** Zeros behind the image, so that the last position lies inside. */
    int after() {
      return Math.max(0, (outputs - 1) * stride + kernel - size - before);
    }

    /** Whether one element of the kernel sees each pixel of the padded image. */
    boolean isWhole() {
      return stride == 1 && before + size + after() == outputs;
    }

    /** The convolution of the spread gradient that is the gradient by the image. */
    Line back() {
      return new Line(outputs * stride, kernel, 1, kernel - 1 - before, size);
    }
  }

  /** Whether an operation, with channels last, has a geometry that this class computes. */
  public static boolean covers(GraphOperation operation) {
    String padding = operation.attributes().getAttrString("padding");
    long[] dilations = operation.attributes().getAttrIntList("dilations");
    return !padding.equals("EXPLICIT") && Arrays.stream(dilations).allMatch(size -> size == 1);
  }

  /**
   * The geometry of a convolution, or of an operation with its attributes.
   *
   * @param image <b>Shape</b> {@code [n, rows, columns, channels]}, known but for {@code n}
   * @param kernel <b>Shape</b> {@code [rows, columns, channels, outputs]}, known
   */
  public static ConvolutionProduct of(GraphOperation operation, Shape image, Shape kernel) {
    long[] strides = operation.attributes().getAttrIntList("strides");
    boolean isSame = operation.attributes().getAttrString("padding").equals("SAME");
    return new ConvolutionProduct(
        line(image.get(1), kernel.get(0), strides[1], isSame),
        line(image.get(2), kernel.get(1), strides[2], isSame),
        (int) kernel.get(2),
        (int) kernel.get(3));
  }

  private static Line line(long size, long kernel, long stride, boolean isSame) {
    long outputs = isSame ? (size + stride - 1) / stride : (size - kernel) / stride + 1;
    long before = isSame ? Math.max(0, (outputs - 1) * stride + kernel - size) / 2 : 0;
    return new Line((int) size, (int) kernel, (int) stride, (int) before, (int) outputs);
  }

  /**
   * The convolution.
   *
   * @param images <b>Shape</b> {@code [n, rows, columns, channels]}
   * @return <b>Shape</b> {@code [n, output rows, output columns, outputs]}
   */
  public <T extends TFloating> Operand<T> of(Ops tf, Operand<T> images, Operand<T> kernel) {
    Operand<T> padded =
        pad(
            tf,
            images,
            new int[] {0, rows.before, columns.before, 0},
            new int[] {0, rows.after(), columns.after(), 0});
    List<Operand<T>> windows = new ArrayList<>();
    for (int row = 0; row < rows.kernel; row++) {
      for (int column = 0; column < columns.kernel; column++) {
        windows.add(window(tf, padded, row, column));
      }
    }
    Operand<T> all = windows.size() == 1 ? windows.get(0) : tf.concat(windows, tf.constant(3));
    int terms = channels * windows.size();
    Operand<T> product =
        tf.linalg.matMul(reshape(tf, all, -1, terms), reshape(tf, kernel, terms, outputs));
    return reshape(tf, product, -1, rows.outputs, columns.outputs, outputs);
  }

  /**
   * The gradient by the images.
   *
   * @param kernel <b>Shape</b> {@code [rows, columns, channels, outputs]}
   * @param dy the gradient by the output, <b>shape</b> {@code [n, output rows, output columns,
   *     outputs]}
   * @return <b>Shape</b> {@code [n, rows, columns, channels]}
   */
  public <T extends TFloating> Operand<T> inputGradient(Ops tf, Operand<T> kernel, Operand<T> dy) {
    Operand<T> spread = spread(tf, dy);
    boolean isPoint = rows.kernel == 1 && columns.kernel == 1;
    Operand<T> reversed = isPoint ? kernel : tf.reverse(kernel, tf.constant(new int[] {0, 1}));
    Operand<T> transposed = tf.linalg.transpose(reversed, tf.constant(new int[] {0, 1, 3, 2}));
    return new ConvolutionProduct(
            rows.back(), columns.back(), /* channels= */ outputs, /* outputs= */ channels)
        .of(tf, spread, transposed);
  }

  /** Zeros behind each output, up to the next position of the kernel. */
  private <T extends TFloating> Operand<T> spread(Ops tf, Operand<T> dy) {
    if (rows.stride == 1 && columns.stride == 1) {
      return dy;
    }
    Operand<T> apart = reshape(tf, dy, -1, rows.outputs, 1, columns.outputs, 1, outputs);
    int[] none = new int[6];
    Operand<T> filled =
        pad(tf, apart, none, new int[] {0, 0, rows.stride - 1, 0, columns.stride - 1, 0});
    return reshape(
        tf, filled, -1, rows.outputs * rows.stride, columns.outputs * columns.stride, outputs);
  }

  /** What lies under one element of the kernel at all positions. */
  private <T extends TFloating> Operand<T> window(Ops tf, Operand<T> padded, int row, int column) {
    if (rows.isWhole() && columns.isWhole()) {
      return padded;
    }
    int[] begin = {0, row, column, 0};
    int[] end = {
      0,
      row + (rows.outputs - 1) * rows.stride + 1,
      column + (columns.outputs - 1) * columns.stride + 1,
      0
    };
    int[] strides = {1, rows.stride, columns.stride, 1};
    return tf.stridedSlice(
        padded,
        tf.constant(begin),
        tf.constant(end),
        tf.constant(strides),
        StridedSlice.beginMask(ENDS),
        StridedSlice.endMask(ENDS));
  }

  private static <T extends TFloating> Operand<T> pad(
      Ops tf, Operand<T> tensor, int[] before, int[] after) {
    int[][] paddings = new int[before.length][];
    boolean isNone = true;
    for (int axis = 0; axis < before.length; axis++) {
      paddings[axis] = new int[] {before[axis], after[axis]};
      isNone &= before[axis] == 0 && after[axis] == 0;
    }
    return isNone ? tensor : tf.pad(tensor, tf.constant(paddings), Rows.constant(tf, 0, tensor));
  }

  private static <T extends TFloating> Operand<T> reshape(Ops tf, Operand<T> tensor, int... shape) {
    return tf.reshape(tensor, tf.constant(shape));
  }
}
