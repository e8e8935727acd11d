package io.dptrain.core.noise;

import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * The form of clipped sums, all that a mechanism has to know of them. They are sums and never
 * means, so their sensitivity does not depend on the realized batch size; a public constant, such
 * as one over the expected batch size, may have been multiplied in.
 *
 * @param type of the noised sums
 * @param shapes one for each sum, static
 */
public record SumForm<T extends TFloating>(Class<T> type, List<Shape> shapes) {

  /** Checks that the shapes are static, which a mechanism needs to know how much noise to draw. */
  public SumForm {
    shapes = List.copyOf(shapes);
    for (Shape shape : shapes) {
      if (shape.isUnknown() || shape.hasUnknownDimension()) {
        throw new IllegalArgumentException(
            "a clipped sum must have a static shape, but one has "
                + shape
                + "; give the variable a static shape");
      }
    }
  }
}
