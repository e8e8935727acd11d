package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.norm.GradientList;
import io.dptrain.core.internal.norm.GroupNorm;
import io.dptrain.core.internal.norm.Shares;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** Clips groups of gradients, each to an l2 norm of its own. */
final class GradientGroups {
  private GradientGroups() {}

  /**
   * Multiplies each group with {@code min(1, bound / norm)}, or all of them with zero if an entry
   * of any is not finite.
   *
   * @param groupOf the group of the variable of a name
   * @param boundOf the largest l2 norm of a group
   */
  static ClippedGradients clip(
      Ops tf,
      List<GradAndVar<?>> gradients,
      Function<String, String> groupOf,
      Function<String, Double> boundOf) {
    GradientList list = GradientList.of(gradients);
    Map<String, List<Integer>> places = places(list, groupOf);
    Map<String, GroupNorm> norms = new LinkedHashMap<>();
    places.forEach((group, members) -> norms.put(group, GroupNorm.of(tf, list.at(members))));
    Operand<TBool> finite = allFinite(tf, List.copyOf(norms.values()));
    List<Operand<TFloating>> clipped = new ArrayList<>(list.gradients());
    List<Operand<TBool>> changes = new ArrayList<>();
    norms.forEach(
        (group, norm) -> {
          Operand<TFloat64> bound = tf.constant(boundOf.apply(group).doubleValue());
          Operand<TFloat64> factor = norm.factor(tf, bound, norm.scaledNorm());
          changes.add(tf.math.less(factor, norm.scale()));
          place(clipped, places.get(group), norm.times(tf, factor, finite));
        });
    return new ClippedGradients(list.with(clipped), Shares.of(tf, changes, finite));
  }

  /** Where the variables of each group are. */
  private static Map<String, List<Integer>> places(
      GradientList list, Function<String, String> groupOf) {
    Map<String, List<Integer>> places = new LinkedHashMap<>();
    List<String> names = list.names();
    for (int i = 0; i < names.size(); i++) {
      places.computeIfAbsent(groupOf.apply(names.get(i)), group -> new ArrayList<>()).add(i);
    }
    return places;
  }

  private static Operand<TBool> allFinite(Ops tf, List<GroupNorm> norms) {
    Operand<TBool> finite = norms.get(0).isFinite(tf);
    for (GroupNorm norm : norms.subList(1, norms.size())) {
      finite = tf.math.logicalAnd(finite, norm.isFinite(tf));
    }
    return finite;
  }

  private static void place(
      List<Operand<TFloating>> all, List<Integer> places, List<Operand<TFloating>> members) {
    for (int i = 0; i < members.size(); i++) {
      all.set(places.get(i), members.get(i));
    }
  }
}
