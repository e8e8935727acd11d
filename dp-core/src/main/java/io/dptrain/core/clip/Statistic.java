package io.dptrain.core.clip;

import io.dptrain.core.internal.Checks;
import org.tensorflow.Output;
import org.tensorflow.types.family.TFloating;

/**
 * A sum over examples that is released beside the clipped sum, with noise of its own size, which
 * {@link Clipping#statisticNoiseMultipliers} declares.
 *
 * @param sum the weighted sum, of static shape. Not private before it is noised
 * @param l2Bound the largest l2 norm of what one example of weight one adds
 */
public record Statistic<T extends TFloating>(Output<T> sum, double l2Bound) {

  /** Checks the bound. */
  public Statistic {
    Checks.positiveFinite("l2Bound", l2Bound);
  }

  /** The same sum, of which a public constant is already part of the weights. */
  public Statistic<T> times(double constant) {
    return new Statistic<>(sum, l2Bound * constant);
  }
}
