package io.dptrain.core.clip;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.core.gradient.PerExampleGradients;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * A {@link Clipping} for the variables of one model: as operations of its graph, and once more on
 * the host, slow and obvious, to hold the operations against.
 *
 * <p>Some strategies change their clip norms from step to step. They clip to fixed bounds in units
 * of the clip norms of the step, and what was noised is scaled back; so the noise is the same in
 * every step, and its l2 bound, too. Immutable.
 */
public interface Clipper {

  /**
   * The largest l2 norm of one example's clipped gradient over all variables.
   *
   * <p><b>Unit</b>: that of the gradient, or none where it is clipped in units of the clip norms.
   */
  double l2Bound();

  /**
   * The largest l2 distance between the clipped sums of two neighboring batches. The noise is made
   * for {@link NeighboringRelation#ADD_OR_REMOVE_ONE}.
   */
  default double l2Sensitivity(NeighboringRelation relation) {
    return switch (relation) {
      case ADD_OR_REMOVE_ONE -> l2Bound();
      case REPLACE_ONE -> 2 * l2Bound();
    };
  }

  /**
   * Adds the clipped sums to the graph.
   *
   * @param weights what each example counts, zero for padding. <b>Shape</b> {@code [batch]}
   * @param clipNorms the clip norms of the step; empty if {@link #clipNorms} is. <b>Shape</b>
   *     {@code [groups]}
   */
  <T extends TFloating> Clipped<T> clip(
      Ops tf, PerExampleGradients<T> gradients, Operand<T> weights, Optional<Operand<T>> clipNorms);

  /**
   * What each noised sum must be multiplied with to be in units of the gradient: the clip norm that
   * it was clipped in units of. It sees no data.
   *
   * @param clipNorms the clip norms of the step. <b>Shape</b> {@code [groups]}
   * @return a scalar for each variable; empty if the sums are in units of the gradient
   */
  default <T extends TFloating> List<Operand<T>> scales(Ops tf, Operand<T> clipNorms) {
    return List.of();
  }

  /**
   * The clipped gradient of one example, by definition. For comparing.
   *
   * @param gradient for each variable its elements
   * @param clipNorms as for {@link #clip(Ops, PerExampleGradients, Operand, Optional)}
   */
  double[][] clip(double[][] gradient, double[] clipNorms);

  /** A fresh record of the clip norms, if they change from step to step. */
  default Optional<ClipNorms> clipNorms() {
    return Optional.empty();
  }

  /** The names of what is clipped by itself, one for each clip norm. */
  List<String> groupNames();

  /** Whether the gradients are built one by one, which takes memory for each of them. */
  default boolean buildsGradients() {
    return false;
  }
}
