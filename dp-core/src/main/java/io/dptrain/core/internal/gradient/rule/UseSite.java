package io.dptrain.core.internal.gradient.rule;

import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/**
 * A place in the graph where a tensor without data, made from variables, meets data: {@code z =
 * op(x, V)}.
 *
 * @param operation the operation that combines it with data
 * @param input the first input of that operation at which the tensor without data enters
 * @param pooling the mean or sum over all positions that is the only thing done with the result, if
 *     the two are taken together
 */
public record UseSite(GraphOperation operation, int input, Optional<GraphOperation> pooling) {

  UseSite(GraphOperation operation, int input) {
    this(operation, input, Optional.empty());
  }

  /** The tensor without data: a variable, or a function of variables. */
  public Output<?> value() {
    return operation.input(input);
  }

  /** Whether the tensor without data enters at several inputs of the operation. */
  boolean isRepeated() {
    return operation.inputs().stream().filter(value()::equals).count() > 1;
  }

  /** The result, which holds data. */
  public Output<?> output() {
    return pooling.orElse(operation).output(0);
  }

  /** The other operand of a two-input operation, which carries the data. */
  Output<?> data() {
    return operation.input(1 - input);
  }

  public String type() {
    return operation.type();
  }
}
