package io.dptrain.core.internal.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/** Depthwise, transposed, one-dimensional and time-distributed convolutions. */
final class OtherConvolutionModels {
  private OtherConvolutionModels() {}

  static List<Model> all() {
    List<Model> models = new ArrayList<>();
    for (String padding : List.of("SAME", "VALID")) {
      for (int channels : new int[] {1, 3}) {
        for (int multiplier : new int[] {1, 2}) {
          models.add(depthwise(padding, 1, channels, multiplier));
          models.add(depthwise(padding, 2, channels, multiplier));
        }
        models.add(transposed(padding, 1, channels, 2));
        models.add(transposed(padding, 2, channels, channels == 1 ? 2 : 1));
        models.add(transposed(padding, 3, channels, 3));
      }
      models.add(oneDimensional(padding, 1, 1));
      models.add(oneDimensional(padding, 2, 3));
    }
    models.add(separable());
    models.add(overMergedTime());
    models.add(overTimeMajor());
    models.add(depthwiseOverTime());
    return models;
  }

  private static Model depthwise(String padding, long stride, int channels, int multiplier) {
    return Model.of(
        "depthwise %s, stride %d, %d channels times %d"
            .formatted(padding, stride, channels, multiplier),
        b -> {
          Operand<TFloating> kernel = b.variable(3, 2, channels, multiplier);
          return b.squares(b.tf().math.tanh(depthwise(b, b.x(), kernel, stride, padding)));
        },
        DataInput.floats(6, 5, channels));
  }

  private static Operand<TFloating> depthwise(
      LossBuilder b, Operand<TFloating> x, Operand<TFloating> kernel, long stride, String padding) {
    return b.tf().nn.depthwiseConv2dNative(x, kernel, List.of(1L, stride, stride, 1L), padding);
  }

  /** The size of the result: the rows of the batch, and constants. */
  private static Model transposed(String padding, int stride, int in, int out) {
    int height = padding.equals("SAME") ? 4 * stride : 3 * stride + 3;
    int width = padding.equals("SAME") ? 3 * stride : 2 * stride + 2;
    return Model.of(
        "transposed convolution %s, stride %d, %d to %d channels"
            .formatted(padding, stride, in, out),
        b -> {
          Ops tf = b.tf();
          Operand<TInt32> rows = tf.slice(tf.shape(b.x()), b.ints(0), b.ints(1));
          Operand<TInt32> sizes =
              tf.concat(List.of(rows, b.ints(height, width, out)), tf.constant(0));
          Operand<TFloating> output =
              tf.nn.conv2dBackpropInput(
                  sizes,
                  b.variable(3, 2, out, in),
                  b.x(),
                  List.of(1L, (long) stride, (long) stride, 1L),
                  padding);
          return b.squares(tf.math.tanh(output));
        },
        DataInput.floats(4, 3, in));
  }

  private static Model oneDimensional(String padding, long stride, int channels) {
    return Model.of(
        "conv1d %s, stride %d, %d channels".formatted(padding, stride, channels),
        b -> {
          Operand<TFloating> kernel = b.expandDims(b.variable(3, channels, 4), 0);
          Operand<TFloating> row = b.expandDims(b.x(), 1);
          Operand<TFloating> output =
              b.tf().nn.conv2d(row, kernel, List.of(1L, 1L, stride, 1L), padding);
          return b.squares(b.tf().math.tanh(b.squeeze(output, 1)));
        },
        DataInput.floats(9, channels));
  }

  /** A depthwise convolution and one of 1x1, as in MobileNet. */
  private static Model separable() {
    return Model.of(
        "separable convolution",
        b -> {
          Operand<TFloating> spread = depthwise(b, b.x(), b.variable(3, 3, 2, 2), 1, "SAME");
          Operand<TFloating> active = b.tf().math.tanh(spread);
          return b.squares(Convolutions.of("SAME", 1).apply(b, active, b.variable(1, 1, 4, 5)));
        },
        DataInput.floats(5, 5, 2));
  }

  private static Model overMergedTime() {
    return Model.of(
        "conv2d over [batch * 3, 5, 6, 2]",
        b -> {
          Operand<TFloating> images = b.reshape(b.x(), -1, 5, 6, 2);
          Operand<TFloating> output =
              Convolutions.of("SAME", 2).apply(b, images, b.variable(3, 3, 2, 3));
          return b.squares(b.reshape(b.tf().math.tanh(output), -1, 3, 27));
        },
        DataInput.floats(3, 5, 6, 2));
  }

  private static Model overTimeMajor() {
    return Model.of(
        "conv2d over [3 * batch, 5, 6, 1]",
        b -> {
          Operand<TFloating> images = b.reshape(b.transpose(b.x(), 1, 0, 2, 3, 4), -1, 5, 6, 1);
          Operand<TFloating> output =
              Convolutions.of("VALID", 1).apply(b, images, b.variable(3, 2, 1, 2));
          return b.squares(b.reshape(b.tf().math.tanh(output), 3, -1, 30), 1);
        },
        DataInput.floats(3, 5, 6, 1));
  }

  private static Model depthwiseOverTime() {
    return Model.of(
        "depthwise over [batch * 2, 4, 4, 2]",
        b -> {
          Operand<TFloating> images = b.reshape(b.x(), -1, 4, 4, 2);
          Operand<TFloating> output = depthwise(b, images, b.variable(2, 2, 2, 2), 1, "VALID");
          return b.squares(b.reshape(b.tf().math.tanh(output), -1, 2, 36));
        },
        DataInput.floats(2, 4, 4, 2));
  }
}
