package io.dptrain.core.stability.weights;

import io.dptrain.core.internal.graph.Variables;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** Variables of a graph, and writing to them. */
final class WeightVariables {
  private WeightVariables() {}

  /** What takes the place of a weight. */
  interface Replacement {
    <T extends TFloating> Operand<T> of(Ops tf, Operand<T> weight);
  }

  /** Writes into a variable what is made of it; all that reads it lies in the scope given. */
  static <T extends TFloating> Op replace(Ops tf, Operand<T> variable, Replacement replacement) {
    requireVariable(variable);
    return tf.assign(variable, replacement.of(tf, variable));
  }

  /** The outputs of some variables, at least one. */
  static List<Output<?>> requireSome(List<? extends Operand<? extends TFloating>> variables) {
    if (variables.isEmpty()) {
      throw new IllegalArgumentException(
          "variables must name at least one variable, but is empty; leave it out for all that the"
              + " optimizer trains");
    }
    variables.forEach(WeightVariables::requireVariable);
    return variables.stream().<Output<?>>map(Operand::asOutput).toList();
  }

  /** A trained variable as one of floating point; the gradient of another type is undefined. */
  static Output<? extends TFloating> floating(Output<?> variable) {
    if (!TFloating.class.isAssignableFrom(variable.type())) {
      throw new IllegalArgumentException(
          "variables must be of floating point, but '"
              + variable.op().name()
              + "' is of type "
              + variable.type().getSimpleName());
    }
    @SuppressWarnings("unchecked") // just checked
    Output<? extends TFloating> floating = (Output<? extends TFloating>) variable;
    return floating;
  }

  private static void requireVariable(Operand<?> operand) {
    if (!Variables.isVariable(operand.op())) {
      throw new IllegalArgumentException(
          "variables must come from tf.variable(...), but '"
              + operand.op().name()
              + "' is a "
              + operand.op().type());
    }
  }
}
