package io.dptrain.core.clip;

import io.dptrain.core.Checks;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * The sum of clipped per-example gradients, and of whatever else is released about the batch: what
 * a noise mechanism takes, and the only thing it takes. It is a sum and never a mean, so its
 * sensitivity does not depend on the realized batch size; a public constant, such as one over the
 * expected batch size, may have been multiplied in.
 *
 * <p><b>Sensitivity</b>: one example changes all sums together by at most {@link #l2Sensitivity()}
 * in l2 norm.
 *
 * @param sums tensors of static shape
 * @param l2Sensitivity as stated by the clipping that made the sums, times the public constant in
 *     them
 */
public record ClippedSum<T extends TFloating>(List<Output<T>> sums, double l2Sensitivity) {

  /** Checks that the shapes are static, which a mechanism needs to know how much noise to draw. */
  public ClippedSum {
    Checks.positiveFinite("l2Sensitivity", l2Sensitivity);
    sums = List.copyOf(sums);
    for (Output<T> sum : sums) {
      Shape shape = sum.shape();
      if (shape.isUnknown() || shape.hasUnknownDimension()) {
        throw new IllegalArgumentException(
            "a clipped sum must have a static shape, but '"
                + sum.op().name()
                + "' has "
                + shape
                + "; give the variable a static shape");
      }
    }
  }
}
