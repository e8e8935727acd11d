package io.dptrain.core.noise;

import io.dptrain.core.internal.Checks;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * The form of clipped sums, all that a mechanism has to know of them. They are sums and never
 * means, so their sensitivity does not depend on the realized batch size; a public constant, such
 * as one over the expected batch size, may have been multiplied in.
 *
 * <p><b>Sensitivity</b>: one example changes all sums together by at most {@link #l2Sensitivity()}
 * in l2 norm.
 *
 * @param type of the noised sums
 * @param shapes one for each sum, static
 * @param l2Sensitivity as stated by the clipping that makes the sums, times the public constant in
 *     them
 */
public record SumForm<T extends TFloating>(
    Class<T> type, List<Shape> shapes, double l2Sensitivity) {

  /** Checks that the shapes are static, which a mechanism needs to know how much noise to draw. */
  public SumForm {
    Checks.positiveFinite("l2Sensitivity", l2Sensitivity);
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
