package io.dptrain.core.internal.graph.axis;

import java.util.Optional;

/**
 * One entry of a shape: a constant, {@code outer * batch * inner}, or a size that is not known but
 * has nothing to do with the number of examples.
 *
 * @param kind which of the three
 * @param outer the value of a constant; else the factor in front of the batch size
 * @param inner the factor behind the batch size
 */
public record Size(Kind kind, long outer, long inner) {
  /** The most privacy units of a chunk, so that sizes fit into 32 bits, see {@link #over}. */
  public static final int LARGEST_CHUNK = (1 << 13) - 1;

  /** Times {@link #LARGEST_CHUNK}, it is less than 2^31. */
  private static final long LARGEST_DIVIDEND = 1 << 18;

  /** What is known of a size. */
  enum Kind {
    /** A number. */
    CONSTANT,
    /** A multiple of the batch size. */
    BATCH,
    /** Not known, but the same for every batch size. */
    FREE
  }

  /** A size that is not known, such as the number of time steps that are fed. */
  public static final Size UNKNOWN = new Size(Kind.FREE, 1, 1);

  public static Size constant(long value) {
    return new Size(Kind.CONSTANT, value, 1);
  }

  /** The size of an example axis. */
  static Size of(ExampleAxis axis) {
    return new Size(Kind.BATCH, axis.outer(), axis.inner());
  }

  public boolean isConstant() {
    return kind == Kind.CONSTANT;
  }

  public boolean isConstant(long value) {
    return isConstant() && outer == value;
  }

  public boolean isBatch() {
    return kind == Kind.BATCH;
  }

  /** Whether this is the size of that example axis, whatever the batch size is. */
  public boolean isSizeOf(ExampleAxis axis) {
    return isBatch() && Math.multiplyExact(outer, inner) == axis.indicesPerExample();
  }

  /** The example axis of a tensor that is constant, or independent noise, along it. */
  public ExampleAxis axis(int axis) {
    return new ExampleAxis(axis, outer, inner);
  }

  /**
   * The quotient of a size that cannot have wrapped around, if nothing is left over whatever the
   * batch size is, which is at least 1.
   *
   * <p><b>Formula</b>: {@code (outer batch inner) / c} takes {@code c} out of one of the factors;
   * {@code (outer batch inner) / (outer' batch inner')} is a number.
   */
  public Optional<Size> over(Size divisor) {
    if (isBatch() && Math.multiplyExact(outer, inner) > LARGEST_DIVIDEND) {
      return Optional.empty(); // 32 bits may have wrapped around, and a quotient does not show it
    }
    if (isConstant() && divisor.isConstant()) {
      boolean exact = outer >= 0 && divisor.outer > 0 && outer % divisor.outer == 0;
      return exact ? Optional.of(constant(outer / divisor.outer)) : Optional.empty();
    }
    if (isBatch() && divisor.isConstant(1)) {
      return Optional.of(this);
    }
    if (isBatch() && divisor.isConstant() && divisor.outer > 0) {
      if (inner % divisor.outer == 0) {
        return Optional.of(new Size(Kind.BATCH, outer, inner / divisor.outer));
      }
      return outer % divisor.outer == 0
          ? Optional.of(new Size(Kind.BATCH, outer / divisor.outer, inner))
          : Optional.empty();
    }
    if (isBatch() && divisor.isBatch()) {
      long all = Math.multiplyExact(outer, inner);
      long by = Math.multiplyExact(divisor.outer, divisor.inner);
      return all % by == 0 ? Optional.of(constant(all / by)) : Optional.empty();
    }
    return Optional.empty();
  }

  /** The product, if it is again one of the three kinds; a factor behind is taken as inner. */
  public Optional<Size> times(Size other) {
    if (isConstant() && other.isConstant()) {
      return Optional.of(constant(Math.multiplyExact(outer, other.outer)));
    }
    // A factor in front repeats the batch, one behind gives each example more; both must be at
    // least 1, as 0 leaves no axis of examples.
    if (isConstant() && outer > 0 && other.isBatch()) {
      return Optional.of(new Size(Kind.BATCH, Math.multiplyExact(outer, other.outer), other.inner));
    }
    if (isBatch() && other.isConstant() && other.outer > 0) {
      return Optional.of(new Size(Kind.BATCH, outer, Math.multiplyExact(inner, other.outer)));
    }
    return isBatch() || other.isBatch() ? Optional.empty() : Optional.of(UNKNOWN);
  }
}
