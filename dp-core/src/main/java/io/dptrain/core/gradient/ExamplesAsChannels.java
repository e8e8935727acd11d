package io.dptrain.core.gradient;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * The per-example gradient of a kernel with one input channel, by the filter gradient of a
 * depthwise convolution in which the examples play the part of channels. One native operation for
 * all examples, where shifted views would be many thin products.
 *
 * <p><b>Source</b>: Rochette, Manoel and Tramel, 2019 (arXiv:1912.06015), for convolutions over
 * examples as channels.
 */
final class ExamplesAsChannels {
  private ExamplesAsChannels() {}

  static <T extends TFloating> SiteGradient<T> gradient(KernelGradient<T> kernel) {
    Ops tf = kernel.tf();
    Convolution geometry = kernel.geometry();
    int out = (int) kernel.columns();
    CleanRows<T> clean = CleanRows.of(tf, kernel.input(), kernel.output());
    Operand<TInt32> examples =
        tf.slice(tf.shape(clean.left()), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    Operand<T> images = examplesLast(tf, padded(tf, geometry, clean.left()), examples);
    Operand<T> deltas = examplesLast(tf, clean.right(), examples);
    int[] plane = {geometry.height().kernel(), geometry.width().kernel()};
    Operand<TInt32> filter =
        tf.concat(
            List.of(tf.constant(plane), examples, tf.constant(new int[] {out})), tf.constant(0));
    long stride = geometry.height().stride();
    List<Long> strides = List.of(1L, stride, stride, 1L);
    Operand<T> byElement =
        tf.nn.depthwiseConv2dNativeBackpropFilter(images, filter, deltas, strides, "VALID");
    Operand<T> byExample =
        tf.linalg.transpose(
            Arrangement.reshape(tf, byElement, geometry.elements(), -1, out),
            tf.constant(new int[] {1, 0, 2}));
    Operand<T> flat = Arrangement.reshape(tf, byExample, -1, (long) geometry.elements() * out);
    return new Built<>(
        tf,
        List.of(flat),
        kernel.kernel(),
        clean.poison(),
        "built with examples as channels",
        kernel.cost());
  }

  /** Just as much input as the kernel reaches, zeros included. */
  private static <T extends TFloating> Operand<T> padded(
      Ops tf, Convolution geometry, Operand<T> input) {
    int rows = (int) input.shape().get(2);
    int columns = (int) input.shape().get(3);
    ConvolutionAxis down = geometry.height();
    ConvolutionAxis across = geometry.width();
    int[] below = down.paddings(rows, Math.max(down.reach(), rows + down.before()));
    int[] beside = across.paddings(columns, Math.max(across.reach(), columns + across.before()));
    int[][] paddings = {{0, 0}, {0, 0}, below, beside, {0, 0}};
    Operand<T> whole = tf.pad(input, tf.constant(paddings), Rows.constant(tf, 0, input));
    return tf.slice(
        whole,
        tf.constant(new int[5]),
        tf.constant(new int[] {-1, -1, down.reach(), across.reach(), -1}));
  }

  /** <b>Shape</b> {@code [images, height, width, batch * channels]}. */
  private static <T extends TFloating> Operand<T> examplesLast(
      Ops tf, Operand<T> tensor, Operand<TInt32> examples) {
    Operand<T> moved = tf.linalg.transpose(tensor, tf.constant(new int[] {1, 2, 3, 0, 4}));
    int[] plane = new int[3];
    for (int i = 0; i < 3; i++) {
      plane[i] = (int) tensor.shape().get(i + 1);
    }
    Operand<TInt32> last =
        tf.math.mul(examples, tf.constant(new int[] {(int) tensor.shape().get(4)}));
    return tf.reshape(moved, tf.concat(List.of(tf.constant(plane), last), tf.constant(0)));
  }
}
