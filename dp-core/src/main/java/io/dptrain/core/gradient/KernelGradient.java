package io.dptrain.core.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.family.TFloating;

/**
 * The per-example gradient of the kernel of a convolution.
 *
 * @param geometry which input lies under which element of the kernel
 * @param kernel the shape of the kernel, {@code [height, width, in, out]}
 * @param input what the kernel moves over. <b>Shape</b> {@code [batch, images, height, width, in]}
 * @param output what comes back at each position. <b>Shape</b> {@code [batch, images, output
 *     height, output width, out]}
 */
record KernelGradient<T extends TFloating>(
    Ops tf, Convolution geometry, Shape kernel, Operand<T> input, Operand<T> output) {

  static <T extends TFloating> KernelGradient<T> of(
      Ops tf, Convolution geometry, Shape kernel, Operand<T> input, Operand<T> output) {
    return new KernelGradient<>(tf, geometry, kernel, input, output);
  }

  /** Every input channel meets every output channel. */
  SiteGradient<T> full() {
    if (isFew()) {
      return patches();
    }
    if (channels() == 1 && isPlain()) {
      return ExamplesAsChannels.gradient(this);
    }
    CleanRows<T> clean = CleanRows.of(tf, input, output);
    Operand<T> deltas = Arrangement.reshape(tf, clean.right(), -1, positions(), columns());
    List<Operand<T>> parts = new ArrayList<>();
    for (Operand<T> view : geometry.views(tf, planes(clean.left()))) {
      Operand<T> flat = Arrangement.reshape(tf, view, -1, positions(), channels());
      Operand<T> product = tf.train.batchMatMul(flat, deltas, flat.type(), BatchMatMul.adjX(true));
      parts.add(Arrangement.reshape(tf, product, -1, channels() * columns()));
    }
    return new Built<>(tf, parts, kernel, clean.poison(), "built from shifted views", cost());
  }

  /** Every input channel has output channels of its own. */
  SiteGradient<T> depthwise() {
    CleanRows<T> clean = CleanRows.of(tf, input, output);
    long multiplier = kernel.get(3);
    Operand<T> deltas =
        Arrangement.reshape(tf, clean.right(), -1, positions(), channels(), multiplier);
    List<Operand<T>> parts = new ArrayList<>();
    for (Operand<T> view : geometry.views(tf, planes(clean.left()))) {
      Operand<T> flat = Arrangement.reshape(tf, view, -1, positions(), channels());
      Operand<T> product = tf.linalg.einsum(List.of(flat, deltas), "btc,btcm->bcm");
      parts.add(Arrangement.reshape(tf, product, -1, channels() * multiplier));
    }
    return new Built<>(
        tf,
        parts,
        kernel,
        clean.poison(),
        "built from shifted views, depthwise",
        positions() * kernel.size());
  }

  /** Outer products of the patch under the kernel with what comes back. */
  private SiteGradient<T> patches() {
    List<Operand<T>> views = new ArrayList<>();
    for (Operand<T> view : geometry.views(tf, planes(input))) {
      views.add(Arrangement.reshape(tf, view, -1, positions(), channels()));
    }
    Operand<T> patches = views.size() == 1 ? views.get(0) : tf.concat(views, tf.constant(2));
    Operand<T> deltas = Arrangement.reshape(tf, output, -1, positions(), columns());
    return new OuterProducts<>(tf, kernel, List.of(new DenseFactors<>(patches, deltas)));
  }

  /** Whether so few positions meet so large a kernel that its gradient is better not built. */
  private boolean isFew() {
    return OuterProducts.prefersGram(positions(), kernel.size() / columns(), columns());
  }

  private boolean isPlain() {
    return geometry.height().stride() == geometry.width().stride()
        && geometry.height().dilation() == 1
        && geometry.width().dilation() == 1;
  }

  /** All images in a row. */
  private Operand<T> planes(Operand<T> images) {
    Shape shape = images.shape();
    return Arrangement.reshape(tf, images, -1, shape.get(2), shape.get(3), shape.get(4));
  }

  long positions() {
    return input.shape().get(1) * geometry.positions();
  }

  long channels() {
    return input.shape().get(4);
  }

  long columns() {
    return output.shape().get(4);
  }

  long cost() {
    return positions() * kernel.size();
  }
}
