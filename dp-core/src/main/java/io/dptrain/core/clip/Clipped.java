package io.dptrain.core.clip;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;

/**
 * What a {@link Clipper} adds to a graph.
 *
 * @param sums for each variable the weighted sum of the clipped gradients, of the variable's shape.
 *     <b>Sensitivity</b>: {@link Clipper#l2Bound()} times the largest weight. <b>Unit</b>: see
 *     {@link Clipper#scales}
 * @param clipped which examples had a norm above its clip norm, in any of the groups, or one that
 *     is not finite; by value, an entry. <b>Shape</b> {@code [batch]}; not private
 * @param statistics what else is released in the same step
 */
public record Clipped<T extends TFloating>(
    List<Output<T>> sums, Operand<TBool> clipped, List<Statistic<T>> statistics) {

  /** Sums and nothing else. */
  static <T extends TFloating> Clipped<T> of(List<Output<T>> sums, Operand<TBool> clipped) {
    return new Clipped<>(sums, clipped, List.of());
  }
}
