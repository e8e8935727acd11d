package io.dptrain.core.gradient;

import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/**
 * A place in the graph where a variable meets data: {@code z = op(x, W)}.
 *
 * @param variable the variable
 * @param operation the operation that combines it with data
 * @param input the input of that operation at which the variable enters
 */
record UseSite(Output<?> variable, GraphOperation operation, int input) {

  /** The result of the operation. <b>Shape</b> {@code [batch, ...]}. */
  Output<?> output() {
    return operation.output(0);
  }

  /** The other operand of a two-input operation, which carries the data. */
  Output<?> data() {
    return operation.input(1 - input);
  }
}
