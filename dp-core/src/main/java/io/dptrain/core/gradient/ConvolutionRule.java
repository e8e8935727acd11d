package io.dptrain.core.gradient;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TNumber;

/**
 * {@code z = conv2d(x, W)}, channels last, {@code W: [height, width, in, out]}.
 *
 * <p><b>Formula</b>: {@code g_i} is the contraction over all positions {@code t} of the patch of
 * {@code x_i} under the kernel at {@code t} with {@code delta_i[t]}. It is small (the size of the
 * kernel), so it is built: for one input channel by the filter gradient of a depthwise convolution
 * in which examples play the part of channels, and otherwise from the patches. <b>Source</b>:
 * Rochette, Manoel and Tramel, 2019 (arXiv:1912.06015) for convolutions over examples as channels.
 */
final class ConvolutionRule implements UseSiteRule {

  @Override
  public boolean covers(UseSite site) {
    return site.input() == 1;
  }

  @Override
  public <T extends TFloating> SiteGradient<T> gradient(Ops tf, UseSite site, Operand<T> delta) {
    OperationAttributeInspector attributes = site.operation().attributes();
    List<Long> strides = longs(attributes.getAttrIntList("strides"));
    List<Long> dilations = longs(attributes.getAttrIntList("dilations"));
    Shape kernel = site.variable().shape();
    requireStatic(site, kernel);
    @SuppressWarnings("unchecked") // Conv2D has one type for all its inputs and outputs
    Operand<T> data = (Operand<T>) site.data();
    String padding = attributes.getAttrString("padding");
    if (padding.equals("EXPLICIT")) {
      data = padExplicitly(tf, data, attributes.getAttrIntList("explicit_paddings"));
      padding = "VALID";
    }
    boolean plain =
        strides.get(1).equals(strides.get(2)) && dilations.stream().allMatch(d -> d == 1);
    Operand<T> gradients =
        kernel.get(2) == 1 && plain
            ? examplesAsChannels(tf, data, delta, kernel, strides, padding)
            : fromPatches(tf, data, delta, kernel, strides, dilations, padding);
    return new Instantiated<>(tf, gradients, kernel);
  }

  private static <T extends TFloating> Operand<T> examplesAsChannels(
      Ops tf, Operand<T> data, Operand<T> delta, Shape kernel, List<Long> strides, String padding) {
    int out = (int) kernel.get(3);
    int positions = (int) (kernel.get(0) * kernel.get(1));
    Operand<T> images = examplesLast(tf, data);
    Operand<T> deltas = examplesLast(tf, delta);
    var rows = tf.slice(tf.shape(data), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    var filterShape =
        tf.concat(
            List.of(
                tf.constant(new int[] {(int) kernel.get(0), (int) kernel.get(1)}),
                rows,
                tf.constant(new int[] {out})),
            tf.constant(0));
    Operand<T> byPosition =
        tf.nn.depthwiseConv2dNativeBackpropFilter(images, filterShape, deltas, strides, padding);
    Operand<T> byExample =
        tf.linalg.transpose(
            tf.reshape(byPosition, tf.constant(new int[] {positions, -1, out})),
            tf.constant(new int[] {1, 0, 2}));
    return tf.reshape(byExample, tf.constant(new int[] {-1, positions * out}));
  }

  /**
   * From {@code [batch, height, width, channels]} to {@code [1, height, width, batch*channels]}.
   */
  private static <T extends TFloating> Operand<T> examplesLast(Ops tf, Operand<T> tensor) {
    Operand<T> moved = tf.linalg.transpose(tensor, tf.constant(new int[] {1, 2, 0, 3}));
    int height = (int) tensor.shape().get(1);
    int width = (int) tensor.shape().get(2);
    int channels = (int) tensor.shape().get(3);
    // -1 cannot stand for zero examples, so the number of channels is computed.
    var examples =
        tf.slice(tf.shape(tensor), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    var last = tf.math.mul(examples, tf.constant(new int[] {channels}));
    return tf.reshape(
        moved, tf.concat(List.of(tf.constant(new int[] {1, height, width}), last), tf.constant(0)));
  }

  private static <T extends TFloating> Operand<T> fromPatches(
      Ops tf,
      Operand<T> data,
      Operand<T> delta,
      Shape kernel,
      List<Long> strides,
      List<Long> dilations,
      String padding) {
    int out = (int) kernel.get(3);
    int patch = (int) (kernel.size() / out);
    int positions = (int) (delta.shape().get(1) * delta.shape().get(2));
    List<Long> window = List.of(1L, kernel.get(0), kernel.get(1), 1L);
    Operand<T> patches = tf.image.extractImagePatches(data, window, strides, dilations, padding);
    Operand<T> byPosition = tf.reshape(patches, tf.constant(new int[] {-1, positions, patch}));
    Operand<T> deltas = tf.reshape(delta, tf.constant(new int[] {-1, positions, out}));
    Operand<T> gradients =
        tf.linalg.einsum(List.<Operand<T>>of(byPosition, deltas), "btk,btp->bkp");
    return tf.reshape(gradients, tf.constant(new int[] {-1, patch * out}));
  }

  private static <T extends TNumber> Operand<T> padExplicitly(
      Ops tf, Operand<T> data, long[] paddings) {
    int[][] perAxis = new int[4][2];
    for (int i = 0; i < paddings.length; i++) {
      perAxis[i / 2][i % 2] = (int) paddings[i];
    }
    return tf.pad(data, tf.constant(perAxis), tf.dtypes.cast(tf.constant(0.0), data.type()));
  }

  private static void requireStatic(UseSite site, Shape kernel) {
    Shape data = site.data().shape();
    if (data.get(1) < 0 || data.get(2) < 0 || data.get(3) != kernel.get(2)) {
      throw new PrivacyProofException(
          new GraphFinding(
              GraphFinding.Kind.NOT_COVERED,
              site.operation().name(),
              site.operation().type(),
              "has input of shape " + data + " for a kernel of shape " + kernel,
              "give height and width a static size, and use no channel groups"));
    }
  }

  private static List<Long> longs(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
