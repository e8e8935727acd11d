package io.dptrain.core.testing;

import io.dptrain.core.internal.update.ParameterGroup;
import io.dptrain.core.internal.update.ParameterGroups;
import java.util.List;
import java.util.Optional;
import org.tensorflow.framework.optimizers.Optimizer;

/** One optimizer for all variables, with its own learning rate. */
public final class OneGroup {
  private OneGroup() {}

  public static ParameterGroups of(Optimizer optimizer) {
    return new ParameterGroups(
        new ParameterGroup(optimizer, List.of(), Optional.empty()), List.of());
  }
}
