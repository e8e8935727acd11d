package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.DataInputs;
import io.dptrain.core.internal.graph.ForeignInputs;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.PublicInputs;
import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.DataFree;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.ExampleDependence;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.Shapes;
import io.dptrain.core.internal.graph.axis.Unfollowed;
import io.dptrain.core.internal.graph.fault.FailingRules;
import io.dptrain.core.internal.graph.fault.KernelFaults;
import io.dptrain.core.internal.graph.fault.MixingRules;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/**
 * Follows the examples from the inputs of a graph to its loss, and so proves that what lies at
 * index {@code j} of the example axis of every tensor on the way depends on one example alone: the
 * one that {@link ExampleAxis} gives the index to.
 *
 * <p>Every op type that sees data needs a rule ({@link FlowRules}); an operation without one, or
 * one that mixes examples, is a finding that refuses the graph. Nothing is guessed. What lies
 * behind a finding is followed as far as possible, so that the exception lists all that is known to
 * be wrong.
 *
 * <p>Immutable; it describes the graph at the time of the analysis.
 */
public final class ExampleAnalysis {
  private final List<GraphOperation> order;
  private final int rowsPerUnit;
  private final Map<GraphOperation, List<ExampleDependence>> dependences = new HashMap<>();
  private final Map<Output<?>, ExampleDependence> known = new HashMap<>();
  private final List<Output<?>> dataInputs = new ArrayList<>();
  private final List<Output<?>> usedPublicInputs = new ArrayList<>();
  private final PublicInputs publicInputs;
  private final Set<GraphFinding> findings = new LinkedHashSet<>();
  private final InferredShapes shapes;

  private ExampleAnalysis(Output<?> loss, PublicInputs publicInputs, int rowsPerUnit) {
    if (!(rowsPerUnit >= 1)) {
      throw new IllegalArgumentException(
          "rowsPerUnit must be at least 1, but is "
              + rowsPerUnit
              + "; it is the number of rows that each privacy unit has in a batch");
    }
    this.rowsPerUnit = rowsPerUnit;
    this.shapes = new InferredShapes();
    this.publicInputs = publicInputs;
    this.order = List.copyOf(Graphs.ancestorsInOrder(loss));
    for (GraphOperation operation : order) {
      dependences.put(operation, analyze(operation));
    }
    report(List.of(known(loss)));
  }

  private void requireNoFindings() {
    if (!findings.isEmpty()) {
      throw new PrivacyProofException(List.copyOf(findings));
    }
  }

  /** What was added behind an analysis, as far as the analysis and some other tensors. */
  private ExampleAnalysis(
      ExampleAnalysis before, List<Output<?>> added, Map<Output<?>, Output<?>> alike) {
    rowsPerUnit = before.rowsPerUnit;
    publicInputs = before.publicInputs;
    shapes = new InferredShapes(before.shapes);
    dependences.putAll(before.dependences);
    alike.forEach(
        (tensor, like) -> {
          known.put(tensor, before.known(like));
          shapes.learn(tensor, before.shape(like));
        });
    order = List.copyOf(Graphs.ancestorsInOrder(added, tensor -> dependence(tensor).isPresent()));
    for (GraphOperation operation : order) {
      dependences.put(operation, analyzeAdded(operation));
    }
    report(added.stream().map(this::known).toList());
    requireNoFindings();
  }

  /** What is not part of the model is neither fed nor watched as its inputs and variables are. */
  private List<ExampleDependence> analyzeAdded(GraphOperation operation) {
    String type = operation.type();
    if (type.startsWith("Placeholder") || OpRegistry.isVariable(type)) {
      GraphFinding finding =
          new GraphFinding(
              GraphFinding.Kind.NOT_PUBLIC,
              operation,
              "is read by a gradient, but is no part of the loss",
              "compute the gradient from the operation and what comes in alone");
      findings.add(finding);
      return Collections.nCopies(operation.numOutputs(), new Unfollowed(finding));
    }
    return analyze(operation);
  }

  /**
   * Follows tensors that were added to the graph after the analysis.
   *
   * @param added the tensors
   * @param alike tensors on the way that have the examples and the shape of one of the analysis
   * @return an analysis that knows the added tensors, beside those that this one knows
   * @throws PrivacyProofException if examples mix, if that cannot be ruled out, or if one is
   *     computed from a placeholder or a variable that the loss is not computed from
   */
  public ExampleAnalysis followAdded(List<Output<?>> added, Map<Output<?>, Output<?>> alike) {
    return new ExampleAnalysis(this, added, alike);
  }

  /**
   * Analyzes everything that a loss is computed from, with one row per example.
   *
   * @param loss the loss, in any layout that keeps examples apart
   * @param publicInputs placeholders that hold nothing private, such as a dropout rate
   * @throws PrivacyProofException if examples mix, or if that cannot be ruled out
   */
  public static ExampleAnalysis of(Output<?> loss, List<? extends Operand<?>> publicInputs) {
    return of(loss, publicInputs, 1);
  }

