package io.dptrain.core.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * What a loss is computed from, found without following the examples: for a model that is run on
 * each example alone.
 *
 * @param entries the loss before a mean or sum over the batch was taken
 * @param regularizers scalars that see no data
 * @param dataInputs the placeholders that take examples
 * @param publicInputs the declared public placeholders among its inputs
 * @param variables the variables it is computed from
 */
public record LossInputs<T extends TFloating>(
    Output<T> entries,
    List<Output<T>> regularizers,
    List<Output<?>> dataInputs,
    List<Output<?>> publicInputs,
    List<Output<?>> variables) {
  private static final Set<String> VARIABLES = Set.of("VariableV2", "Variable");

  /**
   * Looks at everything behind a loss.
   *
   * @throws PrivacyProofException if the loss has several parts that see data
   */
  public static <T extends TFloating> LossInputs<T> of(
      Ops tf, Output<T> loss, List<? extends Operand<?>> publicInputs) {
    LossTerms<T> parts = LossTerms.of(tf, loss, publicInputs);
    if (parts.terms().size() != 1 || parts.terms().get(0).factor().isPresent()) {
      throw new PrivacyProofException(
          new GraphFinding(
              GraphFinding.Kind.NO_EXAMPLE_LOSS,
              loss.op().name(),
              loss.op().type(),
              "has several parts, and one of them cannot be followed",
              "pass the loss of shape [batch]"));
    }
    Set<GraphOperation> declared = new HashSet<>();
    publicInputs.forEach(input -> declared.add((GraphOperation) input.asOutput().op()));
    Output<T> entries = parts.terms().get(0).entries();
    List<Output<?>> data = new ArrayList<>();
    List<Output<?>> known = new ArrayList<>();
    List<Output<?>> variables = new ArrayList<>();
    for (GraphOperation operation : Graphs.ancestorsInOrder(entries)) {
      if (VARIABLES.contains(operation.type())) {
        variables.add(operation.output(0));
      } else if (operation.type().startsWith("Placeholder")) {
        (declared.contains(operation) ? known : data).add(operation.output(0));
      }
    }
    return new LossInputs<>(entries, parts.regularizers(), data, known, variables);
  }
}
