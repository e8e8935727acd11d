package io.dptrain.core.graph;

import io.dptrain.core.Checks;
import java.util.List;
import org.tensorflow.Output;

/**
 * What a loss is fed with, and which rows of it belong together.
 *
 * @param data the placeholders that take examples. <b>Shape</b> of each: {@code [units *
 *     rowsPerUnit, ...]}, the rows of one unit next to each other
 * @param publicInputs the placeholders that hold nothing private; each unit sees all of them
 * @param rowsPerUnit how many consecutive rows are one privacy unit; at least 1
 * @param unitLoss how the losses of the rows of a unit become the loss of the unit
 */
public record UnitInputs(
    List<Output<?>> data, List<Output<?>> publicInputs, int rowsPerUnit, UnitLoss unitLoss) {

  /** The loss of a privacy unit of several rows. */
  public enum UnitLoss {
    /** The sum of the losses of its rows. */
    SUM_OF_ROWS,
    /** The mean of the losses of its rows. */
    MEAN_OF_ROWS
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

  /** Each row is a privacy unit of its own. */
  public static UnitInputs ofRows(List<Output<?>> data, List<Output<?>> publicInputs) {
    return new UnitInputs(data, publicInputs, 1, UnitLoss.SUM_OF_ROWS);
  }

  /** The weight of the loss of one row in the loss of its unit. */
  double rowWeight() {
    return unitLoss == UnitLoss.MEAN_OF_ROWS ? 1.0 / rowsPerUnit : 1.0;
  }
}
