package io.dptrain.core.internal.graph.axis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * A vector of sizes, or a single one, such as the shape of a tensor or a part of it.
 *
 * @param entries what is known of each entry
 * @param isScalar whether it is a tensor of rank 0, with one entry
 */
public record Sizes(List<Size> entries, boolean isScalar) implements ExampleDependence {

  public static Sizes vector(List<Size> entries) {
    return new Sizes(List.copyOf(entries), false);
  }

  public static Sizes scalar(Size entry) {
    return new Sizes(List.of(entry), true);
  }

  /** The shape of a tensor of known rank; the axis is empty if it holds no examples. */
  public static Sizes of(Shape shape, Optional<ExampleAxis> axis) {
    List<Size> entries = new ArrayList<>();
    for (long size : shape.asArray()) {
      entries.add(size == Shape.UNKNOWN_SIZE ? Size.UNKNOWN : Size.constant(size));
    }
    axis.ifPresent(examples -> entries.set(examples.axis(), Size.of(examples)));
    return vector(entries);
  }

  /** Numbers alone know nothing of the batch. */
  @Override
  public boolean isDataFree() {
    return entries.stream().allMatch(Size::isConstant);
  }

  /** The numbers; empty if one of the entries is not a number. */
  Optional<long[]> constants() {
    return isDataFree()
        ? Optional.of(entries.stream().mapToLong(Size::outer).toArray())
        : Optional.empty();
  }

  /** The one entry that is a multiple of the batch size, or -1 if there is not exactly one. */
  public int batchEntry() {
    int found = -1;
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).isBatch()) {
        if (found >= 0) {
          return -1;
        }
        found = i;
      }
    }
    return found;
  }

  public boolean hasBatchEntry() {
    return entries.stream().anyMatch(Size::isBatch);
  }

  /** The product of all entries. */
  public Optional<Size> product() {
    Optional<Size> product = Optional.of(Size.constant(1));
    for (Size entry : entries) {
      product = product.flatMap(factor -> factor.times(entry));
    }
    return product;
  }
}
