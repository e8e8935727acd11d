package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.ExampleDependence;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.RowCount;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.graph.axis.Sizes;
import io.dptrain.core.internal.graph.op.OpFact.Trait;
import io.dptrain.core.internal.graph.op.OpFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * Arithmetic on shapes, followed exactly: which entry of a vector of integers is which number or
 * which multiple of the batch size. It is what carries the batch size from {@code Shape(x)} to a
 * {@code Reshape} or a {@code Fill}.
 */
public final class SizeRules {
  /** Longer constants are tables rather than shapes. */
  private static final int MAX_ENTRIES = 64;

  private static final Set<DataType> EXACT = Set.of(DataType.DT_INT32, DataType.DT_INT64);

  /** What is computed from sizes alone; empty if it is not followed exactly. */
  @FunctionalInterface
  private interface SizeRule {
    Optional<Sizes> apply(Node node);
  }

  private static final Map<String, SizeRule> ARITHMETIC =
      Map.ofEntries(
          Map.entry("Identity", node -> Optional.of(node.knownSizes(0))),
          Map.entry("StopGradient", node -> Optional.of(node.knownSizes(0))),
          Map.entry("Cast", SizeRules::cast),
          Map.entry("Squeeze", node -> SizeSelection.reshaped(node.knownSizes(0), true)),
          Map.entry("ExpandDims", node -> SizeSelection.reshaped(node.knownSizes(0), false)),
          Map.entry("Reshape", SizeSelection::reshape),
          Map.entry("Slice", SizeSelection::slice),
          Map.entry("StridedSlice", SizeSelection::stridedSlice),
          Map.entry("GatherV2", SizeSelection::gather),
          Map.entry("Pack", SizeRules::pack),
          Map.entry("ConcatV2", SizeRules::concat),
          Map.entry("Prod", SizeRules::product),
          Map.entry("Mul", node -> pairwise(node, Size::times)),
          Map.entry("Add", node -> pairwise(node, SizeRules::sum)),
          Map.entry("AddV2", node -> pairwise(node, SizeRules::sum)),
          Map.entry("Sub", node -> pairwise(node, SizeRules::difference)),
          Map.entry("Range", SizeRules::range));

  private SizeRules() {}

  /** The op types that compute with sizes, beside those that ask for one. */
  public static Set<String> types() {
    return ARITHMETIC.keySet();
  }

  /** What an operation makes of sizes; empty if it does not compute with sizes. */
  static Optional<ExampleDependence> follow(Node node) {
    return switch (node.type()) {
      case "Const" -> constant(node);
      case "Shape" -> shape(node).map(sizes -> sizes);
      case "Size" ->
          shape(node).map(sizes -> sizes instanceof Sizes known ? product(known) : sizes);
      case "Rank" -> rank(node);
      default -> arithmetic(node);
    };
  }

  private static Optional<ExampleDependence> constant(Node node) {
    Shape shape = node.operation().output(0).shape();
    if (shape.isUnknown() || shape.numDimensions() > 1 || shape.size() > MAX_ENTRIES) {
      return Optional.empty();
    }
    return Graphs.constantLongs(node.operation())
        .map(values -> sizes(values, shape.numDimensions() == 0));
  }

  private static Sizes sizes(long[] values, boolean isScalar) {
    List<Size> entries = new ArrayList<>();
    for (long value : values) {
      entries.add(Size.constant(value));
    }
    return new Sizes(List.copyOf(entries), isScalar);
  }

  private static Optional<ExampleDependence> shape(Node node) {
    Shape shape = node.shape(0);
    if (!shape.isUnknown()) {
      Sizes sizes = Sizes.of(shape, node.axis(0));
      if (sizes.isDataFree() || node.axis(0).isPresent()) {
        return Optional.of(sizes);
      }
    }
    return node.isDataFree() ? Optional.empty() : Optional.of(RowCount.TENSOR);
  }

  private static ExampleDependence product(Sizes shape) {
    return shape.product().<ExampleDependence>map(Sizes::scalar).orElse(RowCount.TENSOR);
  }

  private static Optional<ExampleDependence> rank(Node node) {
    if (!node.shape(0).isUnknown()) {
      return Optional.of(Sizes.scalar(Size.constant(node.shape(0).numDimensions())));
    }
    return node.isDataFree() ? Optional.empty() : Optional.of(RowCount.TENSOR);
  }

