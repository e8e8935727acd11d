package io.dptrain.core.graph;

/**
 * Where the examples lie in a tensor: along one axis, perhaps merged with other things.
 *
 * <p><b>Formula</b>: the size of the axis is {@code outer * batch * inner}, and index {@code j} of
 * it belongs to example {@code (j / inner) % batch}. A batch-major tensor {@code [batch, time, d]}
 * reshaped to {@code [batch * time, d]} has {@code outer = 1, inner = time}; a time-major one,
 * {@code [time, batch, d]} reshaped to {@code [time * batch, d]}, has {@code outer = time, inner =
 * 1}. A batch of units of {@code K} rows each has {@code inner = K}.
 *
 * @param axis the axis, counted from the front
 * @param outer how often the whole batch is repeated along the axis; at least 1
 * @param inner how many consecutive indices belong to one example; at least 1
 */
public record ExampleAxis(int axis, long outer, long inner) {

  /** One row per example, in front. */
  public static final ExampleAxis ROWS = new ExampleAxis(0, 1, 1);
}
