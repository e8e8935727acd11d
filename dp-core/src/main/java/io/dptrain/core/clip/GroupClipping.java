package io.dptrain.core.clip;

import io.dptrain.core.internal.LayerNames;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tensorflow.Output;

/**
 * Clips groups of variables, such as layers, heads or tasks, each by itself, so that a group with
 * large gradients does not take the others' share.
 *
 * <p><b>Formula</b>: {@code c_ik = min(1, C_k / |g_ik|)} for the gradient {@code g_ik} of example
 * {@code i} over group {@code k}. The whole clipped gradient has an l2 norm of at most {@code
 * sqrt(sum_k C_k^2)}. <b>Source</b>: McMahan et al., Learning Differentially Private Recurrent
 * Language Models, 2018, section 3 (per-layer clipping). <b>Error</b>: each {@code C_k} is lowered
 * as in {@link ClipFactors}.
 */
final class GroupClipping implements Clipping {
  private final Function<List<? extends Output<?>>, Clipper> clipper;
  private final String description;

  private GroupClipping(String description, Function<List<? extends Output<?>>, Clipper> clipper) {
    this.description = description;
    this.clipper = clipper;
  }

  static GroupClipping equalShares(double l2ClipNorm, UnaryOperator<String> layerOf) {
    ClipNormRange.require("l2ClipNorm", l2ClipNorm);
    UnaryOperator<String> required = LayerNames.required(layerOf);
    return new GroupClipping(
        "per layer, equal shares of the l2 clip norm " + l2ClipNorm,
        variables -> {
          Groups layers = Groups.layers(variables, required);
          double[] shares = new double[layers.size()];
          Arrays.fill(shares, l2ClipNorm / Math.sqrt(shares.length));
          return clipper(layers, shares);
        });
  }

  static GroupClipping byLayer(Map<String, Double> l2ClipNorms) {
    Map<String, Double> norms = new TreeMap<>(l2ClipNorms);
    norms.forEach((layer, norm) -> ClipNormRange.require("l2ClipNorm of '" + layer + "'", norm));
    return new GroupClipping(
        "per layer, l2 clip norms " + norms,
        variables -> {
          Groups layers = Groups.layers(variables, LayerNames::scopeOf);
          if (!norms.keySet().equals(Set.copyOf(layers.names()))) {
            throw new IllegalArgumentException(
                "l2ClipNorms must have one entry for each of the layers "
                    + layers.names()
                    + ", but has "
                    + norms.keySet());
          }
          return clipper(layers, layers.names().stream().mapToDouble(norms::get).toArray());
        });
  }

  static GroupClipping of(List<VariableGroup> groups) {
    List<VariableGroup> given = List.copyOf(groups);
    if (given.isEmpty()) {
      throw new IllegalArgumentException("groups must not be empty; name one group or more");
    }
    return new GroupClipping(
        "per group, l2 clip norms "
            + given.stream().map(group -> group.name() + "=" + group.l2ClipNorm()).toList(),
        variables ->
            clipper(
                Groups.given(given, variables),
                given.stream().mapToDouble(VariableGroup::l2ClipNorm).toArray()));
  }

  private static Clipper clipper(Groups groups, double[] norms) {
    return new NormClipper(groups, norms, NormClipper.Rule.CLIP);
  }

  @Override
  public Clipper forVariables(List<? extends Output<?>> variables) {
    return clipper.apply(variables);
  }

  /** The gradient over each group keeps its direction, the whole gradient does not. */
  @Override
  public boolean keepsDirection() {
    return false;
  }

  @Override
  public String description() {
    return description;
  }
}
