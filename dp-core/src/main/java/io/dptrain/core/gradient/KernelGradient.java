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
    CleanRows<T> clean = CleanRows.of(tf, input, output);
    Operand<T> deltas = Arrangement.reshape(tf, clean.right(), -1, positions(), columns());
    List<Operand<T>> views = views(clean.left(), channels());
    if (isFew()) {
      return patches(views);
    }
    List<Operand<T>> parts = new ArrayList<>();
    for (Operand<T> view : views) {
      Operand<T> product = tf.train.batchMatMul(view, deltas, view.type(), BatchMatMul.adjX(true));
      parts.add(Arrangement.reshape(tf, product, -1, view.shape().get(2) * columns()));
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
    for (Operand<T> view : views(clean.left(), channels())) {
      Operand<T> columns =
          Arrangement.reshape(tf, view, -1, positions(), geometry.width().kernel(), channels());
      Operand<T> product = tf.linalg.einsum(List.of(columns, deltas), "btkc,btcm->bkcm");
      parts.add(
          Arrangement.reshape(
              tf, product, -1, geometry.width().kernel() * channels() * multiplier));
    }
    String form = "built from shifted views, depthwise";
    return new Built<>(tf, parts, kernel, clean.poison(), form, positions() * kernel.size());
  }

  /** For each row of the kernel what lies under it. <b>Shape</b> {@code [batch, positions, n]}. */
  private List<Operand<T>> views(Operand<T> clean, long channels) {
    long width = geometry.width().kernel() * channels;
    return geometry.rowViews(tf, planes(clean)).stream()
        .<Operand<T>>map(view -> Arrangement.reshape(tf, view, -1, positions(), width))
        .toList();
  }

  /** Outer products of the patch under the kernel with what comes back. */
  private SiteGradient<T> patches(List<Operand<T>> views) {
    Operand<T> patches = views.size() == 1 ? views.get(0) : tf.concat(views, tf.constant(2));
    Operand<T> deltas = Arrangement.reshape(tf, output, -1, positions(), columns());
    return new OuterProducts<>(tf, kernel, List.of(new DenseFactors<>(patches, deltas)));
  }

  /** Whether so few positions meet so large a kernel that its gradient is better not built. */
  private boolean isFew() {
    return OuterProducts.prefersGram(positions(), kernel.size() / columns(), columns());
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
