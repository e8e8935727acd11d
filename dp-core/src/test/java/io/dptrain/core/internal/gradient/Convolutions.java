package io.dptrain.core.internal.gradient;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.family.TFloating;

/**
 * A convolution in two ways: by the op, and in ops that TensorFlow can differentiate. Its gradient
 * of a dilated convolution ends the process inside the native library, and that of explicit
 * paddings forgets them.
 *
 * @param padding SAME, VALID or EXPLICIT
 * @param strides down and across
 * @param dilations down and across
 */
record Convolutions(String padding, List<Long> strides, List<Long> dilations) {
  private static final List<Long> EXPLICIT = List.of(0L, 0L, 2L, 1L, 0L, 3L, 0L, 0L);
  private static final int[][] PADDINGS = {{0, 0}, {2, 1}, {0, 3}, {0, 0}};

  static Convolutions of(String padding, long stride) {
    return new Convolutions(padding, List.of(stride, stride), List.of(1L, 1L));
  }

  /** By the op. */
  Operand<TFloating> apply(LossBuilder b, Operand<TFloating> x, Operand<TFloating> kernel) {
    Conv2d.Options dilated = Conv2d.dilations(inFourAxes(dilations));
    return padding.equals("EXPLICIT")
        ? b.tf()
            .nn
            .conv2d(
                x, kernel, inFourAxes(strides), padding, dilated, Conv2d.explicitPaddings(EXPLICIT))
        : b.tf().nn.conv2d(x, kernel, inFourAxes(strides), padding, dilated);
  }

  /** With the input padded beforehand, and the kernel spread with zeros. */
  Operand<TFloating> reference(LossBuilder b, Operand<TFloating> x, Operand<TFloating> kernel) {
    boolean explicit = padding.equals("EXPLICIT");
    Operand<TFloating> padded =
        explicit ? b.tf().pad(x, b.tf().constant(PADDINGS), b.constant(0)) : x;
    return b.tf()
        .nn
        .conv2d(padded, spread(b, kernel), inFourAxes(strides), explicit ? "VALID" : padding);
  }

  private Operand<TFloating> spread(LossBuilder b, Operand<TFloating> kernel) {
    int height = (int) kernel.shape().get(0);
    int width = (int) kernel.shape().get(1);
    int in = (int) kernel.shape().get(2);
    int out = (int) kernel.shape().get(3);
    int down = Math.toIntExact(dilations.get(0));
    int across = Math.toIntExact(dilations.get(1));
    Operand<TFloating> apart = b.reshape(kernel, height, 1, width, 1, in, out);
    int[][] zeros = {{0, 0}, {0, down - 1}, {0, 0}, {0, across - 1}, {0, 0}, {0, 0}};
    Operand<TFloating> padded = b.tf().pad(apart, b.tf().constant(zeros), b.constant(0));
    Operand<TFloating> joined = b.reshape(padded, height * down, width * across, in, out);
    int[] size = {(height - 1) * down + 1, (width - 1) * across + 1, in, out};
    return b.tf().slice(joined, b.ints(0, 0, 0, 0), b.ints(size));
  }

  static List<Long> inFourAxes(List<Long> plane) {
    return List.of(1L, plane.get(0), plane.get(1), 1L);
  }
}
