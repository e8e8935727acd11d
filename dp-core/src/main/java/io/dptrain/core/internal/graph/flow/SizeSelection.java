package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.graph.axis.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Entries picked out of a vector of sizes. Each rule is empty where it does not follow. */
final class SizeSelection {
  private SizeSelection() {}

  /** One entry seen as a scalar or as a vector of length 1. */
  static Optional<Sizes> reshaped(Sizes sizes, boolean isScalar) {
    return sizes.entries().size() == 1 && (isScalar || sizes.isScalar())
        ? Optional.of(new Sizes(sizes.entries(), isScalar))
        : Optional.empty();
  }

  static Optional<Sizes> reshape(Node node) {
    Optional<long[]> shape = node.constant(1).filter(sizes -> sizes.length <= 1);
    if (shape.isEmpty()) {
      return Optional.empty();
    }
    boolean isScalar = shape.get().length == 0;
    return !isScalar || node.knownSizes(0).entries().size() == 1
        ? Optional.of(new Sizes(node.knownSizes(0).entries(), isScalar))
        : Optional.empty();
  }

  static Optional<Sizes> slice(Node node) {
    OptionalLong begin = node.number(1);
    OptionalLong size = node.number(2);
    if (begin.isEmpty() || size.isEmpty()) {
      return Optional.empty();
    }
    List<Size> entries = node.knownSizes(0).entries();
    long from = begin.getAsLong();
    long end = size.getAsLong() == -1 ? entries.size() : from + size.getAsLong();
    boolean inside = 0 <= from && from <= end && end <= entries.size();
    return inside
        ? Optional.of(Sizes.vector(entries.subList((int) from, (int) end)))
        : Optional.empty();
  }

  static Optional<Sizes> stridedSlice(Node node) {
    OptionalLong begin = node.number(1);
    OptionalLong end = node.number(2);
    OptionalLong stride = node.number(3);
    boolean plain =
        node.intAttribute("ellipsis_mask") == 0 && node.intAttribute("new_axis_mask") == 0;
    if (!plain || node.knownSizes(0).isScalar() || begin.isEmpty() || end.isEmpty()) {
      return Optional.empty();
    }
    if (stride.isEmpty() || stride.getAsLong() < 1) {
      return Optional.empty();
    }
    List<Size> entries = node.knownSizes(0).entries();
    long first = begin.getAsLong();
    // TensorFlow looks at neither the end nor the masks of an axis that it drops.
    if (node.intAttribute("shrink_axis_mask") == 1) {
      return single(entries, first < 0 ? first + entries.size() : first);
    }
    long from = node.intAttribute("begin_mask") == 1 ? 0 : bound(first, entries.size());
    long to =
        node.intAttribute("end_mask") == 1
            ? entries.size()
            : bound(end.getAsLong(), entries.size());
    List<Size> picked = new ArrayList<>();
    for (long i = from; i < to; i += stride.getAsLong()) {
      picked.add(entries.get((int) i));
    }
    return Optional.of(Sizes.vector(picked));
  }

  private static long bound(long index, int length) {
    return Math.min(Math.max(index < 0 ? index + length : index, 0), length);
  }

  private static Optional<Sizes> single(List<Size> entries, long index) {
    return 0 <= index && index < entries.size()
        ? Optional.of(Sizes.scalar(entries.get((int) index)))
        : Optional.empty();
  }

  static Optional<Sizes> gather(Node node) {
    Optional<long[]> indices = node.constant(1);
    if (indices.isEmpty()
        || node.knownSizes(0).isScalar()
        || node.intAttribute("batch_dims") != 0) {
      return Optional.empty();
    }
    List<Size> picked = new ArrayList<>();
    for (long index : indices.get()) {
      Optional<Sizes> one = single(node.knownSizes(0).entries(), index);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      picked.addAll(one.get().entries());
    }
    return Optional.of(new Sizes(List.copyOf(picked), node.knownSizes(1).isScalar()));
  }
}
