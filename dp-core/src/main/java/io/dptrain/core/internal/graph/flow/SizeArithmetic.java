package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.graph.axis.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Arithmetic on two vectors of sizes, entry by entry. Empty where the result is not exact. */
final class SizeArithmetic {
  private SizeArithmetic() {}

  /** An operation on two sizes; empty if the result is not followed. */
  @FunctionalInterface
  interface Pairing {
    /** The result. */
    Optional<Size> apply(Size a, Size b);
  }

  /** An operation on two numbers. */
  @FunctionalInterface
  interface Numbers {
    /** The result. */
    long apply(long a, long b);
  }

  static Optional<Sizes> pairwise(Node node, Pairing pairing) {
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

  /** Of numbers alone. */
  static Pairing of(Numbers numbers) {
    return (a, b) ->
        a.isConstant() && b.isConstant()
            ? Optional.of(Size.constant(numbers.apply(a.outer(), b.outer())))
            : Optional.empty();
  }

  /** The remainder of numbers, of the sign of the divisor. */
  static Optional<Size> remainder(Size dividend, Size divisor) {
    return divisor.isConstant(0) ? Optional.empty() : of(Math::floorMod).apply(dividend, divisor);
  }
}
