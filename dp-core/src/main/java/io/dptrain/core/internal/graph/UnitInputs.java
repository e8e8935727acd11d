package io.dptrain.core.internal.graph;

import io.dptrain.core.internal.Checks;
import java.util.List;
import org.tensorflow.Output;

/**
 * What a loss is fed with, and which rows of it belong together.
 *
 * @param data the placeholders that take examples. <b>Shape</b> of each: {@code [units *
 *     rowsPerUnit, ...]}, the rows of one unit next to each other
 * @param publicInputs the placeholders that hold nothing private; each unit sees all of them
 * @param rowsPerUnit how many consecutive rows are one privacy unit; at least 1
 * @param scale what the sum over the rows of a unit is multiplied with to be its loss
 */
public record UnitInputs(
    List<Output<?>> data, List<Output<?>> publicInputs, int rowsPerUnit, double scale) {

  /** Units whose loss is the mean over their rows. */
  public UnitInputs(List<Output<?>> data, List<Output<?>> publicInputs, int rowsPerUnit) {
    this(data, publicInputs, rowsPerUnit, 1.0 / rowsPerUnit);
  }

  /**
   * Checks the arguments.
   *
   * @throws IllegalArgumentException if there is no data input, or no row in a unit
   */
  public UnitInputs {
    data = List.copyOf(data);
    publicInputs = List.copyOf(publicInputs);
    if (data.isEmpty()) {
      throw new IllegalArgumentException("data must hold at least one placeholder, but is empty");
    }
    Checks.atLeastOne("rowsPerUnit", rowsPerUnit);
  }
}
