package io.dptrain.core.internal.graph.axis;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.Graphs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/**
 * An operation together with what its inputs depend on: all that a {@link
 * io.dptrain.core.internal.graph.flow.FlowRule} looks at.
 *
 * @param operation the operation
 * @param inputs the dependence of each of its inputs, in order
 * @param shapes the shapes of its inputs and outputs
 */
public record Node(GraphOperation operation, List<ExampleDependence> inputs, Shapes shapes) {

  public String type() {
    return operation.type();
  }

  /** Whether no input knows anything of the data. */
  public boolean isDataFree() {
    return inputs.stream().allMatch(ExampleDependence::isDataFree);
  }

  /** Whether an input knows nothing of the data. */
  public boolean isDataFree(int input) {
    return inputs.get(input).isDataFree();
  }

  /** Where the examples lie in an input; empty if it holds none. */
  public Optional<ExampleAxis> axis(int input) {
    return inputs.get(input) instanceof ExampleAxis axis ? Optional.of(axis) : Optional.empty();
  }

  /** The sizes that an input holds; empty if it is something else. */
  public Optional<Sizes> sizes(int input) {
    return inputs.get(input) instanceof Sizes sizes ? Optional.of(sizes) : Optional.empty();
  }

  /** The sizes that an input holds, for rules that are asked only where every input holds some. */
  public Sizes knownSizes(int input) {
    return (Sizes) inputs.get(input);
  }

  /** The same dependence for each output. */
  public List<ExampleDependence> outputs(ExampleDependence dependence) {
    return Collections.nCopies(operation.numOutputs(), dependence);
  }

  /** One dependence for the first output, and another one for the rest. */
  public List<ExampleDependence> outputsThen(ExampleDependence first, ExampleDependence rest) {
    List<ExampleDependence> dependences = new ArrayList<>(outputs(rest));
    dependences.set(0, first);
    return dependences;
  }

  /** The shape of an input, as far as it is known. */
  public Shape shape(int input) {
    return shapes.of(operation.input(input));
  }

  /** The shape of the first output, as far as it is known. */
  public Shape outputShape() {
    return shapes.of(operation.output(0));
  }

  /** The rank of an input. */
  public int rank(int input) {
    if (shape(input).isUnknown()) {
      throw notFollowed(
          "has an input of unknown rank, so its effect on the example axis is not known",
          "give its inputs a known rank, for example with a reshape");
    }
    return shape(input).numDimensions();
  }

  /** The integers of an input that is a constant; empty if it is not one. */
  public Optional<long[]> constant(int input) {
    Optional<Sizes> sizes = sizes(input);
    return sizes.isPresent()
        ? sizes.get().constants()
        : Graphs.constantLongs(operation.input(input).op());
  }

  /** The one integer of an input that is a constant; empty if there is not exactly one. */
  public OptionalLong number(int input) {
    return constant(input)
        .filter(values -> values.length == 1)
        .map(values -> OptionalLong.of(values[0]))
        .orElseGet(OptionalLong::empty);
  }

  /** The integers of an input that must be constant. */
  public long[] requireConstant(int input) {
    return constant(input)
        .orElseThrow(
            () ->
                notFollowed(
                    "has an input "
                        + input
                        + " that is not constant, so its effect on the example axis is"
                        + " not known",
                    "use a constant there"));
  }

  /** The one axis that a constant input names, counted from the front of a tensor of that rank. */
  public int requireAxis(int input, int rank) {
    long[] value = requireConstant(input);
    if (value.length != 1) {
      throw notFollowed("names " + value.length + " axes instead of one", "name one axis");
    }
    return normalize(value[0], rank);
  }

  /** An axis counted from the front of a tensor of that rank. */
  public int normalize(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw notFollowed(
          "names axis " + axis + " of a tensor of rank " + rank, "name an axis that there is");
    }
    return (int) Math.floorMod(axis, (long) rank);
  }

  public long intAttribute(String name) {
    return operation.attributes().getAttrInt(name);
  }

  public boolean flag(String name) {
    return operation.attributes().getAttrBool(name);
  }

  /** Refuses the operation unless an input knows nothing of the data. */
  public void requireDataFree(int input, String role) {
    if (!isDataFree(input)) {
      throw mixes(
          "its " + role + " is computed from the batch", "compute the " + role + " without data");
    }
  }

  /** Where the examples lie in an input that must hold some. */
  public ExampleAxis requireExamples(int input, String role) {
    return axis(input)
        .orElseThrow(
            () ->
                mixes(
                    "its " + role + " has no example axis, but another input has one",
                    "give it one entry per example, or swap the inputs"));
  }

  /** The refusal of this operation because it would mix examples. */
  public PrivacyProofException mixes(String reason, String fix) {
    return refuse(Kind.MIXES_EXAMPLES, "mixes examples: " + reason, fix);
  }

  /** The refusal of this operation because its effect on the example axis is not known. */
  public PrivacyProofException notFollowed(String reason, String fix) {
    return refuse(Kind.NOT_FOLLOWED, reason, fix);
  }

  /** The refusal of this operation. */
  public PrivacyProofException refuse(Kind kind, String reason, String fix) {
    return PrivacyProofException.of(kind, operation, reason, fix);
  }
}
