package io.dptrain.core.internal.gradient;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/** Convolutions in shapes in which the kernels of oneDNN are wrong on some processors. */
final class ConvolutionFaultModels {
  private ConvolutionFaultModels() {}

  static List<Model> all() {
    return List.of(
        // Gradients by images of more than 32 channels, in part of a block.
        behindALayer(new Sizes(3, 4, 40, 7), 3, 3, 1, "SAME"),
        behindALayer(new Sizes(3, 4, 48, 64), 1, 1, 1, "VALID"),
        behindALayer(new Sizes(5, 4, 70, 5), 2, 2, 2, "SAME"),
        behindALayer(new Sizes(5, 6, 80, 4), 1, 3, 2, "VALID"),
        behindALayer(new Sizes(4, 5, 33, 130), 2, 1, 1, "SAME"),
        // From one channel to one.
        behindALayer(new Sizes(4, 5, 1, 1), 2, 2, 1, "VALID"),
        behindALayer(new Sizes(4, 5, 1, 1), 3, 2, 2, "SAME"),
        // One pixel with a stride.
        behindALayer(new Sizes(4, 5, 1, 9), 1, 1, 2, "SAME"),
        behindALayer(new Sizes(6, 1, 320, 128), 1, 1, 2, "SAME"),
        // One column; the first two are wrong in the forward pass, too.
        behindALayer(new Sizes(7, 1, 25, 92), 3, 1, 1, "SAME"),
        behindALayer(new Sizes(3, 2, 62, 163), 3, 1, 2, "SAME"),
        behindALayer(new Sizes(6, 1, 32, 44), 5, 1, 1, "SAME"),
        transposed(new Sizes(2, 3, 40, 5), 3, 3, 2),
        transposed(new Sizes(4, 3, 1, 1), 2, 2, 1),
        transposed(new Sizes(4, 1, 16, 25), 3, 1, 1));
  }

  /** What is convolved, and to how many channels. */
  private record Sizes(int rows, int columns, int channels, int outputs) {}

  private static Model behindALayer(Sizes s, int rows, int columns, long stride, String padding) {
    return Model.of(
        "%s by a kernel of %d x %d, stride %d, %s".formatted(s, rows, columns, stride, padding),
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> images = layer(b, s);
          Operand<TFloating> kernel = b.variable(rows, columns, s.channels, s.outputs);
          List<Long> strides = List.of(1L, stride, stride, 1L);
          return b.squares(tf.math.tanh(tf.nn.conv2d(images, kernel, strides, padding)));
        },
        DataInput.floats(s.rows, s.columns, 3));
  }

  /** To as many rows and columns, from images of those divided by the stride. */
  private static Model transposed(Sizes s, int rows, int columns, int stride) {
    return Model.of(
        "transposed to %s by a kernel of %d x %d, stride %d".formatted(s, rows, columns, stride),
        b -> {
          Ops tf = b.tf();
          Sizes from = new Sizes(s.rows, s.columns, s.outputs, s.outputs);
          Operand<TInt32> batch = tf.slice(tf.shape(b.x()), b.ints(0), b.ints(1));
          Operand<TInt32> sizes =
              tf.concat(
                  List.of(batch, b.ints(s.rows * stride, s.columns * stride, s.channels)),
                  tf.constant(0));
          Operand<TFloating> output =
              tf.nn.conv2dBackpropInput(
                  sizes,
                  b.variable(rows, columns, s.channels, s.outputs),
                  layer(b, from),
                  List.of(1L, (long) stride, (long) stride, 1L),
                  "SAME");
          return b.squares(tf.math.tanh(output));
        },
        DataInput.floats(s.rows, s.columns, 3));
  }

  /** A trained layer in front: it is what the gradient by the images is for. */
  private static Operand<TFloating> layer(LossBuilder b, Sizes s) {
    Operand<TFloating> flat = b.reshape(b.x(), -1, 3);
    Operand<TFloating> dense = b.tf().linalg.matMul(flat, b.variable(3, s.channels));
    return b.tf().math.tanh(b.reshape(dense, -1, s.rows, s.columns, s.channels));
  }
}
