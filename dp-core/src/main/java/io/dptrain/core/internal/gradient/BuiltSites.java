package io.dptrain.core.internal.gradient;

import io.dptrain.core.gradient.BuiltGradients;
import io.dptrain.core.internal.gradient.form.Built;
import io.dptrain.core.internal.gradient.form.SumBlocks;
import io.dptrain.core.internal.graph.axis.Rows;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** The gradients of use sites, built. */
final class BuiltSites<T extends TFloating> implements BuiltGradients<T> {
  private final Ops norms;
  private final Ops sums;
  private final List<Built<T>> gradients;
  private final List<Operand<T>> rows;

  private final int blocks;

  BuiltSites(Ops tf, List<Built<T>> gradients, int blocks) {
    this.blocks = blocks;
    this.norms = tf.withSubScope(SiteGradients.NORMS);
    this.sums = tf.withSubScope("sums");
    this.gradients = gradients;
    this.rows = gradients.stream().<Operand<T>>map(Built::marked).toList();
  }

  @Override
  public Operand<T> squaredNorms() {
    Operand<T> sum =
        Rows.sum(norms, gradients.stream().<Operand<T>>map(Built::squaredNorms).toList());
    return Rows.raise(norms, sum, normRoundings());
  }

  private double normRoundings() {
    return gradients.size()
        + gradients.stream().mapToDouble(Built::normRoundings).max().orElseThrow();
  }

  @Override
  public Operand<T> l1Norms() {
    List<Operand<T>> perVariable = new ArrayList<>();
    rows.forEach(part -> perVariable.add(Rows.l1Norms(norms, part)));
    double roundings = rows.stream().mapToDouble(Rows::roundings).max().orElseThrow();
    return Rows.raise(norms, Rows.sum(norms, perVariable), roundings + rows.size());
  }

  @Override
  public Operand<T> largestValues() {
    List<Operand<T>> perVariable = new ArrayList<>();
    rows.forEach(part -> perVariable.add(norms.reduceMax(norms.math.abs(part), norms.constant(1))));
    return norms.reduceMax(norms.stack(perVariable), norms.constant(0));
  }

  @Override
  public List<Output<T>> weightedSums(Operand<T> factors) {
    return gradients.stream()
        .map(gradient -> gradient.weightedSum(sums, factors, cut(factors)).asOutput())
        .toList();
  }

  @Override
  public List<Output<T>> sumsClippedByValue(double largest, Operand<T> weights) {
    Operand<T> above = Rows.constant(sums, largest, weights);
    Operand<T> below = Rows.constant(sums, -largest, weights);
    List<Output<T>> perVariable = new ArrayList<>();
    for (int v = 0; v < rows.size(); v++) {
      Built<T> gradient = gradients.get(v);
      Operand<T> clipped = sums.clipByValue(rows.get(v), below, above);
      Built<T> rebuilt =
          Built.of(sums, clipped, gradient.shape(), gradient.form(), gradient.cost());
      perVariable.add(rebuilt.weightedSum(sums, weights, cut(weights)).asOutput());
    }
    return perVariable;
  }

  private SumBlocks cut(Operand<T> factors) {
    return SumBlocks.of(sums, factors, blocks);
  }
}