  /**
   * Analyzes everything that a loss is computed from, with several rows per privacy unit.
   *
   * @param loss the loss, in any layout that keeps units apart
   * @param publicInputs placeholders that hold nothing private, such as a dropout rate
   * @param rowsPerUnit how many consecutive rows of each data input are one privacy unit, such as
   *     the augmented copies of one image; at least 1
   * @throws PrivacyProofException if units mix, or if that cannot be ruled out
   */
  public static ExampleAnalysis of(
      Output<?> loss, List<? extends Operand<?>> publicInputs, int rowsPerUnit) {
    ExampleAnalysis analysis =
        new ExampleAnalysis(loss, PublicInputs.of(publicInputs), rowsPerUnit);
    analysis.requireNoFindings();
    return analysis;
  }

  /**
   * What is known of all that a tensor is computed from, whether it keeps examples apart or not. It
   * proves nothing: an operation that mixes leaves an {@link Unfollowed}.
   */
  public static ExampleAnalysis lenient(
      Output<?> tensor, List<? extends Operand<?>> publicInputs, int rowsPerUnit) {
    return new ExampleAnalysis(tensor, PublicInputs.of(publicInputs), rowsPerUnit);
  }

  /** What is known of all that another tensor is computed from, on the terms of this analysis. */
  public ExampleAnalysis another(Output<?> tensor) {
    return new ExampleAnalysis(tensor, publicInputs, rowsPerUnit);
  }

  /** What keeps a graph from being followed, of an analysis that is lenient. */
  public List<GraphFinding> findings() {
    return List.copyOf(findings);
  }

  /** The shapes of the tensors of the graph, as far as they are known. */
  public Shapes shapes() {
    return shapes;
  }

  /** The shape of a tensor, as far as it is known: at least what TensorFlow says. */
  public Shape shape(Operand<?> tensor) {
    return shapes.of(tensor.asOutput());
  }

  /**
   * A tensor whose shape TensorFlow knows as well: the tensor, or a reshape of it.
   *
   * @param tensor a tensor of which at most one axis is open
   */
  public <T extends TType> Operand<T> shaped(Ops tf, Operand<T> tensor) {
    Shape shape = shape(tensor);
    boolean canReshape =
        !shape.isUnknown()
            && LongStream.of(shape.asArray()).noneMatch(size -> size == 0)
            && LongStream.of(shape.asArray()).filter(size -> size < 0).count() <= 1;
    return canReshape ? Arrangement.reshape(tf, tensor, shape.asArray()) : tensor;
  }

  /** The operations of the graph that lead to the loss, each after its inputs. */
  public List<GraphOperation> operations() {
    return order;
  }

  /** Where the examples lie in a tensor of this graph; empty if it holds none. */
  public Optional<ExampleAxis> exampleAxis(Operand<?> tensor) {
    return dependence(tensor).filter(ExampleAxis.class::isInstance).map(ExampleAxis.class::cast);
  }

  /** Whether a tensor of this graph is a function of parameters and public inputs alone. */
  public boolean isDataFree(Operand<?> tensor) {
    return dependence(tensor).filter(ExampleDependence::isDataFree).isPresent();
  }

  /** The integers of a constant tensor; empty if it is none. */
  public static Optional<int[]> constantInts(Operand<?> tensor) {
    return Graphs.constantLongs(tensor.asOutput().op())
        .map(values -> Arrays.stream(values).mapToInt(Math::toIntExact).toArray());
  }

  /**
   * About how many bytes the tensors between the data inputs and the loss hold for one privacy
   * unit, all together.
   */
  public long bytesPerUnit() {
    long bytes = 0;
    for (GraphOperation operation : order) {
      for (int i = 0; i < operation.numOutputs(); i++) {
        Output<?> output = operation.output(i);
        bytes += exampleAxis(output).map(axis -> bytesPerUnit(output, axis)).orElse(0L);
      }
    }
    return bytes;
  }

  private long bytesPerUnit(Output<?> tensor, ExampleAxis examples) {
    long elements = examples.indicesPerExample();
    Shape shape = shapes.of(tensor);
    for (int axis = 0; axis < shape.numDimensions(); axis++) {
      elements *= axis == examples.axis() ? 1 : Math.max(1, shape.get(axis));
    }
    return elements * (tensor.type().equals(TFloat64.class) ? Double.BYTES : Float.BYTES);
  }

  /** How many consecutive rows of the data inputs are one privacy unit. */
  public int rowsPerUnit() {
    return rowsPerUnit;
  }

  /** What a tensor depends on; empty if it is not part of this graph. */
  public Optional<ExampleDependence> dependence(Operand<?> tensor) {
    Output<?> output = tensor.asOutput();
    return Optional.ofNullable(known.get(output))
        .or(
            () ->
                Optional.ofNullable(dependences.get((GraphOperation) output.op()))
                    .map(outputs -> outputs.get(output.index())));
  }