  private static Optional<ExampleDependence> arithmetic(Node node) {
    SizeRule rule = ARITHMETIC.get(node.type());
    if (rule == null || node.inputs().stream().anyMatch(ExampleAxis.class::isInstance)) {
      return Optional.empty();
    }
    if (node.inputs().stream().allMatch(Sizes.class::isInstance)) {
      Optional<Sizes> exact = rule.apply(node).filter(SizeRules::fits);
      if (exact.isPresent()) {
        return exact.map(sizes -> sizes);
      }
    }
    boolean isTable = OpFacts.of(node.type()).has(Trait.PICKS) && node.isDataFree(0);
    if (node.isDataFree() || isTable) {
      return Optional.empty();
    }
    if (node.inputs().stream().noneMatch(SizeRules::knowsRowCount)) {
      throw FlowRules.computesWithUnknownSize(node);
    }
    return Optional.of(RowCount.TENSOR);
  }

  private static boolean knowsRowCount(ExampleDependence input) {
    return input == RowCount.TENSOR || (input instanceof Sizes sizes && sizes.hasBatchEntry());
  }

  /** Whether the numbers are small enough for 32 bits, so that no arithmetic wrapped around. */
  private static boolean fits(Sizes sizes) {
    return sizes.entries().size() <= MAX_ENTRIES
        && sizes.entries().stream()
            .allMatch(
                size ->
                    Math.multiplyExact(size.outer(), size.inner()) <= Integer.MAX_VALUE
                        && size.outer() >= Integer.MIN_VALUE);
  }

  private static Optional<Sizes> cast(Node node) {
    boolean exact = EXACT.contains(node.operation().attributes().getAttrType("DstT"));
    return exact ? Optional.of(node.knownSizes(0)) : Optional.empty();
  }

  private static Optional<Sizes> pack(Node node) {
    List<Size> entries = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      if (!node.knownSizes(i).isScalar()) {
        return Optional.empty();
      }
      entries.addAll(node.knownSizes(i).entries());
    }
    return Optional.of(Sizes.vector(entries));
  }

  private static Optional<Sizes> concat(Node node) {
    List<Size> entries = new ArrayList<>();
    for (int i = 0; i < node.inputs().size() - 1; i++) {
      if (node.knownSizes(i).isScalar()) {
        return Optional.empty();
      }
      entries.addAll(node.knownSizes(i).entries());
    }
    return Optional.of(Sizes.vector(entries));
  }

  private static Optional<Sizes> product(Node node) {
    boolean overVector = !node.knownSizes(0).isScalar() && node.number(1).isPresent();
    if (!overVector || node.flag("keep_dims")) {
      return Optional.empty();
    }
    return node.knownSizes(0).product().map(Sizes::scalar);
  }

  /** An operation on two sizes; empty if the result is not followed. */
  @FunctionalInterface
  private interface Pairing {
    Optional<Size> apply(Size a, Size b);
  }

  private static Optional<Sizes> pairwise(Node node, Pairing pairing) {
    Sizes a = node.knownSizes(0);
    Sizes b = node.knownSizes(1);
    int length = Math.max(a.entries().size(), b.entries().size());
    if (!broadcasts(a, length) || !broadcasts(b, length)) {
      return Optional.empty();
    }
    List<Size> entries = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      Optional<Size> entry = pairing.apply(entry(a, i), entry(b, i));
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      entries.add(entry.get());
    }
    return Optional.of(new Sizes(List.copyOf(entries), a.isScalar() && b.isScalar()));
  }

  private static boolean broadcasts(Sizes sizes, int length) {
    return sizes.entries().size() == 1 || sizes.entries().size() == length;
  }

  private static Size entry(Sizes sizes, int index) {
    return sizes.entries().get(sizes.entries().size() == 1 ? 0 : index);
  }

  private static Optional<Size> sum(Size a, Size b) {
    return a.isConstant() && b.isConstant()
        ? Optional.of(Size.constant(Math.addExact(a.outer(), b.outer())))
        : Optional.empty();
  }

  private static Optional<Size> difference(Size a, Size b) {
    return a.isConstant() && b.isConstant()
        ? Optional.of(Size.constant(Math.subtractExact(a.outer(), b.outer())))
        : Optional.empty();
  }

  private static Optional<Sizes> range(Node node) {
    OptionalLong start = node.number(0);
    OptionalLong limit = node.number(1);
    if (start.isEmpty() || limit.isEmpty() || !node.number(2).equals(OptionalLong.of(1))) {
      return Optional.empty();
    }
    List<Size> entries = new ArrayList<>();
    for (long i = start.getAsLong(); i < limit.getAsLong() && entries.size() <= MAX_ENTRIES; i++) {
      entries.add(Size.constant(i));
    }
    return Optional.of(Sizes.vector(entries));
  }
}
