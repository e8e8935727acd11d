package io.dptrain.core.gradient;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/**
 * {@code z = x W} on {@code x: [batch, d]}, {@code W: [d, p]} (or {@code [p, d]}, transposed).
 *
 * <p><b>Formula</b>: {@code g_i = x_i delta_i^T}, an outer product, so {@code |g_i|^2 = |x_i|^2
 * |delta_i|^2} and {@code sum_i c_i g_i = x^T (c * delta)}: no per-example gradient is built.
 * <b>Source</b>: Goodfellow, Efficient per-example gradient computations, 2015 (arXiv:1510.01799).
 */
final class DenseRule implements UseSiteRule {

  @Override
  public boolean covers(UseSite site) {
    return site.input() == 1;
  }

  @Override
  public <T extends TFloating> SiteGradient<T> gradient(Ops tf, UseSite site, Operand<T> delta) {
    @SuppressWarnings("unchecked") // MatMul has one type for all its inputs and outputs
    Operand<T> data = (Operand<T>) site.data();
    if (data.shape().get(1) < 0 || delta.shape().get(1) < 0) {
      throw new PrivacyProofException(
          new GraphFinding(
              GraphFinding.Kind.NOT_COVERED,
              site.operation().name(),
              site.operation().type(),
              "has inputs of unknown width " + data.shape(),
              "give every axis but the first a static size"));
    }
    boolean transposed = site.operation().attributes().getAttrBool("transpose_b");
    return new OuterProduct<>(tf, data, delta, transposed);
  }

  private record OuterProduct<T extends TFloating>(
      Ops tf, Operand<T> data, Operand<T> delta, boolean transposed) implements SiteGradient<T> {

    @Override
    public Operand<T> squaredNorms() {
      Operand<T> product = tf.math.mul(Rows.squaredNorms(tf, data), Rows.squaredNorms(tf, delta));
      return tf.math.add(product, Rows.smallestNormal(tf, product));
    }

    @Override
    public Operand<T> weightedSum(Operand<T> factors) {
      Operand<T> kept = Rows.keep(tf, data, factors);
      Operand<T> scaled = Rows.scale(tf, delta, factors);
      return transposed
          ? tf.linalg.matMul(scaled, kept, MatMul.transposeA(true))
          : tf.linalg.matMul(kept, scaled, MatMul.transposeA(true));
    }

    @Override
    public Operand<T> perExample() {
      Operand<T> columns = tf.expandDims(transposed ? delta : data, tf.constant(2));
      Operand<T> rows = tf.expandDims(transposed ? data : delta, tf.constant(1));
      int size = Math.toIntExact(data.shape().get(1) * delta.shape().get(1));
      return tf.reshape(tf.math.mul(columns, rows), tf.constant(new int[] {-1, size}));
    }
  }
}
