package io.dptrain.core.clip;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;

/**
 * Variables that are clipped together.
 *
 * @param name for reports
 * @param l2ClipNorm the largest l2 norm of one example's gradient over these variables; positive
 * @param variables at least one
 */
public record VariableGroup(String name, double l2ClipNorm, List<Output<?>> variables) {

  /** Checks the clip norm and that there is a variable. */
  public VariableGroup {
    ClipNormRange.require("l2ClipNorm of the group '" + name + "'", l2ClipNorm);
    if (variables.isEmpty()) {
      throw new IllegalArgumentException(
          "the group '" + name + "' must have a variable, but has none; leave it out");
    }
    variables = List.copyOf(variables);
  }

  /** A group of some variables. */
  public static VariableGroup of(String name, double l2ClipNorm, Operand<?>... variables) {
    return new VariableGroup(
        name, l2ClipNorm, List.of(variables).stream().<Output<?>>map(Operand::asOutput).toList());
  }
}
