package io.dptrain.core.internal.graph.loss;

import org.tensorflow.Output;
import org.tensorflow.types.family.TFloating;

/**
 * A part of a loss that sees no data, such as weight decay. Its gradient is neither clipped nor
 * noised: it is added to the noised mean.
 *
 * <p><b>Formula</b>: the gradient of the variables gets {@code weight * d value}, divided by the
 * expected batch size if the loss has the value once beside a sum over the batch. So data and
 * regularizer keep the proportion that they have in the loss of a batch of the expected size.
 *
 * @param value a scalar that sees no data
 * @param weight what its gradient is multiplied with
 * @param oncePerBatch whether the loss is a sum over the batch that has the value once
 */
public record Regularizer<T extends TFloating>(
    Output<T> value, double weight, boolean oncePerBatch) {

  /** What the gradient of the value is multiplied with, beside a mean over privacy units. */
  public double weight(double expectedBatchSize) {
    return oncePerBatch ? weight / expectedBatchSize : weight;
  }

  /** The same beside units of so many places: what a sum has once is divided by these as well. */
  Regularizer<T> besideUnitsOf(int most) {
    return oncePerBatch ? new Regularizer<>(value, weight / most, true) : this;
  }
}
