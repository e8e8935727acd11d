package io.dptrain.core.clip;

import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.types.family.TFloating;

/**
 * The sum of clipped per-example gradients: what a noise mechanism takes, and the only thing it
 * takes. It is a sum and never a mean, so its sensitivity does not depend on the realized batch
 * size; a public constant, such as one over the expected batch size, may have been multiplied in.
 *
 * <p><b>Sensitivity</b>: one example changes all gradients together by at most {@link
 * #l2Sensitivity()} in l2 norm.
 *
 * @param variables the trained variables
 * @param gradients for each variable the clipped sum, of the variable's shape
 * @param l2Sensitivity as stated by the clipping that made the sum, times the public constant in it
 */
public record ClippedSum<T extends TFloating>(
    List<Output<T>> variables, List<Output<T>> gradients, double l2Sensitivity) {

  /** Checks that each variable has one gradient. */
  public ClippedSum {
    if (variables.size() != gradients.size()) {
      throw new IllegalArgumentException(
          variables.size() + " variables need as many gradients, but have " + gradients.size());
    }
    variables = List.copyOf(variables);
    gradients = List.copyOf(gradients);
  }
}
