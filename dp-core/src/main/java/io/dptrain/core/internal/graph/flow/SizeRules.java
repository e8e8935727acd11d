package io.dptrain.core.internal.graph.flow;

import static io.dptrain.core.internal.graph.flow.SizeArithmetic.pairwise;

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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
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
          Map.entry("Add", node -> pairwise(node, SizeArithmetic.of(Math::addExact))),
          Map.entry("AddV2", node -> pairwise(node, SizeArithmetic.of(Math::addExact))),
          Map.entry("Sub", node -> pairwise(node, SizeArithmetic.of(Math::subtractExact))),
          Map.entry("Range", SizeRules::range));

  /** Followed where they are exact; elsewhere they are operations like any other. */
  private static final Map<String, SizeRule> WHERE_EXACT =
      Map.of(
          "Div", node -> pairwise(node, Size::over),
          "FloorDiv", node -> pairwise(node, Size::over),
          "TruncateDiv", node -> pairwise(node, Size::over),
          "FloorMod", node -> pairwise(node, SizeArithmetic::remainder),
          "Maximum", node -> pairwise(node, SizeArithmetic.of(Math::max)),
          "Minimum", node -> pairwise(node, SizeArithmetic.of(Math::min)),
          "Fill", SizeRules::filled);

  private SizeRules() {}

  /** The op types that compute with sizes, beside those that ask for one. */
  public static Set<String> types() {
    Set<String> types = new TreeSet<>(ARITHMETIC.keySet());
    types.addAll(WHERE_EXACT.keySet());
    types.addAll(SizeParts.types());
    return types;
  }

  /** What the outputs of an operation are; empty if it does not compute with sizes. */
  static Optional<List<ExampleDependence>> follow(Node node) {
    if (node.type().equals("ShapeN")) {
      return SizeParts.shapes(node);
    }
    return SizeParts.follow(node).or(() -> followOne(node).map(node::outputs));
  }

  private static Optional<ExampleDependence> followOne(Node node) {
    return switch (node.type()) {
      case "Const" -> constant(node);
      case "Shape" -> shape(node, 0);
      case "Size" ->
          shape(node, 0).map(sizes -> sizes instanceof Sizes known ? product(known) : sizes);
      case "Rank" -> rank(node);
      default -> WHERE_EXACT.containsKey(node.type()) ? whereExact(node) : arithmetic(node);
    };
  }

  private static Optional<ExampleDependence> whereExact(Node node) {
    boolean areSizes =
        node.inputs().stream().allMatch(Sizes.class::isInstance)
            && EXACT.contains(node.operation().output(0).dataType());
    return areSizes
        ? WHERE_EXACT.get(node.type()).apply(node).filter(SizeRules::fits).map(sizes -> sizes)
        : Optional.empty();
  }

  private static Optional<ExampleDependence> constant(Node node) {
    Shape shape = node.outputShape();
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

  /** The shape of an input. */
  static Optional<ExampleDependence> shape(Node node, int input) {
    Shape shape = node.shape(input);
    if (!shape.isUnknown()) {
      Sizes sizes = Sizes.of(shape, node.axis(input));
      if (sizes.isDataFree() || node.axis(input).isPresent()) {
        return Optional.of(sizes);
      }
    }
    return node.isDataFree(input) ? Optional.empty() : Optional.of(RowCount.TENSOR);
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

  /** Whether an input was computed from the number of rows. */
  static boolean knowsRowCount(Node node, int input) {
    return knowsRowCount(node.inputs().get(input));
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
    if (!overVector) {
      return Optional.empty();
    }
    boolean isScalar = !node.flag("keep_dims");
    return node.knownSizes(0).product().map(product -> new Sizes(List.of(product), isScalar));
  }

  /** A vector of equal numbers. */
  private static Optional<Sizes> filled(Node node) {
    Sizes value = node.knownSizes(1);
    Optional<long[]> shape = node.constant(0).filter(sizes -> sizes.length <= 1);
    boolean isScalar = shape.filter(sizes -> sizes.length == 0).isPresent();
    long number = isScalar ? 1 : shape.map(sizes -> sizes[0]).orElse(-1L);
    return number >= 0 && number <= MAX_ENTRIES && value.isDataFree() && value.isScalar()
        ? Optional.of(
            new Sizes(
                List.copyOf(Collections.nCopies((int) number, value.entries().get(0))), isScalar))
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
