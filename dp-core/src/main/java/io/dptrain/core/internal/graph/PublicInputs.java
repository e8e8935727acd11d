package io.dptrain.core.internal.graph;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;

/**
 * The placeholders that were declared to hold nothing private. Every other one takes data.
 *
 * @param declared the placeholders
 */
public record PublicInputs(Set<GraphOperation> declared) {

  /** Takes a copy of the set. */
  public PublicInputs {
    declared = Set.copyOf(declared);
  }

  /**
   * Checks a declaration.
   *
   * @throws PrivacyProofException if something else than a plain placeholder is declared
   */
  public static PublicInputs of(List<? extends Operand<?>> inputs) {
    Set<GraphOperation> declared = new HashSet<>();
    inputs.forEach(input -> declared.add(requirePlaceholder(input)));
    return new PublicInputs(declared);
  }

  private static GraphOperation requirePlaceholder(Operand<?> input) {
    GraphOperation operation = (GraphOperation) input.asOutput().op();
    if (!operation.type().equals("Placeholder")) {
      throw PrivacyProofException.of(
          Kind.NOT_PUBLIC,
          operation,
          "is declared public but is no plain placeholder",
          "declare placeholders alone");
    }
    return operation;
  }

  public boolean contains(GraphOperation operation) {
    return declared.contains(operation);
  }

  /** Whether an operation is a placeholder that takes data. */
  public boolean takesData(GraphOperation operation) {
    return operation.type().startsWith("Placeholder") && !contains(operation);
  }

  /** What to write where the optimizer is built: the name where it may be one of the program. */
  public static String declaration(GraphOperation placeholder) {
    return ".publicInputs(" + identifier(placeholder) + ")";
  }

  /** The name of an operation where it may be that of a variable of the program. */
  static String identifier(GraphOperation placeholder) {
    String name = placeholder.name();
    return name.matches("[a-z][A-Za-z0-9_]*") ? name : "it";
  }
}
