package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.internal.gradient.form.SiteGradient;
import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * {@code z = conv2d(x, V)}, {@code depthwiseConv2dNative(x, V)} and the transposed convolution
 * {@code conv2dBackpropInput(sizes, V, x)}, channels last.
 *
 * <p><b>Formula</b>: for each element {@code k} of the kernel, {@code g_i[k] = sum_t x_i[t + k]
 * delta_i[t]^T} over the positions {@code t} of the kernel; depthwise, channel by channel. A
 * transposed convolution is the same with {@code x} and {@code delta} in exchanged parts. The
 * gradient is small, the size of the kernel, so it is built; where few positions meet a large
 * kernel, it is left as {@link io.dptrain.core.internal.gradient.form.OuterProducts} of patches.
 *
 * <p><b>Source</b>: Rochette, Manoel and Tramel, Efficient per-example gradient computations in
 * convolutional neural networks, 2019 (arXiv:1912.06015).
 */
final class ConvolutionRule implements UseSiteRule {

  @Override
  public <T extends TFloating> Optional<SiteGradient<T>> gradient(SiteDelta<T> site) {
    if (site.site().input() != 1
        || !site.attributes().getAttrString("data_format").equals("NHWC")) {
      return Optional.empty();
    }
    return switch (site.site().type()) {
      case "Conv2D" -> of(site, site.operand(0), false);
      case "DepthwiseConv2dNative" -> of(site, site.operand(0), true);
      case "Conv2DBackpropInput" -> transposed(site);
      default -> Optional.empty();
    };
  }

  private static <T extends TFloating> Optional<SiteGradient<T>> of(
      SiteDelta<T> site, Operand<T> data, boolean depthwise) {
    ExampleAxis examples = site.outputAxis();
    Shape input = data.shape();
    Shape output = site.outputShape();
    boolean grouped = input.get(3) != site.shape().get(2);
    if (grouped
        || !Arrangement.isStatic(input, examples)
        || !Arrangement.isStatic(output, examples)) {
      return Optional.empty();
    }
    Convolution geometry = Convolution.of(site.attributes(), site.shape(), input, output);
    KernelGradient<T> kernel =
        new KernelGradient<>(
            site.tf(), geometry, site.shape(), images(site, data), images(site, site.delta()));
    return Optional.of(depthwise ? kernel.depthwise() : kernel.full());
  }

  private static <T extends TFloating> Optional<SiteGradient<T>> transposed(SiteDelta<T> site) {
    ExampleAxis examples = site.outputAxis();
    Operand<T> data = site.operand(2);
    Shape output = site.outputShape();
    if (!Arrangement.isStatic(output, examples) || !Arrangement.isStatic(data.shape(), examples)) {
      return Optional.empty();
    }
    Convolution geometry = Convolution.of(site.attributes(), site.shape(), output, data.shape());
    return Optional.of(
        new KernelGradient<>(
                site.tf(), geometry, site.shape(), images(site, site.delta()), images(site, data))
            .full());
  }

  /** <b>Shape</b> {@code [batch, images per example, height, width, channels]}. */
  private static <T extends TFloating> Operand<T> images(SiteDelta<T> site, Operand<T> tensor) {
    Shape shape = tensor.shape();
    List<Integer> plane = IntStream.range(1, 4).boxed().toList();
    Operand<T> arranged =
        Arrangement.arrange(site.tf(), tensor, site.outputAxis(), List.of(), plane);
    return Arrangement.reshape(
        site.tf(), arranged, -1, arranged.shape().get(1), shape.get(1), shape.get(2), shape.get(3));
  }
}
