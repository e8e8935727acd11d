package io.dptrain.core.noise;

import org.tensorflow.Tensor;

/**
 * The clipped sum of one step in native memory, one tensor for each shape of the {@link SumForm}:
 * gradients, then statistics. It is not private.
 *
 * <p><b>Native memory</b>: the caller of the mechanism owns the tensors; {@link #release} frees one
 * early.
 */
public interface StepSums {

  /** The clipped sum at a place, in the type of the model or in double precision. */
  Tensor sum(int index);

  /** Frees the clipped sum at a place, which must not be read again. */
  void release(int index);
}
