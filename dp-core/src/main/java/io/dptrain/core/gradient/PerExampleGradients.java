package io.dptrain.core.gradient;

import io.dptrain.core.graph.ExampleAnalysis;
import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The per-example gradients of a loss with respect to every variable it is computed from, out of
 * one backward pass, without building them where that can be avoided.
 *
 * <p>Immutable. It adds operations to the graph and owns no native memory.
 */
public final class PerExampleGradients<T extends TFloating> {
  private final Ops tf;
  private final Map<Output<T>, SiteGradient<T>> gradients = new LinkedHashMap<>();

  private PerExampleGradients(Ops tf) {
    this.tf = tf;
  }

  /**
   * Adds the backward pass to the graph.
   *
   * @param loss <b>Shape</b> {@code [batch]}, one entry per example
   * @param analysis the analysis of that loss
   * @throws PrivacyProofException if a variable is used in a way that no rule covers, has another
   *     type than the loss, or has no gradient
   */
  public static <T extends TFloating> PerExampleGradients<T> of(
      Ops tf, Output<T> loss, ExampleAnalysis analysis) {
    CustomGradients.register();
    PerExampleGradients<T> result = new PerExampleGradients<>(tf);
    UseSites finder = new UseSites(analysis);
    List<UseSite> sites = new ArrayList<>();
    for (Output<?> variable : analysis.variables()) {
      requireType(variable, loss);
      sites.addAll(finder.of(variable));
    }
    result.addAll(sites, result.backward(loss, sites));
    return result;
  }

  /** The variables, in the order of the graph. */
  public List<Output<T>> variables() {
    return List.copyOf(gradients.keySet());
  }

  /**
   * The squared l2 norm of each example's gradient over all variables together. <b>Shape</b> {@code
   * [batch]}.
   */
  public Operand<T> squaredNorms() {
    List<Operand<T>> perVariable = new ArrayList<>();
    gradients.values().forEach(gradient -> perVariable.add(gradient.squaredNorms()));
    return tf.math.addN(perVariable);
  }

  /**
   * The sums of {@code factors_i * g_i}, one for each of {@link #variables()}. <b>Sensitivity</b>:
   * one example changes all sums together by at most {@code factors_i * |g_i|} in l2 norm.
   *
   * @param factors <b>Shape</b> {@code [batch]}
   */
  public List<Output<T>> weightedSums(Operand<T> factors) {
    return gradients.values().stream()
        .map(gradient -> gradient.weightedSum(factors).asOutput())
        .toList();
  }

  private Output<?>[] backward(Output<T> loss, List<UseSite> sites) {
    if (sites.isEmpty()) {
      throw new PrivacyProofException(
          new GraphFinding(
              GraphFinding.Kind.NOT_COVERED,
              loss.op().name(),
              loss.op().type(),
              "is computed from no variable",
              "pass the loss of a model with trainable variables"));
    }
    Output<?>[] outputs = sites.stream().map(UseSite::output).toArray(Output<?>[]::new);
    return ((Graph) tf.scope().env()).addGradients(loss, outputs);
  }

  private void addAll(List<UseSite> sites, Output<?>[] deltas) {
    for (int i = 0; i < deltas.length; i++) {
      UseSite site = sites.get(i);
      @SuppressWarnings("unchecked") // requireType has seen every variable
      Output<T> variable = (Output<T>) site.variable();
      @SuppressWarnings("unchecked") // a gradient has the type of what it is taken from
      Output<T> delta = (Output<T>) requireGradient(site, deltas[i]);
      Operand<T> shaped = tf.ensureShape(delta, site.output().shape());
      SiteGradient<T> gradient = UseSiteRules.requireRule(site).gradient(tf, site, shaped);
      gradients.merge(variable, gradient, (a, b) -> sum(variable, a, b));
    }
  }

  /**
   * One variable used twice: the norm of the sum is wanted, so the gradients are built and added.
   */
  private SiteGradient<T> sum(Output<T> variable, SiteGradient<T> a, SiteGradient<T> b) {
    Operand<T> total = tf.math.add(a.perExample(), b.perExample());
    return new Instantiated<>(tf, total, variable.shape());
  }

  private static void requireType(Output<?> variable, Output<?> loss) {
    if (!variable.type().equals(loss.type())) {
      throw new PrivacyProofException(
          new GraphFinding(
              GraphFinding.Kind.NOT_COVERED,
              variable.op().name(),
              variable.op().type(),
              "has type " + variable.type().getSimpleName(),
              "use the type of the loss, " + loss.type().getSimpleName()));
    }
  }

  /** TensorFlow returns an output without an operation where there is no path. */
  private static Output<?> requireGradient(UseSite site, Output<?> delta) {
    if (((GraphOperation) delta.op()).getUnsafeNativeHandle() == null) {
      throw new PrivacyProofException(
          new GraphFinding(
              GraphFinding.Kind.NOT_COVERED,
              site.variable().op().name(),
              site.variable().op().type(),
              "has no gradient path to the loss through '" + site.operation().name() + "'",
              "remove the stopGradient on the way, or the variable from the loss"));
    }
    return delta;
  }
}
