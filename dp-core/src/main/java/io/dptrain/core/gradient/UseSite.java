package io.dptrain.core.gradient;

import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/**
 * A place in the graph where a tensor without data, made from variables, meets data: {@code z =
 * op(x, V)}.
 *
 * @param operation the operation that combines it with data
 * @param input the input of that operation at which the tensor without data enters
 */
record UseSite(GraphOperation operation, int input) {

  /** The tensor without data: a variable, or a function of variables. */
  Output<?> value() {
    return operation.input(input);
  }

  /** The result of the operation, which holds data. */
  Output<?> output() {
    return operation.output(0);
  }

  /** The other operand of a two-input operation, which carries the data. */
  Output<?> data() {
    return operation.input(1 - input);
  }

  String type() {
    return operation.type();
  }
}
