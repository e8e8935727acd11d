package io.dptrain.core.internal.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** Conv2D with all geometries. */
final class ConvolutionModels {
  private static final String[] PADDINGS = {"SAME", "VALID", "EXPLICIT"};
  private static final long[][] STRIDES = {{1, 1}, {2, 2}, {3, 3}, {1, 2}, {3, 2}};
  private static final long[][] KERNELS = {{1, 1}, {3, 2}, {2, 2}, {5, 5}, {1, 4}, {3, 3}, {4, 1}};
  private static final int[] CHANNELS = {1, 3, 8, 1};

  private ConvolutionModels() {}

  static List<Model> all() {
    List<Model> models = new ArrayList<>();
    addMixed(models);
    addDilated(models);
    addFewPositions(models);
    addLongRows(models);
    return models;
  }

  /**
   * Steps through each list at its own pace, so that each pair of entries of two lists whose
   * lengths have no common divisor meets.
   */
  private static void addMixed(List<Model> models) {
    for (int i = 0; i < 42; i++) {
      long[] stride = STRIDES[i % STRIDES.length];
      Convolutions convolution =
          new Convolutions(
              PADDINGS[i % PADDINGS.length], List.of(stride[0], stride[1]), List.of(1L, 1L));
      long[] kernel = KERNELS[i % KERNELS.length];
      boolean takesSome = kernel[0] * kernel[1] == 1 && stride[0] * stride[1] > 1;
      // TensorFlow's gradient of such a kernel, the reference, writes outside of its memory from 1.
      int in = takesSome ? 3 : CHANNELS[i % CHANNELS.length];
      models.add(model(convolution, 7, 8, kernel[0], kernel[1], in, 1 + i % 4));
    }
  }

  private static void addDilated(List<Model> models) {
    for (String padding : PADDINGS) {
      for (int in : new int[] {1, 3}) {
        models.add(dilated(padding, List.of(1L, 1L), List.of(2L, 2L), in));
        models.add(dilated(padding, List.of(1L, 1L), List.of(1L, 3L), in));
        models.add(dilated(padding, List.of(2L, 2L), List.of(2L, 1L), in));
      }
    }
  }

  private static Model dilated(
      String padding, List<Long> strides, List<Long> dilations, int channels) {
    return model(new Convolutions(padding, strides, dilations), 7, 8, 2, 3, channels, 2);
  }

  /** Few positions and a large kernel: the Gram form, and the product of norms for one position. */
  private static void addFewPositions(List<Model> models) {
    models.add(model(Convolutions.of("VALID", 1), 4, 4, 4, 4, 3, 8));
    models.add(model(Convolutions.of("VALID", 1), 4, 4, 3, 3, 8, 16));
    models.add(model(Convolutions.of("SAME", 2), 4, 4, 3, 3, 8, 16));
    models.add(model(Convolutions.of("SAME", 1), 2, 2, 3, 3, 1, 12));
    models.add(model(Convolutions.of("EXPLICIT", 3), 4, 4, 5, 5, 3, 9));
  }

  /** Few channels, and rows just above (193, 198) and at (192) the most that a product unrolls. */
  private static void addLongRows(List<Model> models) {
    for (String padding : PADDINGS) {
      models.add(model(Convolutions.of(padding, 1), 2, 193, 1, 4, 1, 2));
      models.add(model(Convolutions.of(padding, 2), 3, 66, 3, 3, 3, 2));
    }
    models.add(model(Convolutions.of("SAME", 1), 2, 192, 2, 3, 1, 2));
    Convolutions dilated = new Convolutions("SAME", List.of(1L, 1L), List.of(1L, 3L));
    models.add(model(dilated, 2, 99, 2, 3, 2, 2));
  }

  private static Model model(
      Convolutions convolution, int height, int width, long down, long across, int in, int out) {
    String name =
        "conv2d %s, strides %s, dilations %s, kernel %dx%d, %d to %d channels of %dx%d"
            .formatted(
                convolution.padding(),
                convolution.strides(),
                convolution.dilations(),
                down,
                across,
                in,
                out,
                height,
                width);
    return Model.of(
            name,
            b -> loss(b, convolution.apply(b, b.x(), b.variable(down, across, in, out))),
            DataInput.floats(height, width, in))
        .withReference(
            b -> loss(b, convolution.reference(b, b.x(), b.variable(down, across, in, out))));
  }

  private static Operand<TFloating> loss(LossBuilder b, Operand<TFloating> output) {
    Operand<TFloating> biased = b.tf().nn.biasAdd(output, b.variable(output.shape().get(3)));
    return b.squares(b.tf().math.tanh(biased));
  }
}
