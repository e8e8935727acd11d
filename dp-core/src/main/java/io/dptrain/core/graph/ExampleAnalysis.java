package io.dptrain.core.graph;

import static io.dptrain.core.graph.ExampleDependence.NONE;
import static io.dptrain.core.graph.ExampleDependence.ROWS;
import static io.dptrain.core.graph.ExampleDependence.ROW_COUNT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * Follows the example axis from the inputs of a graph to its loss, and so proves that row {@code i}
 * of every tensor on the way depends on example {@code i} alone.
 *
 * <p>Every op type that sees data needs a rule ({@link FlowRules}); an operation without one, or
 * one that mixes examples, is a finding that refuses the graph. Nothing is guessed.
 *
 * <p>Immutable; it describes the graph at the time of the analysis.
 */
public final class ExampleAnalysis {
  private static final Set<String> VARIABLES = Set.of("VariableV2", "Variable");

  private final List<GraphOperation> order;
  private final Map<GraphOperation, ExampleDependence> dependences = new HashMap<>();
  private final List<Output<?>> dataInputs = new ArrayList<>();
  private final List<Output<?>> usedPublicInputs = new ArrayList<>();
  private final Set<GraphOperation> publicInputs = new HashSet<>();

  private ExampleAnalysis(Output<?> loss, List<? extends Operand<?>> publicInputs) {
    for (Operand<?> input : publicInputs) {
      this.publicInputs.add(requirePlaceholder((GraphOperation) input.asOutput().op()));
    }
    this.order = Graphs.ancestorsInOrder(loss);
    for (GraphOperation operation : order) {
      dependences.put(operation, analyze(operation));
    }
  }

  /**
   * Analyzes everything that a loss is computed from.
   *
   * @param loss the loss, <b>Shape</b> {@code [batch]}
   * @param publicInputs placeholders that hold nothing private, such as a dropout rate
   * @throws PrivacyProofException if examples mix, or if that cannot be ruled out
   */
  public static ExampleAnalysis of(Output<?> loss, List<? extends Operand<?>> publicInputs) {
    return new ExampleAnalysis(loss, publicInputs);
  }

  /** The operations of the graph that lead to the loss, each after its inputs. */
  public List<GraphOperation> operations() {
    return order;
  }

  /** Where the examples lie in a tensor of this graph; empty if it holds none. */
  public Optional<ExampleAxis> exampleAxis(Operand<?> tensor) {
    return dependence(tensor) == ROWS ? Optional.of(ExampleAxis.ROWS) : Optional.empty();
  }

  /** Whether a tensor of this graph is a function of parameters and public inputs alone. */
  public boolean isDataFree(Operand<?> tensor) {
    return dependence(tensor) == NONE;
  }

  /** The integers of a constant tensor; empty if it is none. */
  public static Optional<int[]> constantInts(Operand<?> tensor) {
    return Optional.ofNullable(Graphs.constantInts(tensor.asOutput().op()));
  }

  /** How many consecutive rows of the data inputs are one privacy unit. */
  public int rowsPerUnit() {
    return 1;
  }

  /** What a tensor of this graph depends on. */
  private ExampleDependence dependence(Operand<?> tensor) {
    return dependences.get((GraphOperation) tensor.asOutput().op());
  }

  /** The placeholders that take examples. <b>Shape</b> of each: {@code [batch, ...]}. */
  public List<Output<?>> dataInputs() {
    return List.copyOf(dataInputs);
  }

  /** The declared public inputs that the loss is computed from. */
  public List<Output<?>> usedPublicInputs() {
    return List.copyOf(usedPublicInputs);
  }

  /** The variables that the loss is computed from. */
  public List<Output<?>> variables() {
    List<Output<?>> variables = new ArrayList<>();
    for (GraphOperation operation : order) {
      if (VARIABLES.contains(operation.type())) {
        variables.add(operation.output(0));
      }
    }
    return variables;
  }

  private static GraphOperation requirePlaceholder(GraphOperation operation) {
    if (!operation.type().equals("Placeholder")) {
      throw new Node(operation, List.of())
          .refuse(
              GraphFinding.Kind.NOT_PUBLIC,
              "is declared public but is no plain placeholder",
              "declare placeholders alone");
    }
    return operation;
  }

  private ExampleDependence analyze(GraphOperation operation) {
    List<ExampleDependence> inputs = new ArrayList<>();
    for (Operand<?> input : operation.inputs()) {
      inputs.add(dependence(input));
    }
    Node node = new Node(operation, inputs);
    if (operation.type().startsWith("Placeholder")) {
      return placeholder(node);
    }
    if (node.isDataFree()) {
      return dataFree(node);
    }
    if (inputs.contains(ROW_COUNT)) {
      return FlowRules.rowCount(node);
    }
    FlowRule rule = FlowRules.ruleFor(operation.type());
    if (rule == null) {
      throw node.notFollowed(
          "is not known to keep examples apart",
          "express it in the ops listed in docs/gradients.md");
    }
    return rule.apply(node);
  }

  private ExampleDependence placeholder(Node node) {
    GraphOperation operation = node.operation();
    if (publicInputs.contains(operation)) {
      usedPublicInputs.add(operation.output(0));
      return NONE;
    }
    if (!operation.type().equals("Placeholder")) {
      throw node.refuse(
          GraphFinding.Kind.NOT_PUBLIC,
          "has a default value, which no sampler drew",
          "use a plain placeholder");
    }
    Shape shape = operation.output(0).shape();
    boolean hasRows =
        !shape.isUnknown() && shape.numDimensions() > 0 && shape.get(0) == Shape.UNKNOWN_SIZE;
    if (!hasRows) {
      throw node.refuse(
          GraphFinding.Kind.NOT_PUBLIC,
          "has shape " + shape + ", which has no example axis of any length in front",
          "give it the shape [-1, ...] with one row per example, or declare it with"
              + " publicInputs(...) if it holds nothing private");
    }
    dataInputs.add(operation.output(0));
    return ROWS;
  }

  /** What sees no data is public if it is computed from parameters and constants alone. */
  private static ExampleDependence dataFree(Node node) {
    String type = node.operation().type();
    if (!VARIABLES.contains(type) && !FlowRules.isPure(type)) {
      throw node.refuse(
          GraphFinding.Kind.NOT_PUBLIC,
          "is not known to be a function of parameters and constants alone",
          "feed data through a placeholder of shape [-1, ...], and express the rest in the ops"
              + " listed in docs/gradients.md");
    }
    return NONE;
  }
}
