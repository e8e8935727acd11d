package io.dptrain.core.internal.update;

import io.dptrain.core.internal.graph.References;
import io.dptrain.core.internal.graph.op.OpRegistry;
import io.dptrain.core.internal.update.LearningRate.Use;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * Finds the constants of a graph that are the learning rates of an update: optimizers of
 * tensorflow-framework take their rate when they are built, and make a constant of it.
 *
 * <ul>
 *   <li>An op of TensorFlow's own for training says which of its inputs is the rate.
 *   <li>An assignment of {@code variable - rate * change}, as that of Nadam, has the rate as a
 *       factor of the change.
 *   <li>An assignment of {@code c * variable} is a decay, with {@code c = 1 - rate * decay}.
 *   <li>What is not computed from a gradient, such as a projection of the weights, has no rate.
 * </ul>
 */
final class LearningRateSearch {
  private static final Set<String> RATE_INPUTS = Set.of("lr", "alpha");
  private static final Set<String> PASSES = Set.of("Cast", "Identity");

  /** A factor of the first input is one of the output. */
  private static final Set<String> FACTOR_FIRST =
      Set.of("Cast", "Div", "DivNoNan", "Identity", "Neg", "RealDiv");

  private static final Set<String> DIFFERENCES = Set.of("Sub", "Add", "AddV2");

  /** They make weights anew from all gradients so far, in which they divide by the rate. */
  private static final Set<String> DIVIDE_BY_RATE =
      Set.of("ApplyFtrl", "ApplyFtrlV2", "ApplyAdagradDA");

  private final Set<GraphOperation> update;
  private final Set<GraphOperation> gradients = new HashSet<>();
  private final Map<Output<?>, LearningRate> rates = new LinkedHashMap<>();
  private final Set<GraphOperation> users = new HashSet<>();

  private LearningRateSearch(Op apply, List<? extends GradAndVar<?>> updated) {
    this.update = behind((GraphOperation) apply.op());
    updated.forEach(pair -> gradients.add((GraphOperation) pair.getGradient().op()));
  }

  /**
   * The learning rates of an update.
   *
   * @param apply the update
   * @param updated the gradients that it is given, and the variables
   * @throws IllegalArgumentException if the rate of a variable is not found, or is something else
   *     too
   */
  static List<LearningRate> of(Op apply, List<? extends GradAndVar<?>> updated) {
    LearningRateSearch search = new LearningRateSearch(apply, updated);
    updated.forEach(pair -> search.ofVariable((GraphOperation) pair.getVariable().op()));
    search.rates.values().forEach(search::requireNoOtherUse);
    return List.copyOf(search.rates.values());
  }

