package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.norm.GradientList;
import io.dptrain.core.internal.norm.GroupNorm;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * Clips all gradients together to an l2 norm that depends on the step alone.
 *
 * <p><b>Formula</b>: {@code g * min(1, C_t / |g|)} in update {@code t = 0, 1, ...}; past the end of
 * the table its last entry holds. <b>Source</b>: Pascanu, Mikolov and Bengio, On the difficulty of
 * training recurrent neural networks, 2013, algorithm 1, with a table in place of its constant.
 * <b>Error</b>: as {@link GlobalNormClipping}.
 *
 * <p>Updates are counted in a variable of the graph: {@code session.initialize()} starts anew, a
 * checkpoint holds the count. Skipped updates count, and so does every run that fetches the clipped
 * gradients or a report of them.
 *
 * @param l2ClipNorms {@code C_0, C_1, ...}; at least one, each positive and finite
 */
record TabulatedClipping(List<Double> l2ClipNorms) implements GradientClipping {

  /** Checks the clip norms. */
  public TabulatedClipping {
    Checks.atLeastOne("number of l2ClipNorms", l2ClipNorms.size());
    for (int i = 0; i < l2ClipNorms.size(); i++) {
      Checks.positiveFinite("l2ClipNorm of step " + i, l2ClipNorms.get(i));
    }
    l2ClipNorms = List.copyOf(l2ClipNorms);
  }

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    GradientList list = GradientList.of(gradients);
    GroupNorm norm = GroupNorm.of(tf, list.gradients());
    return WholeGradient.clip(tf, list, norm, bound(tf), norm.scaledNorm());
  }

  private Operand<TFloat64> bound(Ops tf) {
    double[] table = l2ClipNorms.stream().mapToDouble(Double::doubleValue).toArray();
    return ofUpdate(tf, tf.constant(table), table.length);
  }

  /** The row of a table that belongs to the update that runs, which a variable counts. */
  static Operand<TFloat64> ofUpdate(Ops tf, Operand<TFloat64> table, int rows) {
    Variable<TInt64> updates = tf.withName("step").variable(tf.constant(-1L));
    Operand<TInt64> next = tf.assignAdd(updates, tf.constant(1L));
    Operand<TInt64> place = tf.math.minimum(next, tf.constant(rows - 1L));
    return tf.gather(table, place, tf.constant(0));
  }

  @Override
  public boolean keepsDirection() {
    return true;
  }

  @Override
  public String description() {
    return "global l2 norm by step, from "
        + l2ClipNorms.get(0)
        + " to "
        + l2ClipNorms.get(l2ClipNorms.size() - 1)
        + " in "
        + l2ClipNorms.size()
        + " steps";
  }
}
