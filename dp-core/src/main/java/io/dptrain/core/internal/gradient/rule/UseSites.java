package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.family.TFloating;

/**
 * Finds every place where trained variables, or functions of them, meet data on the way to the
 * loss.
 */
public final class UseSites {
  private final Map<GraphOperation, Set<Output<?>>> variables = new HashMap<>();
  private final List<UseSite> sites = new ArrayList<>();

  private UseSites() {}

  /**
   * The use sites of some variables, in the order of the graph.
   *
   * @param trained the variables that are trained; others count as constants
   */
  public static UseSites of(ExampleAnalysis analysis, Set<? extends Output<?>> trained) {
    UseSites result = new UseSites();
    for (GraphOperation operation : analysis.operations()) {
      if (!isDataFree(analysis, operation)) {
        result.addSites(analysis, operation);
      } else if (operation.numOutputs() > 0 && trained.contains(operation.output(0))) {
        result.variables.put(operation, Set.of(operation.output(0)));
      } else {
        result.variables.put(operation, result.passedOn(operation));
      }
    }
    return result;
  }

  public List<UseSite> sites() {
    return sites;
  }

  /** The trained variables that a tensor without data is computed from. */
  public Set<Output<?>> variablesOf(Output<?> value) {
    return variables.getOrDefault((GraphOperation) value.op(), Set.of());
  }

  private static boolean isDataFree(ExampleAnalysis analysis, GraphOperation operation) {
    return operation.numOutputs() == 0 || analysis.isDataFree(operation.output(0));
  }

  private void addSites(ExampleAnalysis analysis, GraphOperation operation) {
    for (int i = 0; i < operation.numInputs(); i++) {
      Output<?> input = operation.input(i);
      boolean isFirst = !operation.inputs().subList(0, i).contains(input);
      if (isFirst && analysis.isDataFree(input) && isTrained(input)) {
        Optional<GraphOperation> pooling =
            i == 0 ? Pooling.of(analysis, operation) : Optional.empty();
        sites.add(new UseSite(operation, i, pooling));
      }
    }
  }

  private boolean isTrained(Output<?> input) {
    return !variablesOf(input).isEmpty() && isDifferentiable(input);
  }

  /** The variables behind the inputs, unless no gradient passes. */
  private Set<Output<?>> passedOn(GraphOperation operation) {
    Set<Output<?>> all = new LinkedHashSet<>();
    if (operation.type().equals("StopGradient") || !isDifferentiable(operation.output(0))) {
      return all;
    }
    for (Operand<?> input : operation.inputs()) {
      all.addAll(variablesOf(input.asOutput()));
    }
    return all;
  }

  private static boolean isDifferentiable(Output<?> tensor) {
    return TFloating.class.isAssignableFrom(tensor.type());
  }
}
