package io.dptrain.core.clip;

import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.internal.Scalars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;

/**
 * Multiplies the gradient over each group of variables with a factor that follows from its l2 norm.
 */
final class NormClipper implements Clipper {
  private final Groups groups;
  private final double[] bounds;
  private final Rule rule;

  /** How a norm becomes a factor, in the graph and by definition. */
  interface Rule {
    <T extends TFloating> Operand<T> factors(Ops tf, Operand<T> norms, double bound);

    double factor(double norm, double bound);

    /** {@code min(1, bound / norm)}. */
    Rule CLIP =
        new Rule() {
          @Override
          public <T extends TFloating> Operand<T> factors(Ops tf, Operand<T> norms, double bound) {
            return ClipFactors.clip(tf, norms, bound);
          }

          @Override
          public double factor(double norm, double bound) {
            return Math.min(1, bound / norm);
          }
        };
  }

  /**
   * A clipper by groups.
   *
   * @param bounds for each group the largest l2 norm of one example's clipped gradient over it
   */
  NormClipper(Groups groups, double[] bounds, Rule rule) {
    this.groups = groups;
    this.bounds = bounds.clone();
    this.rule = rule;
  }

  /** <b>Formula</b>: {@code sqrt(sum_k C_k^2)} over the groups {@code k}. */
  @Override
  public double l2Bound() {
    return bounds.length == 1
        ? bounds[0]
        : Math.sqrt(Arrays.stream(bounds).map(bound -> bound * bound).sum());
  }

  @Override
  public List<String> groupNames() {
    return groups.names();
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
      Operand<T> norms =
          tf.math.sqrt(gradients.squaredNorms(groups.members(group, gradients.variables())));
      factors.add(tf.math.mulNoNan(rule.factors(tf, norms, bounds[group]), weights));
      above.add(ClipFactors.isAbove(tf, norms, Scalars.like(tf, bounds[group], norms)));
    }
    return Clipped.of(weightedSums(gradients, groups, factors), ClipFactors.inAnyGroup(tf, above));
  }

  /** The sums of gradients whose groups have factors of their own. */
  static <T extends TFloating> List<Output<T>> weightedSums(
      PerExampleGradients<T> gradients, Groups groups, List<Operand<T>> factors) {
    List<Output<T>> variables = gradients.variables();
    return gradients.weightedSums(
        (Output<T> variable) -> factors.get(groups.ofVariable().get(variables.indexOf(variable))));
  }

  @Override
  public double[][] clip(double[][] gradient, double[] clipNorms) {
    double[] factors = groups.norms(gradient);
    Arrays.setAll(
        factors,
        group -> Double.isFinite(factors[group]) ? rule.factor(factors[group], bounds[group]) : 0);
    return groups.scaled(gradient, factors);
  }
}
