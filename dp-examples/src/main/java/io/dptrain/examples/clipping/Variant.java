package io.dptrain.examples.clipping;

import java.util.List;
import java.util.function.Function;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * One way to clip.
 *
 * @param method the factory method of {@code Clipping} or {@code GradientClipping}
 * @param arguments as in a program, with parentheses and what follows; of groups the clip norms
 * @param isPrivate whether each example's gradient can be clipped by it
 * @param region how to find what gradients are clipped to
 * @param expression the strategy for the two weights of a {@link Plane}
 */
record Variant(
    String method,
    String arguments,
    boolean isPrivate,
    Region region,
    Function<List<Variable<TFloat32>>, Strategy> expression) {

  /** How to find the set that gradients are clipped into. */
  enum Region {
    /** It is always the same: huge gradients of all directions end on its border. */
    FIXED,
    /** It moves with each gradient: a single huge one ends on its border, or in its corner. */
    MOVING,
    /** There is none. */
    NONE
  }

  /** The strategy for the two weights of a plane. */
  Strategy strategy(List<Variable<TFloat32>> weights) {
    return expression.apply(weights);
  }

  /** A fresh run of the optimizer that the strategy is for. */
  ClipRun start() {
    Plane plane = new Plane();
    return strategy(plane.weights()).run(plane);
  }

  /** The expression, for reports. */
  String name() {
    return (isPrivate ? "Clipping." : "GradientClipping.") + method + arguments;
  }
}
