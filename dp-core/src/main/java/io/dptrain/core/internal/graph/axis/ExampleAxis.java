package io.dptrain.core.internal.graph.axis;

/**
 * Where the examples lie in a tensor: along one axis, perhaps merged with other things.
 *
 * <p><b>Formula</b>: the size of the axis is {@code outer * batch * inner}, and index {@code j} of
 * it belongs to example {@code (j / inner) % batch}. A batch-major tensor {@code [batch, time, d]}
 * reshaped to {@code [batch * time, d]} has {@code outer = 1, inner = time}; a time-major one,
 * {@code [time, batch, d]} reshaped to {@code [time * batch, d]}, has {@code outer = time, inner =
 * 1}. A batch of units of {@code K} rows each has {@code inner = K}.
 *
 * <p>What lies at index {@code j} is a function of that example, of the repetition {@code j /
 * (inner * batch)} and of the place {@code j % inner} within the example; neither the other
 * examples nor their number nor the place of the example in the batch enter.
 *
 * @param axis the axis, counted from the front
 * @param outer how often the whole batch is repeated along the axis; at least 1
 * @param inner how many consecutive indices belong to one example; at least 1
 */
public record ExampleAxis(int axis, long outer, long inner) implements ExampleDependence {

  /** One row per example, in front. */
  public static final ExampleAxis ROWS = new ExampleAxis(0, 1, 1);

  /** The same layout along another axis. */
  public ExampleAxis at(int otherAxis) {
    return new ExampleAxis(otherAxis, outer, inner);
  }

  /** For messages: the axis and what its size is made of. */
  @Override
  public String toString() {
    String size = (outer == 1 ? "" : outer + " * ") + "batch" + (inner == 1 ? "" : " * " + inner);
    return "axis " + axis + " of size " + size;
  }

  /** How many indices each example has along the axis. */
  public long indicesPerExample() {
    return Math.multiplyExact(outer, inner);
  }
}
