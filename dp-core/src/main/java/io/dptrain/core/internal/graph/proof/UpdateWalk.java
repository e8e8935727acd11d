package io.dptrain.core.internal.graph.proof;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.StepInputs;
import io.dptrain.core.internal.graph.GraphLog;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.PublicInputs;
import io.dptrain.core.internal.graph.References;
import io.dptrain.core.internal.graph.mapping.FunctionOps;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** One check of an {@link UpdateProof}: follows all that is written to variables back. */
final class UpdateWalk {
  /**
   * Stateful, and yet public: chance, which is drawn whatever the data is; a checkpoint, which
   * holds what was trained before; and what gives what it is given, and only shows something or
   * fails.
   */
  private static final Set<OpKind> PUBLIC =
      EnumSet.of(OpKind.RANDOM, OpKind.CHANCE, OpKind.SHUFFLE, OpKind.RESTORE, OpKind.CHECK);

  private final GraphLog log;
  private final PublicInputs publicInputs;
  private final Deque<GraphOperation> open = new ArrayDeque<>();
  private final Set<GraphOperation> watched = new HashSet<>();
  private final Set<GraphOperation> checkedWriters = new HashSet<>();
  private final Set<GraphOperation> noised;
  private final Set<GraphOperation> clean;
  private final List<GraphFinding> findings = new ArrayList<>();
  private GraphDef definition; // null until it is asked for: to write it out takes long

  /**
   * Prepares a check.
   *
   * @param noised what may be written in any way, and is not looked behind
   */
  UpdateWalk(GraphLog log, PublicInputs publicInputs, Set<GraphOperation> noised) {
    this.log = log;
    this.publicInputs = publicInputs;
    this.noised = noised;
    this.clean = new HashSet<>(noised);
  }

  /** Another check of the same graph, which has not grown. */
  UpdateWalk another() {
    UpdateWalk another = new UpdateWalk(log, publicInputs, noised);
    another.definition = definition;
    return another;
  }

  /** What is wrong with the writers of some variables and of all that flows into these. */
  List<GraphFinding> findings(Collection<GraphOperation> variables) {
    variables.forEach(this::watch);
    variables.forEach(this::requireShape);
    // Its input may be the buffer of any variable, so it is looked at whichever that is.
    log.inPlace().forEach(operation -> requireNoRawData(operation, "the input"));
    if (log.callsFunctions()) {
      definition().getLibrary().getFunctionList().forEach(this::requireNoWriter);
    }
    while (!open.isEmpty()) {
      GraphOperation variable = open.pop();
      for (GraphOperation alias : log.aliases(variable)) {
        References.writers(alias)
            .forEach(writer -> requireNoRawData(writer, "the variable '" + variable.name() + "'"));
      }
    }
    return findings;
  }

  private void watch(GraphOperation variable) {
    if (watched.add(variable)) {
      open.add(variable);
    }
  }

  private void requireNoRawData(GraphOperation writer, String written) {
    if (checkedWriters.add(writer)) {
      rawDataBehind(writer)
          .map(source -> unprotected(writer, written, source))
          .ifPresent(findings::add);
    }
  }

  private static GraphFinding unprotected(
      GraphOperation writer, String written, GraphOperation source) {
    // Its noise is that of the other's sums, and its cost is in the other's ledger.
    boolean isOfAnotherStep = StepInputs.isOfNoise(source.name());
    return new GraphFinding(
        GraphFinding.Kind.UNPROTECTED_UPDATE,
        writer,
        isOfAnotherStep
            ? "updates " + written + ", which this loss reads, in the step of another DpOptimizer"
            : "updates "
                + written
                + " from data that was neither clipped nor noised, "
                + source.type()
                + " '"
                + source.name()
                + "'",
        isOfAnotherStep
            ? "minimize one loss of a model by one DpOptimizer, and give some variables another"
                + " optimizer in its step by parameterGroup(optimizer, variables); of a GAN wrap"
                + " the optimizer of the discriminator, and train the generator by an ordinary one,"
                + " which sees no data"
            : (isLoaded(writer, source) ? loaded(source) : "")
                + "train each variable through one DpOptimizer and nothing else, and write nothing"
                + " computed from data into one that the loss or an update reads");
  }

  /** Whether a variable is given what is fed as it is, which may be weights, and is no batch. */
  private static boolean isLoaded(GraphOperation writer, GraphOperation source) {
    if (!writer.type().equals("Assign") || !source.type().equals("Placeholder")) {
      return false;
    }
    Shape fed = source.output(0).shape();
    return Graphs.withoutCasts(writer.input(1)).op().equals(source)
        && (fed.isUnknown() || !fed.hasUnknownDimension());
  }

