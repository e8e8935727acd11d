package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.norm.GradientList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;

/**
 * Clips groups of variables, each to an l2 norm of its own.
 *
 * <p>A group is named by a name scope ({@code "encoder"} takes {@code encoder/dense/kernel}), by
 * the name of one variable, or by {@code ""}, which takes all that no other group does. The most
 * exact name wins.
 *
 * <p><b>Formula</b>: {@code g_k * min(1, C_k / |g_k|)} for each group {@code k}. <b>Source</b>:
 * Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013,
 * algorithm 1, for each group. <b>Error</b>: as {@link GlobalNormClipping}.
 *
 * @param l2ClipNorms {@code C_k} by the name of the group; each positive and finite
 */
record GroupNormClipping(Map<String, Double> l2ClipNorms) implements GradientClipping {

  /** Checks the clip norms. */
  public GroupNormClipping {
    if (l2ClipNorms.isEmpty()) {
      throw new IllegalArgumentException(
          "l2ClipNorms must have at least one group, but are empty; the name \"\" takes the rest");
    }
    l2ClipNorms.forEach((group, norm) -> Checks.positiveFinite("l2ClipNorm of " + group, norm));
    l2ClipNorms = Map.copyOf(l2ClipNorms);
  }

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    requireMembers(GradientList.of(gradients).names().stream().map(this::groupOf).toList());
    return GradientGroups.clip(tf, gradients, this::groupOf, l2ClipNorms::get);
  }

  private String groupOf(String variable) {
    return l2ClipNorms.keySet().stream()
        .filter(group -> contains(group, variable))
        .max(Comparator.comparingInt(String::length))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "every variable must be in a group, but '"
                        + variable
                        + "' is in none of "
                        + groups()
                        + "; the name \"\" takes the rest"));
  }

  private static boolean contains(String group, String variable) {
    return group.isEmpty() || variable.equals(group) || variable.startsWith(group + "/");
  }

  private void requireMembers(List<String> used) {
    for (String group : l2ClipNorms.keySet()) {
      if (!used.contains(group)) {
        throw new IllegalArgumentException(
            "every group must have a variable, but '" + group + "' has none; check its spelling");
      }
    }
  }

  private Map<String, Double> groups() {
    return new TreeMap<>(l2ClipNorms);
  }

  @Override
  public boolean keepsDirection() {
    return false;
  }

  @Override
  public String description() {
    return "l2 norms of groups of at most " + groups();
  }
}
