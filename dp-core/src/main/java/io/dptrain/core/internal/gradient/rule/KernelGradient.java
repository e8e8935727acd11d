package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.internal.gradient.form.Built;
import io.dptrain.core.internal.gradient.form.CleanRows;
import io.dptrain.core.internal.gradient.form.DenseFactors;
import io.dptrain.core.internal.gradient.form.ExampleProducts;
import io.dptrain.core.internal.gradient.form.OuterProducts;
import io.dptrain.core.internal.gradient.form.SiteGradient;
import io.dptrain.core.internal.graph.axis.Arrangement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
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

  /** Every input channel meets every output channel. */
  SiteGradient<T> full() {
    if (OuterProducts.prefersGram(positions(), kernel.size() / columns(), columns())) {
      return new OuterProducts<>(
          tf, kernel, List.of(new DenseFactors<>(patches(input), flat(output, columns()))));
    }
    CleanRows<T> clean = CleanRows.of(tf, input, output, kernel.size());
    Operand<T> unrolled = geometry.unrolled(tf, planes(clean.left()));
    int rows = (int) unrolled.shape().get(1) / geometry.height().stride();
    List<Operand<T>> parts = new ArrayList<>();
    for (int phase : geometry.phases()) {
      Operand<T> inputs = byExample(geometry.inputRows(tf, unrolled, phase));
      Operand<T> outputs =
          byExample(geometry.shiftedOutput(tf, planes(clean.right()), rows, phase));
      Operand<T> product = ExampleProducts.leftTransposed(tf, inputs, outputs);
      long size = inputs.shape().get(2) * outputs.shape().get(2);
      parts.add(Arrangement.reshape(tf, product, -1, size));
    }
    String form = "built from unrolled rows and shifted outputs";
    return new Built<>(tf, parts, this::assemble, kernel, clean.poison(), form, cost());
  }

  /** From {@code [n, kernel columns * in, kernel rows of a phase * out]} to the kernel's order. */
  private Operand<T> assemble(Ops tf, List<Operand<T>> parts) {
    SortedMap<Integer, Operand<T>> rows = new TreeMap<>();
    long inner = kernel.get(1) * kernel.get(2);
    for (int i = 0; i < parts.size(); i++) {
      List<Integer> kernelRows = geometry.kernelRows(geometry.phases().get(i));
      Operand<T> split =
          Arrangement.reshape(tf, parts.get(i), -1, inner, kernelRows.size(), columns());
      for (int k = 0; k < kernelRows.size(); k++) {
        int[] begin = {0, 0, k, 0};
        Operand<T> row =
            tf.slice(split, tf.constant(begin), tf.constant(new int[] {-1, -1, 1, -1}));
        rows.put(kernelRows.get(k), Arrangement.reshape(tf, row, -1, inner * columns()));
      }
    }
    return rows.size() == 1
        ? rows.get(rows.firstKey())
        : tf.concat(List.copyOf(rows.values()), tf.constant(1));
  }

  /** Every input channel has output channels of its own. */
  SiteGradient<T> depthwise() {
    CleanRows<T> clean = CleanRows.of(tf, input, output, kernel.size());
    long multiplier = kernel.get(3);
    Operand<T> deltas =
        Arrangement.reshape(tf, clean.right(), -1, positions(), channels(), multiplier);
    Operand<T> patches =
        Arrangement.reshape(
            tf, patches(clean.left()), -1, positions(), kernel.get(0) * kernel.get(1), channels());
    Operand<T> product = tf.linalg.einsum(List.of(patches, deltas), "btkc,btcm->bkcm");
    return Built.of(tf, product, clean.poison(), kernel, "built from patches, depthwise", cost());
  }

  /** What lies under the kernel. <b>Shape</b> {@code [batch, positions, patch]}. */
  private Operand<T> patches(Operand<T> images) {
    long patch = kernel.get(0) * kernel.get(1) * channels();
    return flat(geometry.patches(tf, geometry.unrolled(tf, planes(images))), patch);
  }

  /** <b>Shape</b> {@code [batch, positions, width]}. */
  private Operand<T> flat(Operand<T> tensor, long width) {
    return Arrangement.reshape(tf, tensor, -1, positions(), width);
  }

  /** From {@code [images, places, n]} to {@code [batch, images per example * places, n]}. */
  private Operand<T> byExample(Operand<T> planes) {
    long places = input.shape().get(1) * planes.shape().get(1);
    return Arrangement.reshape(tf, planes, -1, places, planes.shape().get(2));
  }

  /** All images in a row. <b>Shape</b> {@code [batch * images, height, width, channels]}. */
  private Operand<T> planes(Operand<T> images) {
    Shape shape = images.shape();
    return Arrangement.reshape(tf, images, -1, shape.get(2), shape.get(3), shape.get(4));
  }

  private long positions() {
    return input.shape().get(1) * geometry.positions();
  }

  private long channels() {
    return input.shape().get(4);
  }

  private long columns() {
    return output.shape().get(4);
  }

  private long cost() {
    return positions() * kernel.size();
  }
}
