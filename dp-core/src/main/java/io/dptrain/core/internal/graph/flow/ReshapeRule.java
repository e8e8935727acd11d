package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.ExampleDependence;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.graph.axis.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * A reshape keeps elements in row-major order, so it is enough to count them.
 *
 * <p><b>Formula</b>: before, element {@code (p, o, b, i, s)} lies at {@code ((p * outer + o) *
 * batch + b) * inner * S + i * S + s}, with {@code S} the product of the sizes behind the example
 * axis and {@code P} of those in front. So examples repeat {@code lead = P * outer} times in runs
 * of {@code trail = inner * S}. Afterwards the sizes in front and behind are {@code P'} and {@code
 * S'}: the runs stay whole if {@code P'} divides {@code lead} and {@code S'} divides {@code trail},
 * and then {@code outer' = lead / P'} and {@code inner' = trail / S'}.
 */
final class ReshapeRule {
  private static final String FIX =
      "keep the axes of the example together with whole multiples of it, as in [-1, ...]";

  private ReshapeRule() {}

  static ExampleDependence apply(Node node) {
    Moved moved = moved(node);
    return after(node, moved.target(), moved.lead(), moved.trail());
  }

  /** The shape after a reshape that is followed, of which TensorFlow may know less. */
  static Shape shape(Node node) {
    return InferredShapes.shape(moved(node).target());
  }

  /**
   * What a reshape does with the examples.
   *
   * @param target the new shape
   * @param lead how often they are repeated
   * @param trail how many elements they have in a row
   */
  private record Moved(List<Size> target, long lead, long trail) {}

  private static Moved moved(Node node) {
    if (node.axis(0).isEmpty() || node.axis(1).isPresent()) {
      throw node.mixes(
          "its shape depends on the data, or its input has no example axis",
          "use a constant shape [-1, ...]");
    }
    ExampleAxis before = node.axis(0).get();
    int rank = node.rank(0);
    Shape shape = node.shape(0);
    long lead = before.outer();
    long trail = before.inner();
    for (int i = 0; i < rank; i++) {
      if (i != before.axis()) {
        long size = requireStatic(node, shape.get(i));
        lead = Math.multiplyExact(lead, i < before.axis() ? size : 1);
        trail = Math.multiplyExact(trail, i > before.axis() ? size : 1);
      }
    }
    return new Moved(target(node, lead, trail), lead, trail);
  }

  private static long requireStatic(Node node, long size) {
    if (size < 1) {
      throw node.notFollowed(
          "has an input of shape " + node.shape(0) + ", whose other sizes must be known and not 0",
          "give the input a static shape but for the example axis");
    }
    return size;
  }

  private static ExampleAxis after(Node node, List<Size> target, long lead, long trail) {
    int axis = -1;
    for (int i = 0; i < target.size(); i++) {
      if (!target.get(i).isConstant()) {
        axis = i;
      }
    }
    if (axis < 0) {
      throw node.notFollowed("fixes the number of rows", "use the shape [-1, ...]");
    }
    // Another entry that is not constant lies on one of the two sides, where it is refused.
    long front = product(node, target.subList(0, axis));
    long behind = product(node, target.subList(axis + 1, target.size()));
    if (lead % front != 0 || trail % behind != 0) {
      throw node.mixes(
          "examples in "
              + lead
              + " x batch x "
              + trail
              + " elements are cut into "
              + front
              + " x ... x "
              + behind
              + ", and so joined",
          FIX);
    }
    return new ExampleAxis(axis, lead / front, trail / behind);
  }

  private static long product(Node node, List<Size> sizes) {
    long product = 1;
    for (Size size : sizes) {
      if (!size.isConstant() || size.outer() < 1) {
        throw node.notFollowed("has more than one size that is not known", FIX);
      }
      product = Math.multiplyExact(product, size.outer());
    }
    return product;
  }

  /**
   * The new shape. An entry that is a multiple of the batch size leaves nothing but a constant for
   * an entry of -1 beside it.
   */
  private static List<Size> target(Node node, long lead, long trail) {
    List<Size> target = declared(node);
    int batch = Sizes.vector(target).batchEntry();
    if (batch < 0) {
      return target;
    }
    int open = -1;
    long known = Math.multiplyExact(target.get(batch).outer(), target.get(batch).inner());
    for (int i = 0; i < target.size(); i++) {
      Size size = target.get(i);
      if (size.isConstant()) {
        known = Math.multiplyExact(known, size.outer());
      } else if (i != batch) {
        // No entry has the number target.size(): it stands for two open ones.
        open = open < 0 ? i : target.size();
      }
    }
    long total = Math.multiplyExact(lead, trail);
    if (open == target.size() || known < 1 || total % known != 0) {
      throw node.notFollowed("asks for a number of elements that is not known to fit", FIX);
    }
    if (open >= 0) {
      target.set(open, Size.constant(total / known));
    } else if (total != known) {
      throw node.notFollowed("asks for another number of elements than there are", FIX);
    }
    return target;
  }

  /** The new shape as far as it is known; an entry of -1 is one that is not. */
  private static List<Size> declared(Node node) {
    Shape inferred = node.outputShape();
    Optional<Sizes> sizes = node.sizes(1);
    if (sizes.isEmpty() && inferred.isUnknown()) {
      throw node.notFollowed("has a shape that is not known", "use the shape [-1, ...]");
    }
    List<Size> target =
        new ArrayList<>(sizes.orElseGet(() -> Sizes.of(inferred, Optional.empty())).entries());
    for (int i = 0; i < target.size(); i++) {
      if (target.get(i).isConstant(-1)) {
        target.set(i, Size.UNKNOWN);
      }
    }
    return target;
  }
}