  private static String loaded(GraphOperation source) {
    return "if '"
        + source.name()
        + "' loads weights and holds nothing of the examples, declare it where the optimizer is"
        + " built, "
        + PublicInputs.declaration(source)
        + ", or set the variable from a constant, tf.variable(tf.constant(...)); else ";
  }

  /** The analysis of the loss believed the shape that the graph gives a variable. */
  private void requireShape(GraphOperation variable) {
    for (GraphOperation alias : log.aliases(variable)) {
      if (!alias.output(0).shape().equals(variable.output(0).shape())) {
        findings.add(otherShape(alias, variable, "give both the same shape, or other names"));
      }
      for (GraphOperation writer : References.writers(alias)) {
        if (writer.type().equals("Assign") && !writer.attributes().getAttrBool("validate_shape")) {
          findings.add(otherShape(writer, variable, "leave validateShape true"));
        }
      }
    }
  }

  private static GraphFinding otherShape(
      GraphOperation operation, GraphOperation variable, String fix) {
    return new GraphFinding(
        GraphFinding.Kind.NOT_FOLLOWED,
        operation,
        "may give the variable '"
            + variable.name()
            + "' another shape than the loss was analyzed with, "
            + variable.output(0).shape()
            + ", so that it meets examples by their place in the batch",
        fix);
  }

  /** Inside of a function it is not seen what an operation is given. */
  private void requireNoWriter(FunctionDef function) {
    for (NodeDef node : function.getNodeDefList()) {
      String type = node.getOp();
      if (OpRegistry.isVariable(type) || OpRegistry.writesInPlace(type)) {
        findings.add(
            new GraphFinding(
                GraphFinding.Kind.UNPROTECTED_UPDATE,
                node.getName(),
                type,
                "is part of the function '"
                    + function.getSignature().getName()
                    + "', where it is not seen to what it writes",
                "keep variables and in-place ops out of functions"));
      }
    }
  }

  private Optional<GraphOperation> rawDataBehind(GraphOperation writer) {
    Set<GraphOperation> seen = new HashSet<>();
    Deque<GraphOperation> ahead = new ArrayDeque<>(List.of(writer));
    while (!ahead.isEmpty()) {
      GraphOperation operation = ahead.pop();
      if (clean.contains(operation) || !seen.add(operation)) {
        continue;
      }
      if (OpRegistry.isVariable(operation.type())) {
        watch(operation);
      } else if (isRawData(operation)) {
        return Optional.of(operation);
      } else {
        ahead.addAll(valuesInto(operation));
      }
    }
    clean.addAll(seen);
    return Optional.empty();
  }

  /** The name of a checkpoint is no data. */
  private static List<GraphOperation> valuesInto(GraphOperation operation) {
    List<GraphOperation> inputs = Graphs.inputsOf(operation);
    return OpFacts.kindOf(operation.type()) == OpKind.RESTORE
        ? inputs.stream().filter(input -> !input.type().startsWith("Placeholder")).toList()
        : inputs;
  }

  /**
   * Whether an operation supplies data, or may: a placeholder that was not declared public, and
   * everything that is not known to be a function of its inputs and of chance.
   */
  private boolean isRawData(GraphOperation operation) {
    String type = operation.type();
    if (type.startsWith("Placeholder")) {
      return publicInputs.takesData(operation);
    }
    boolean fromInputs =
        OpRegistry.isPure(type)
            || OpRegistry.takesReference(type)
            || OpRegistry.writesInPlace(type)
            || PUBLIC.contains(OpFacts.kindOf(type));
    return !fromInputs && !callsFunctionOfInputs(operation);
  }

  private boolean callsFunctionOfInputs(GraphOperation operation) {
    if (!OpRegistry.callsFunction(operation.type())) {
      return false;
    }
    Map<String, NodeDef> nodes =
        definition().getNodeList().stream()
            .collect(Collectors.toMap(NodeDef::getName, Function.identity()));
    try {
      new FunctionOps(definition().getLibrary()).require(nodes.get(operation.name()));
      return true;
    } catch (PrivacyProofException e) {
      return false;
    }
  }

  private GraphDef definition() {
    if (definition == null) {
      definition = log.graph().toGraphDef();
    }
    return definition;
  }
}
