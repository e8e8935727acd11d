package io.dptrain.core.clip;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;

/**
 * What a {@link Clipper} adds to a graph.
 *
 * @param sums for each variable the weighted sum of the clipped gradients, of the variable's shape.
 *     <b>Sensitivity</b>: {@link Clipper#l2Bound()} times the largest weight
 * @param scales what each noised sum must be multiplied with: the clip norm that it was clipped in
 *     units of. A scalar that sees no data; empty if it is in units of the gradient
 * @param clipped which examples had a norm above its clip norm, in any of the groups, or one that
 *     is not finite; by value, an entry. <b>Shape</b> {@code [batch]}; not private
 * @param statistics what else is released in the same step
 */
public record Clipped<T extends TFloating>(
    List<Output<T>> sums,
    Optional<List<Operand<T>>> scales,
    Operand<TBool> clipped,
    List<Statistic<T>> statistics) {

  /** Sums in units of the gradient, and nothing else. */
  static <T extends TFloating> Clipped<T> of(List<Output<T>> sums, Operand<TBool> clipped) {
    return new Clipped<>(sums, Optional.empty(), clipped, List.of());
  }
}
