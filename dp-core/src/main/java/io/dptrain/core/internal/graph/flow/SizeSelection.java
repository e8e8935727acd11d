package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.graph.axis.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    long[] shape = node.constant(1);
    if (shape == null || shape.length > 1) {
      return Optional.empty();
    }
    boolean isScalar = shape.length == 0;
    return !isScalar || node.sizes(0).entries().size() == 1
        ? Optional.of(new Sizes(node.sizes(0).entries(), isScalar))
        : Optional.empty();
  }

  static Optional<Sizes> slice(Node node) {
    long[] begin = node.constant(1);
    long[] size = node.constant(2);
    List<Size> entries = node.sizes(0).entries();
    if (begin == null || size == null || begin.length != 1 || size.length != 1) {
      return Optional.empty();
    }
    long end = size[0] == -1 ? entries.size() : begin[0] + size[0];
    boolean inside = 0 <= begin[0] && begin[0] <= end && end <= entries.size();
    return inside
        ? Optional.of(Sizes.vector(entries.subList((int) begin[0], (int) end)))
        : Optional.empty();
  }

  static Optional<Sizes> stridedSlice(Node node) {
    long[] begin = node.constant(1);
    long[] end = node.constant(2);
    long[] stride = node.constant(3);
    boolean plain =
        node.intAttribute("ellipsis_mask") == 0 && node.intAttribute("new_axis_mask") == 0;
    if (!plain || node.sizes(0).isScalar() || !isSingle(begin) || !isSingle(end)) {
      return Optional.empty();
    }
    if (!isSingle(stride) || stride[0] < 1) {
      return Optional.empty();
    }
    List<Size> entries = node.sizes(0).entries();
    long from = node.intAttribute("begin_mask") == 1 ? 0 : bound(begin[0], entries.size());
    if (node.intAttribute("shrink_axis_mask") == 1) {
      return single(entries, begin[0] < 0 ? begin[0] + entries.size() : begin[0]);
    }
    long to = node.intAttribute("end_mask") == 1 ? entries.size() : bound(end[0], entries.size());
    List<Size> picked = new ArrayList<>();
    for (long i = from; i < to; i += stride[0]) {
      picked.add(entries.get((int) i));
    }
    return Optional.of(Sizes.vector(picked));
  }

  private static boolean isSingle(long[] values) {
    return values != null && values.length == 1;
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
    long[] indices = node.constant(1);
    if (indices == null || node.sizes(0).isScalar() || node.intAttribute("batch_dims") != 0) {
      return Optional.empty();
    }
    List<Size> picked = new ArrayList<>();
    for (long index : indices) {
      Optional<Sizes> one = single(node.sizes(0).entries(), index);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      picked.addAll(one.get().entries());
    }
    return Optional.of(new Sizes(List.copyOf(picked), node.sizes(1).isScalar()));
  }
}