  /** The operations that an operation waits for, itself included. */
  private static Set<GraphOperation> behind(GraphOperation target) {
    Set<GraphOperation> seen = new HashSet<>(List.of(target));
    Deque<GraphOperation> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      GraphOperation operation = open.pop();
      List<GraphOperation> inputs = new ArrayList<>(operation.controlInputs());
      inputs.addAll(values(operation));
      inputs.stream().filter(seen::add).forEach(open::push);
    }
    return seen;
  }

  private static List<GraphOperation> values(GraphOperation operation) {
    List<GraphOperation> inputs = new ArrayList<>();
    for (Operand<?> input : operation.inputs()) {
      inputs.add((GraphOperation) input.asOutput().op());
    }
    return inputs;
  }

  private void ofVariable(GraphOperation variable) {
    Set<GraphOperation> writers = References.writers(variable);
    for (GraphOperation writer : writers) {
      if (update.contains(writer)) {
        Optional<LearningRate> rate = ofWriter(writer, variable);
        if (rate.isEmpty() && seesGradient(writer, writers)) {
          throw refuse(
              writer,
              "writes to '" + variable.name() + "' what is no constant rate times a change");
        }
        rate.ifPresent(this::add);
      }
    }
  }

  /** One constant is often the rate of many variables. */
  private void add(LearningRate rate) {
    LearningRate first = rates.putIfAbsent(rate.constant(), rate);
    if (first != null && first.use() != rate.use()) {
      throw refuse(rate.user(), "reads the constant of the rate of " + first.user() + ", too");
    }
    users.add(rate.user());
  }

  private Optional<LearningRate> ofWriter(GraphOperation writer, GraphOperation variable) {
    return switch (writer.type()) {
      case "Assign" -> ofAssigned(writer, (GraphOperation) writer.input(1).op(), variable);
      case "AssignSub", "AssignAdd" -> ofChange(writer, writer.input(1));
      default ->
          OpRegistry.input(writer, RATE_INPUTS)
              .flatMap(LearningRateSearch::constant)
              .map(constant -> LearningRate.of(constant, useBy(writer.type()), writer));
    };
  }

  private static Use useBy(String type) {
    return DIVIDE_BY_RATE.contains(type) ? Use.DIVISOR : Use.RATE;
  }

  private Optional<LearningRate> ofAssigned(
      GraphOperation writer, GraphOperation value, GraphOperation variable) {
    boolean isDecay = value.type().equals("Mul");
    if (!isDecay && !DIFFERENCES.contains(value.type())) {
      return Optional.empty();
    }
    int last = value.type().equals("Sub") ? 0 : 1;
    for (int i = 0; i <= last; i++) {
      if (isVariable(value.input(i), variable)) {
        Output<?> other = value.input(1 - i);
        return isDecay
            ? constant(other).map(c -> LearningRate.of(c, Use.DECAY, value))
            : ofChange(writer, other);
      }
    }
    return Optional.empty();
  }

  private static boolean isVariable(Output<?> tensor, GraphOperation variable) {
    GraphOperation operation = (GraphOperation) tensor.op();
    while (operation.type().equals("Identity") || operation.type().equals("RefIdentity")) {
      operation = (GraphOperation) operation.input(0).op();
    }
    return operation.equals(variable);
  }

  /** The rate in a change that is a product with it. */
  private Optional<LearningRate> ofChange(GraphOperation user, Output<?> change) {
    Optional<Output<? extends TFloating>> constant = constant(change);
    if (constant.isPresent()) {
      return constant.map(found -> LearningRate.of(found, Use.RATE, user));
    }
    GraphOperation operation = (GraphOperation) change.op();
    if (FACTOR_FIRST.contains(operation.type())) {
      return ofChange(operation, operation.input(0));
    }
    return operation.type().equals("Mul")
        ? ofChange(operation, operation.input(0)).or(() -> ofChange(operation, operation.input(1)))
        : Optional.empty();
  }

  /** The scalar constant of floating point that a tensor is, perhaps of another type. */
  private static Optional<Output<? extends TFloating>> constant(Output<?> tensor) {
    Output<?> source = tensor;
    while (PASSES.contains(source.op().type())) {
      source = ((GraphOperation) source.op()).input(0);
    }
    boolean isRate =
        source.op().type().equals("Const")
            && source.shape().numDimensions() == 0
            && (source.type().equals(TFloat32.class) || source.type().equals(TFloat64.class));
    if (!isRate) {
      return Optional.empty();
    }
    @SuppressWarnings("unchecked") // just checked
    Output<? extends TFloating> constant = (Output<? extends TFloating>) source;
    return Optional.of(constant);
  }

  /** Whether what a writer writes is computed from a gradient, and not from weights alone. */
  private boolean seesGradient(GraphOperation writer, Collection<GraphOperation> writers) {
    Set<GraphOperation> seen = new HashSet<>(writers);
    Deque<GraphOperation> open = new ArrayDeque<>(List.of(writer));
    while (!open.isEmpty()) {
      for (GraphOperation input : values(open.pop())) {
        if (gradients.contains(input)) {
          return true;
        }
        if (seen.add(input)) {
          open.push(input);
        }
      }
    }
    return false;
  }

  /** What is fed in its place reaches all that reads the constant. */
  private void requireNoOtherUse(LearningRate rate) {
    Deque<GraphOperation> open = new ArrayDeque<>(List.of((GraphOperation) rate.constant().op()));
    while (!open.isEmpty()) {
      for (GraphOperation consumer : open.pop().consumers()) {
        if (PASSES.contains(consumer.type())) {
          open.push(consumer);
        } else if (!users.contains(consumer)) {
          throw refuse(consumer, "reads the constant of the rate, too");
        }
      }
    }
  }

  private static IllegalArgumentException refuse(GraphOperation operation, String reason) {
    return new IllegalArgumentException(
        "the learning rate of this optimizer cannot be scheduled: "
            + operation.type()
            + " '"
            + operation.name()
            + "' "
            + reason
            + "; wrap an optimizer of tensorflow-framework, or leave out learningRate(...)");
  }
}
