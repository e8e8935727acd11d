package io.dptrain.core.clip;

import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.internal.Scalars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * Clips groups of variables to norms that differ from step to step, in units of these norms.
 *
 * <p><b>Formula</b>: with {@code K} groups, {@code c_ik = r min(1 / C_k, 1 / |g_ik|)} and {@code r
 * = 1 / sqrt(K)}, so the whole clipped gradient has an l2 norm of at most 1 whatever the {@code
 * C_k}; noised sums are multiplied with {@code C_k / r}.
 *
 * <p>The statistic, if any, is for each group the sum of {@code b_ik - 1/2}, where {@code b_ik} is
 * one if {@code |g_ik| <= C_k} and zero otherwise: of l2 norm {@code sqrt(K) / 2}. Centered, so
 * that replacing an example moves it by no more than adding and removing one do.
 *
 * @param counts whether there is the statistic
 */
record VaryingClipper(Groups groups, boolean counts, Supplier<ClipNorms> newClipNorms)
    implements Clipper {

  @Override
  public double l2Bound() {
    return 1;
  }

  private double radius() {
    return 1 / Math.sqrt(groups.size());
  }

  @Override
  public List<String> groupNames() {
    return groups.names();
  }

  @Override
  public Optional<ClipNorms> clipNorms() {
    return Optional.of(newClipNorms.get());
  }

  @Override
  public <T extends TFloating> Clipped<T> clip(
      Ops tf,
      PerExampleGradients<T> gradients,
      Operand<T> weights,
      Optional<Operand<T>> clipNorms) {
    List<Operand<T>> factors = new ArrayList<>();
    List<Operand<TBool>> above = new ArrayList<>();
    for (int group = 0; group < groups.size(); group++) {
      Operand<T> squares = gradients.squaredNorms(groups.members(group, gradients.variables()));
      Operand<T> norms = tf.math.sqrt(squares);
      Operand<T> clipNorm = clipNorm(tf, clipNorms.orElseThrow(), group);
      factors.add(tf.math.mulNoNan(factors(tf, norms, clipNorm), weights));
      above.add(ClipFactors.isAbove(tf, norms, clipNorm));
    }
    return new Clipped<>(
        NormClipper.weightedSums(gradients, groups, factors),
        ClipFactors.inAnyGroup(tf, above),
        statistics(tf, above, weights));
  }

  private <T extends TFloating> Operand<T> factors(Ops tf, Operand<T> norms, Operand<T> clipNorm) {
    Operand<T> bound = Scalars.like(tf, ClipFactors.lowered(radius(), norms), norms);
    return ClipFactors.clip(tf, norms, bound, tf.math.div(bound, clipNorm));
  }

  private static <T extends TFloating> Operand<T> clipNorm(
      Ops tf, Operand<T> clipNorms, int group) {
    return tf.gather(clipNorms, tf.constant(group), tf.constant(0));
  }

  @Override
  public <T extends TFloating> List<Operand<T>> scales(Ops tf, Operand<T> clipNorms) {
    List<Operand<T>> ofGroups = new ArrayList<>();
    for (int group = 0; group < groups.size(); group++) {
      Operand<T> clipNorm = clipNorm(tf, clipNorms, group);
      ofGroups.add(tf.math.mul(clipNorm, Scalars.like(tf, 1 / radius(), clipNorm)));
    }
    return groups.ofVariable().stream().map(ofGroups::get).toList();
  }

  private <T extends TFloating> List<Statistic<T>> statistics(
      Ops tf, List<Operand<TBool>> above, Operand<T> weights) {
    if (!counts) {
      return List.of();
    }
    Operand<TBool> stacked = tf.stack(above);
    Operand<T> half = Scalars.like(tf, 0.5, weights);
    Operand<T> centered = tf.math.sub(half, tf.dtypes.cast(stacked, weights.type()));
    Operand<TFloat64> wide = tf.dtypes.cast(tf.math.mul(centered, weights), TFloat64.class);
    // In double precision, so that a sum is rounded once, however many examples there are.
    Output<T> sums = tf.dtypes.cast(tf.reduceSum(wide, tf.constant(1)), weights.type()).asOutput();
    double bound = Math.sqrt(groups.size()) / 2;
    return List.of(new Statistic<>(sums, bound));
  }

  @Override
  public double[][] clip(double[][] gradient, double[] clipNorms) {
    double[] factors = groups.norms(gradient);
    Arrays.setAll(
        factors,
        group ->
            Double.isFinite(factors[group])
                ? radius() * Math.min(1 / clipNorms[group], 1 / factors[group])
                : 0);
    return groups.scaled(gradient, factors);
  }
}
