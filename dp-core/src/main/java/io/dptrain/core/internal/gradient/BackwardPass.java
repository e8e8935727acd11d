package io.dptrain.core.internal.gradient;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.gradient.form.SiteGradient;
import io.dptrain.core.internal.gradient.form.Sums;
import io.dptrain.core.internal.gradient.rule.MappedSite;
import io.dptrain.core.internal.gradient.rule.SiteDelta;
import io.dptrain.core.internal.gradient.rule.UseSite;
import io.dptrain.core.internal.gradient.rule.UseSiteRules;
import io.dptrain.core.internal.gradient.rule.UseSites;
import io.dptrain.core.internal.graph.axis.Rows;
import io.dptrain.core.internal.graph.backward.GradientFaults;
import io.dptrain.core.internal.graph.backward.GradientProof;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * One backward pass from the loss to every use site, and from there to the variables.
 *
 * @param base where operations are added
 * @param tf where those are added that norms need
 * @param scale what the loss is multiplied with
 * @param known the gradients that were looked at, with their shapes
 */
record BackwardPass<T extends TFloating>(
    Ops base,
    Ops tf,
    Output<T> loss,
    double scale,
    ExampleAnalysis analysis,
    Map<Output<T>, Operand<T>> known) {

  BackwardPass(Ops base, Output<T> loss, double scale, ExampleAnalysis analysis) {
    this(base, base.withSubScope("norms"), loss, scale, analysis, new HashMap<>());
  }

  /** The per-example gradients of some variables. */
  SiteGradients<T> gradients(List<Output<T>> variables) {
    UseSites sites = UseSites.of(analysis, new LinkedHashSet<>(variables));
    requireSites(sites);
    Map<Output<T>, List<SiteGradient<T>>> byValue = new LinkedHashMap<>();
    Map<Output<T>, List<String>> usesOfValue = new LinkedHashMap<>();
    // Before anything is differentiated: a gradient by a further output would be left out silently.
    requireGradients(sites.sites());
    Map<Output<?>, Output<?>> deltas = deltas(sites.sites());
    for (UseSite site : sites.sites()) {
      Output<?> delta = deltas.get(site.output());
      if (!GradientFaults.isMissing(delta)) {
        Output<T> value = valueOf(site);
        byValue.computeIfAbsent(value, key -> new ArrayList<>()).add(gradient(site, delta));
        usesOfValue.computeIfAbsent(value, key -> new ArrayList<>()).add(describe(site));
      }
    }
    return collect(variables, sites, byValue, usesOfValue);
  }

  private SiteGradients<T> collect(
      List<Output<T>> variables,
      UseSites sites,
      Map<Output<T>, List<SiteGradient<T>>> byValue,
      Map<Output<T>, List<String>> usesOfValue) {
    Map<Output<T>, SiteGradient<T>> byVariable = new LinkedHashMap<>();
    Map<Output<T>, List<String>> uses = new LinkedHashMap<>();
    ValueChain<T> chain = new ValueChain<>(tf, analysis);
    for (Output<T> variable : variables) {
      List<SiteGradient<T>> shares = new ArrayList<>();
      List<String> used = new ArrayList<>();
      byValue.forEach(
          (value, gradients) -> {
            if (sites.variablesOf(value).contains(variable)) {
              shares.add(chain.pullBack(Sums.of(tf, gradients), value, variable));
              used.addAll(usesOfValue.get(value));
            }
          });
      byVariable.put(variable, Sums.of(tf, requireShares(variable, shares)));
      uses.put(variable, used);
    }
    return new SiteGradients<>(base, byVariable, uses);
  }

  /** What flows back to the result of each use site, of which two can have the same. */
  private Map<Output<?>, Output<?>> deltas(List<UseSite> sites) {
    Output<?>[] outputs = sites.stream().map(UseSite::output).distinct().toArray(Output<?>[]::new);
    Output<?>[] deltas = addGradients(outputs);
    Map<Output<?>, Output<?>> byOutput = new HashMap<>();
    for (int i = 0; i < outputs.length; i++) {
      byOutput.put(outputs[i], deltas[i]);
    }
    return byOutput;
  }

  /** TensorFlow leaves out a tensor that is named a second time. */
  private Output<?>[] addGradients(Output<?>[] outputs) {
    Graph graph = (Graph) tf.scope().env();
    try {
      Output<?>[] seed = scale == 1 ? new Output<?>[0] : new Output<?>[] {seed()};
      return GradientProof.add(graph, List.of(analysis), new Output<?>[] {loss}, outputs, seed);
    } catch (PrivacyProofException e) {
      throw e;
    } catch (RuntimeException e) { // the exceptions of TensorFlow have no other common type
      throw PrivacyProofException.of(
          Kind.NOT_COVERED,
          loss.op(),
          "cannot be differentiated (" + e.getMessage() + ")",
          "use operations that have a gradient, or supply one with ExampleGradients.register");
    }
  }

  private Output<?> seed() {
    return tf.fill(tf.shape(loss), Rows.constant(tf, scale, loss)).asOutput();
  }

  private SiteGradient<T> gradient(UseSite site, Output<?> delta) {
    @SuppressWarnings("unchecked") // a gradient has the type of what it is taken from
    Output<T> typed = (Output<T>) delta;
    Operand<T> shaped =
        known.computeIfAbsent(
            unwrap(typed), key -> tf.ensureShape(key, analysis.shape(site.output())));
    SiteDelta<T> siteDelta = new SiteDelta<>(tf, site, shaped, analysis);
    return UseSiteRules.gradient(siteDelta).orElseGet(() -> MappedSite.gradient(siteDelta));
  }

  /** What an identity is the identity of, so that the same gradient is known to be the same. */
  private static <T extends TFloating> Output<T> unwrap(Output<T> delta) {
    Output<T> inner = delta;
    while (inner.op().type().equals("Identity")) {
      @SuppressWarnings("unchecked") // an identity keeps the type
      Output<T> input = (Output<T>) ((GraphOperation) inner.op()).input(0);
      inner = input;
    }
    return inner;
  }

  private Output<T> valueOf(UseSite site) {
    Output<?> value = site.value();
    if (!value.type().equals(loss.type()) || !site.output().type().equals(loss.type())) {
      throw PrivacyProofException.of(
          Kind.NOT_COVERED,
          value.op(),
          "is used in type "
              + site.output().type().getSimpleName()
              + " by '"
              + site.operation().name()
              + "'",
          "compute in the type of the loss, " + loss.type().getSimpleName() + ", throughout");
    }
    @SuppressWarnings("unchecked") // just checked
    Output<T> typed = (Output<T>) value;
    return typed;
  }

  private static String describe(UseSite site) {
    return site.type() + " '" + site.operation().name() + "'";
  }

  /**
   * The gradient comes back through every operation behind a use site, and must be the right one.
   */
  private void requireGradients(List<UseSite> sites) {
    List<GraphOperation> operations = sites.stream().map(UseSite::operation).toList();
    for (GraphOperation operation : analysis.operations()) {
      operation.inputs().forEach(input -> requireFirstOutput(input.asOutput(), operations));
    }
  }

  /** What flows back to a use site flows back to its first output. */
  private static void requireFirstOutput(Output<?> tensor, List<GraphOperation> sites) {
    if (tensor.index() > 0 && sites.contains((GraphOperation) tensor.op())) {
      throw PrivacyProofException.of(
          Kind.NOT_COVERED,
          tensor.op(),
          "meets a variable with data, and is used for more than its first output",
          "use the first output alone, and compute the rest in operations of their own");
    }
  }

  private void requireSites(UseSites sites) {
    if (sites.sites().isEmpty()) {
      // By name: the loss is the program's own, even if it was imported.
      throw PrivacyProofException.of(
          Kind.NOT_COVERED,
          loss.op().name(),
          loss.op().type(),
          "is computed from no trained variable",
          "pass the loss of a model with variables, or add a layer with variables to the model");
    }
  }

  private List<SiteGradient<T>> requireShares(Output<T> variable, List<SiteGradient<T>> shares) {
    if (shares.isEmpty()) {
      throw PrivacyProofException.of(
          Kind.NOT_COVERED,
          variable.op(),
          "has no gradient path to the loss",
          "remove the stopGradient on the way, or the variable from those that are trained");
    }
    return shares;
  }
}
