package io.dptrain.core.optimizer;

import java.util.List;

/**
 * Trained variables hold NaN or infinity. It is thrown before a step, which is not charged: from
 * such weights no step learns anything, as every gradient counts as zero.
 *
 * <p>That weights are not finite is no secret, for they are what is released. To go on, bring back
 * weights that are finite, from a checkpoint or with {@link
 * io.dptrain.core.stability.monitor.RollBack}; the next step looks at them again.
 */
public final class WeightsNotFiniteException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String[] variables;

  WeightsNotFiniteException(List<String> variables, long steps) {
    super(
        "the variable(s) "
            + variables
            + " hold NaN or infinity after "
            + steps
            + " charged steps, so no further step is charged; bring back a state that was finite,"
            + " and go on with a smaller learning rate or clip norm");
    this.variables = variables.toArray(String[]::new);
  }

  /** The names of the variables. */
  public List<String> variables() {
    return List.of(variables);
  }
}
