package io.dptrain.core.noise;

import org.tensorflow.Tensor;

/**
 * The clipped sum of one step in native memory, one tensor for each variable. It is not private.
 *
 * <p><b>Native memory</b>: the caller of the mechanism owns the tensors; {@link #release} frees one
 * early.
 */
public interface StepSums {

  /** The clipped sum of a variable, in the type of the variable or in double precision. */
  Tensor sum(int variable);

  /** Frees the clipped sum of a variable, which must not be read again. */
  void release(int variable);
}
