package io.dptrain.core.internal.graph.fault;

import io.dptrain.core.internal.graph.axis.ConvolutionAxis;
import io.dptrain.core.internal.graph.axis.Rows;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/**
 * A convolution as the matrix product of its definition, for the shapes in which the kernels for
 * convolutions are wrong ({@link ConvolutionFaults}).
 *
 * <p><b>Formula</b>, along one axis, with {@code x} zero outside of its {@code size}:
 *
 * <pre>
 *   y[i] = sum_p x[i * stride + p * dilation - before] W[p]
 *   dx[j] = sum_p z[j + before - p] W[p]^T,   z[i * stride] = dy[i], and zero elsewhere
 * </pre>
 *
 * <p>The gradient, of a kernel without dilation, is a convolution too: of {@code z} with a stride
 * of 1 by the kernel with its elements in reverse order.
 *
 * @param image the shape of what is convolved, {@code [n, rows, columns, channels]}
 * @param kernel the shape of the kernel, {@code [rows, columns, channels, outputs]}
 * @param rows the geometry along axis 1
 * @param columns the geometry along axis 2
 */
record ConvolutionProduct(
    Shape image, Shape kernel, ConvolutionAxis rows, ConvolutionAxis columns) {
  /** The first and the last axis, which a window has whole. */
  private static final long ENDS = 0b1001;

  /**
   * The geometry of a convolution, or of an operation with its attributes.
   *
   * @param image known but for the number of images
   * @param kernel known
   */
  static ConvolutionProduct of(GraphOperation operation, Shape image, Shape kernel) {
    OperationAttributeInspector attributes = operation.attributes();
    return new ConvolutionProduct(
        image,
        kernel,
        ConvolutionAxis.of(attributes, 1, kernel.get(0), image.get(1)),
        ConvolutionAxis.of(attributes, 2, kernel.get(1), image.get(2)));
  }

  /** Whether it is a convolution of all channels together, to an image that is not empty. */
  boolean isWhole() {
    return image.get(3) == kernel.get(2) && rows.outputs() > 0 && columns.outputs() > 0;
  }

  /** The shape of the result. */
  Shape result() {
    return Shape.of(image.get(0), rows.outputs(), columns.outputs(), kernel.get(3));
  }

  /**
   * The convolution.
   *
   * @param images <b>Shape</b> {@code [n, rows, columns, channels]}
   * @return <b>Shape</b> {@code [n, output rows, output columns, outputs]}
   */
  <T extends TFloating> Operand<T> of(Ops tf, Operand<T> images, Operand<T> weights) {
    int[] before = {0, rows.before(), columns.before(), 0};
    int[] after = {0, behind(rows, image.get(1)), behind(columns, image.get(2)), 0};
    Operand<T> padded = pad(tf, images, before, after);
    List<Operand<T>> windows = new ArrayList<>();
    for (int row = 0; row < rows.kernel(); row++) {
      for (int column = 0; column < columns.kernel(); column++) {
        windows.add(window(tf, padded, row, column));
      }
    }
    Operand<T> all = windows.size() == 1 ? windows.get(0) : tf.concat(windows, tf.constant(3));
    int outputs = (int) kernel.get(3);
    int terms = (int) kernel.get(2) * windows.size();
    Operand<T> product =
        tf.linalg.matMul(reshape(tf, all, -1, terms), reshape(tf, weights, terms, outputs));
    return reshape(tf, product, -1, rows.outputs(), columns.outputs(), outputs);
  }

  /**
   * The gradient by the images, of a kernel without dilation and of no explicit padding.
   *
   * @param weights <b>Shape</b> {@code [rows, columns, channels, outputs]}
   * @param dy the gradient by the result, of its shape
   * @return <b>Shape</b> {@code [n, rows, columns, channels]}
   */
  <T extends TFloating> Operand<T> inputGradient(Ops tf, Operand<T> weights, Operand<T> dy) {
    if (rows.kernel() == 1 && columns.kernel() == 1) {
      return pointGradient(tf, weights, dy);
    }
    int outputs = (int) kernel.get(3);
    Operand<T> known = reshape(tf, dy, -1, rows.outputs(), columns.outputs(), outputs);
    Shape spread =
        Shape.of(
            image.get(0),
            (long) rows.outputs() * rows.stride(),
            (long) columns.outputs() * columns.stride(),
            kernel.get(3));
    Shape turned = Shape.of(kernel.get(0), kernel.get(1), kernel.get(3), kernel.get(2));
    Operand<T> reversed = tf.reverse(weights, tf.constant(new int[] {0, 1}));
    Operand<T> transposed = tf.linalg.transpose(reversed, tf.constant(new int[] {0, 1, 3, 2}));
    return new ConvolutionProduct(
            spread, turned, back(rows, image.get(1)), back(columns, image.get(2)))
        .of(tf, spread(tf, known, outputs), transposed);
  }

  /** Of a kernel of one pixel: pixels between the positions have none. */
  private <T extends TFloating> Operand<T> pointGradient(
      Ops tf, Operand<T> weights, Operand<T> dy) {
    int channels = (int) kernel.get(2);
    int outputs = (int) kernel.get(3);
    Operand<T> product =
        tf.linalg.matMul(
            reshape(tf, dy, -1, outputs),
            reshape(tf, weights, channels, outputs),
            MatMul.transposeB(true));
    Operand<T> pixels = reshape(tf, product, -1, rows.outputs(), columns.outputs(), channels);
    if (rows.stride() == 1 && columns.stride() == 1) {
      return pixels;
    }
    int[] size = {-1, (int) image.get(1), (int) image.get(2), -1};
    return tf.slice(spread(tf, pixels, channels), tf.constant(new int[4]), tf.constant(size));
  }

  /** The convolution of the spread gradient that is the gradient by an image of some size. */
  private static ConvolutionAxis back(ConvolutionAxis axis, long size) {
    int before = axis.kernel() - 1 - axis.before();
    return new ConvolutionAxis(axis.kernel(), 1, 1, before, (int) size);
  }

  /** Zeros behind an image of some size, so that the last position lies inside. */
  private static int behind(ConvolutionAxis axis, long size) {
    return (int) Math.max(0, axis.reach() - size - axis.before());
  }

  /** Zeros behind each position, up to the next one. */
  private <T extends TFloating> Operand<T> spread(Ops tf, Operand<T> positions, int channels) {
    if (rows.stride() == 1 && columns.stride() == 1) {
      return positions;
    }
    Operand<T> apart =
        reshape(tf, positions, -1, rows.outputs(), 1, columns.outputs(), 1, channels);
    int[] after = {0, 0, rows.stride() - 1, 0, columns.stride() - 1, 0};
    Operand<T> filled = pad(tf, apart, new int[6], after);
    return reshape(
        tf,
        filled,
        -1,
        rows.outputs() * rows.stride(),
        columns.outputs() * columns.stride(),
        channels);
  }

  /** What lies under one element of the kernel at all positions. */
  private <T extends TFloating> Operand<T> window(Ops tf, Operand<T> padded, int row, int column) {
    if (seesEachPixel(rows, image.get(1)) && seesEachPixel(columns, image.get(2))) {
      return padded;
    }
    int top = row * rows.dilation();
    int left = column * columns.dilation();
    int[] begin = {0, top, left, 0};
    int[] end = {
      0,
      top + (rows.outputs() - 1) * rows.stride() + 1,
      left + (columns.outputs() - 1) * columns.stride() + 1,
      0
    };
    int[] strides = {1, rows.stride(), columns.stride(), 1};
    return tf.stridedSlice(
        padded,
        tf.constant(begin),
        tf.constant(end),
        tf.constant(strides),
        StridedSlice.beginMask(ENDS),
        StridedSlice.endMask(ENDS));
  }

  /** Whether one element of the kernel sees each pixel of the padded image, and no other. */
  private static boolean seesEachPixel(ConvolutionAxis axis, long size) {
    return axis.stride() == 1 && axis.before() + size + behind(axis, size) == axis.outputs();
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
