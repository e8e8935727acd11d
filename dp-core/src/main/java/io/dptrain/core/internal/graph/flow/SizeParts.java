package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.ExampleDependence;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.RowCount;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.graph.axis.Sizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A vector of sizes taken apart: ops with one output for each part. */
final class SizeParts {
  /** Where the vector comes in. */
  private static final Map<String, Integer> VECTOR = Map.of("Split", 1, "SplitV", 0, "Unpack", 0);

  private SizeParts() {}

  static Set<String> types() {
    return VECTOR.keySet();
  }

  /** What each output holds; empty if no sizes are taken apart. */
  static Optional<List<ExampleDependence>> follow(Node node) {
    Integer input = VECTOR.get(node.type());
    if (input == null || node.inputs().stream().anyMatch(ExampleAxis.class::isInstance)) {
      return Optional.empty();
    }
    Optional<List<ExampleDependence>> parts =
        node.sizes(input).filter(sizes -> !sizes.isScalar()).flatMap(sizes -> parts(node, sizes));
    if (parts.isPresent()) {
      return parts;
    }
    boolean knowsRowCount = !node.isDataFree(input) && SizeRules.knowsRowCount(node, input);
    return knowsRowCount ? Optional.of(node.outputs(RowCount.TENSOR)) : Optional.empty();
  }

  private static Optional<List<ExampleDependence>> parts(Node node, Sizes sizes) {
    List<Size> entries = sizes.entries();
    return switch (node.type()) {
      case "Unpack" -> cut(node, entries, ones(entries.size()), true);
      case "Split" -> {
        long number = node.intAttribute("num_split");
        yield entries.size() % number == 0
            ? cut(node, entries, equal(number, entries.size() / number), false)
            : Optional.empty();
      }
      default -> node.constant(1).flatMap(widths -> cut(node, entries, widths, false));
    };
  }

  private static long[] ones(int number) {
    return equal(number, 1);
  }

  private static long[] equal(long number, long width) {
    long[] widths = new long[Math.toIntExact(number)];
    Arrays.fill(widths, width);
    return widths;
  }

  private static Optional<List<ExampleDependence>> cut(
      Node node, List<Size> entries, long[] widths, boolean areScalars) {
    List<ExampleDependence> parts = new ArrayList<>();
    int from = 0;
    for (long width : widths) {
      if (width < 0 || from + width > entries.size()) {
        return Optional.empty();
      }
      int to = Math.toIntExact(from + width);
      parts.add(new Sizes(List.copyOf(entries.subList(from, to)), areScalars));
      from = to;
    }
    boolean isWhole = from == entries.size() && parts.size() == node.operation().numOutputs();
    return isWhole ? Optional.of(parts) : Optional.empty();
  }

  /** The shapes of several tensors. */
  static Optional<List<ExampleDependence>> shapes(Node node) {
    List<ExampleDependence> shapes = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      Optional<ExampleDependence> shape = SizeRules.shape(node, i);
      if (shape.isEmpty()) {
        return Optional.empty();
      }
      shapes.add(shape.get());
    }
    return Optional.of(shapes);
  }
}
