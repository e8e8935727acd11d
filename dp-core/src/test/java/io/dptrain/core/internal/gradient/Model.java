package io.dptrain.core.internal.gradient;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * A loss with random parameters.
 *
 * @param name what it shows
 * @param inputs its data inputs
 * @param loss the loss
 * @param reference the same loss in other ops, where TensorFlow cannot differentiate the first
 * @param rowsPerUnit consecutive rows that are one privacy unit
 */
record Model(String name, List<DataInput> inputs, Loss loss, Loss reference, int rowsPerUnit) {

  /** Builds a loss, in single or double precision as the builder says. */
  @FunctionalInterface
  interface Loss {
    Operand<TFloating> build(LossBuilder b);
  }

  static Model of(String name, Loss loss, DataInput... inputs) {
    return new Model(name, List.of(inputs), loss, loss, 1);
  }

  Model withReference(Loss other) {
    return new Model(name, inputs, loss, other, rowsPerUnit);
  }

  Model withRowsPerUnit(int rows) {
    return new Model(name + ", %d rows per unit".formatted(rows), inputs, loss, reference, rows);
  }

  @Override
  public String toString() {
    return name;
  }
}
