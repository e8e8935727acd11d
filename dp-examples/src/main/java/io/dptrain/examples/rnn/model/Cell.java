package io.dptrain.examples.rnn.model;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** One time step of a recurrent network. */
interface Cell {

  /** The weights that meet the inputs of all time steps. <b>Shape</b> {@code [inputs, width]} */
  Operand<TFloat32> inputKernel();

  /** How many tensors of shape {@code [batch, units]} are handed on; the first is read out. */
  int states();

  /** Every number of the state before the first time step. */
  default float firstState() {
    return 0;
  }

  /**
   * The state after a time step.
   *
   * @param input the product of inputs and {@link #inputKernel}. <b>Shape</b> {@code [batch,
   *     width]}
   * @param state one or two tensors of shape {@code [batch, units]}; the first is read out
   */
  List<Operand<TFloat32>> next(Operand<TFloat32> input, List<Operand<TFloat32>> state);
}
