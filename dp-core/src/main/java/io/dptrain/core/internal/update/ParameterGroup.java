package io.dptrain.core.internal.update;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer;

/**
 * Variables that one optimizer updates.
 *
 * @param variables empty for all that are in no other group
 * @param learningRate from the number of a step, counted from zero, to what the learning rate is
 *     multiplied with; empty if that of the optimizer stays as it is
 */
public record ParameterGroup(
    Optimizer optimizer,
    List<? extends Operand<?>> variables,
    Optional<LongToDoubleFunction> learningRate) {

  /** Takes a copy of the list. */
  public ParameterGroup {
    Objects.requireNonNull(optimizer, "optimizer");
    variables = List.copyOf(variables);
  }

  /** This group, with another schedule where it has none of its own. */
  public ParameterGroup orElse(Optional<LongToDoubleFunction> schedule) {
    return new ParameterGroup(optimizer, variables, learningRate.or(() -> schedule));
  }
}