  private ExampleDependence known(Operand<?> tensor) {
    return dependence(tensor).orElseThrow();
  }

  /** The placeholders that take examples. <b>Shape</b> of each: {@code [rows, ...]}. */
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
      if (OpRegistry.isVariable(operation.type())) {
        variables.add(operation.output(0));
      }
    }
    return List.copyOf(variables);
  }

  private List<ExampleDependence> analyze(GraphOperation operation) {
    List<ExampleDependence> inputs = new ArrayList<>();
    for (Operand<?> input : operation.inputs()) {
      inputs.add(known(input));
    }
    shapes.infer(operation, inputs);
    Node node = new Node(operation, inputs, shapes);
    KernelFaults.of(node).ifPresent(findings::add);
    try {
      List<ExampleDependence> outputs = follow(node);
      if (node.type().equals("Reshape") && outputs.get(0) instanceof ExampleAxis) {
        shapes.learn(operation.output(0), ReshapeRule.shape(node));
      }
      return outputs;
    } catch (PrivacyProofException e) {
      findings.addAll(e.findings());
      return node.outputs(new Unfollowed(e.findings().get(0)));
    } catch (ArithmeticException e) {
      // From the exact arithmetic on sizes: wrapped around, they would prove something wrong.
      return refuseOverflow(node);
    }
  }

  private List<ExampleDependence> refuseOverflow(Node node) {
    GraphFinding finding =
        node.notFollowed("has sizes that are too large to count", "use smaller sizes")
            .findings()
            .get(0);
    findings.add(finding);
    return node.outputs(new Unfollowed(finding));
  }

  private List<ExampleDependence> follow(Node node) {
    if (node.type().startsWith("Placeholder")) {
      return node.outputs(placeholder(node));
    }
    Optional<List<ExampleDependence>> constant = constantSizes(node);
    if (constant.isPresent()) {
      return constant.get();
    }
    Optional<Unfollowed> unfollowed = report(node.inputs());
    if (unfollowed.isPresent()) {
      // What is made of a weight alone mixes no examples.
      if (!OpRegistry.isResourceVariable(unfollowed.get().finding().type())) {
        MixingRules.refuseByNature(node);
        FailingRules.refuse(node);
      }
      return node.outputs(unfollowed.get());
    }
    Optional<List<ExampleDependence>> sizes = SizeRules.follow(node);
    if (sizes.isPresent()) {
      return sizes.get();
    }
    return node.isDataFree() ? node.outputs(dataFree(node)) : FlowRules.follow(node);
  }

  /** A shape of nothing but numbers, which is what it is whatever the tensor holds. */
  private static Optional<List<ExampleDependence>> constantSizes(Node node) {
    return OpFacts.kindOf(node.type()) == OpKind.SHAPE_OF
        ? SizeRules.follow(node)
            .filter(sizes -> sizes.stream().allMatch(ExampleDependence::isDataFree))
        : Optional.empty();
  }

  /** Notes why one of several tensors was not followed, if so; it may not have been said yet. */
  private Optional<Unfollowed> report(List<ExampleDependence> tensors) {
    Optional<Unfollowed> found = Optional.empty();
    for (ExampleDependence tensor : tensors) {
      if (tensor instanceof Unfollowed unfollowed) {
        findings.add(unfollowed.finding());
        found = Optional.of(unfollowed);
      }
    }
    return found;
  }

  private ExampleDependence placeholder(Node node) {
    GraphOperation operation = node.operation();
    if (publicInputs.contains(operation)) {
      usedPublicInputs.add(operation.output(0));
      return DataFree.TENSOR;
    }
    DataInputs.require(operation);
    dataInputs.add(operation.output(0));
    return new ExampleAxis(0, 1, rowsPerUnit);
  }

  /** What sees no data is public if it is computed from parameters and constants alone. */
  private static ExampleDependence dataFree(Node node) {
    String type = node.operation().type();
    if (OpFacts.kindOf(type) == OpKind.RANDOM) {
      throw node.mixes(
          "it draws for all examples at once, and again in each of the runs of a step, whose number"
              + " depends on the batch",
          "draw in the shape of the batch, as in shape(x), or feed what is drawn for a step through"
              + " a placeholder that is declared with publicInputs(...)");
    }
    if (!OpRegistry.isVariable(type) && !OpRegistry.isPure(type)) {
      Optional<GraphFinding> known = ForeignInputs.finding(node.operation());
      if (known.isPresent()) {
        throw new PrivacyProofException(known.get());
      }
      throw node.refuse(
          GraphFinding.Kind.NOT_PUBLIC,
          "is not known to be a function of parameters and constants alone",
          "feed data through a placeholder of shape [-1, ...], and express the rest in the ops"
              + " listed in docs/gradients.md");
    }
    return DataFree.TENSOR;
  }
}
