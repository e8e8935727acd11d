package io.dptrain.core.stability.monitor;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.graph.Variables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Configures a {@link RollBack}; nothing is required. Not thread safe. */
public final class RollBackBuilder {
  private final Graph graph;
  private final Set<Operation> exceptions = new HashSet<>();
  private int goodStepsPerState = 25;
  private int maxRollBacks = 50;
  private LongConsumer afterwards = step -> {};

  private RollBackBuilder(Graph graph) {
    this.graph = graph;
  }

  static RollBackBuilder ofAllVariables(Graph graph) {
    return new RollBackBuilder(Objects.requireNonNull(graph, "graph"));
  }

  /** Variables that keep their value. */
  public RollBackBuilder except(Operand<?>... variables) {
    List.of(variables).forEach(variable -> exceptions.add(variable.op()));
    return this;
  }

  /** A state is kept after so many good steps; by default 25. */
  public RollBackBuilder goodStepsPerState(int goodStepsPerState) {
    this.goodStepsPerState = (int) Checks.atLeastOne("goodStepsPerState", goodStepsPerState);
    return this;
  }

  /** How many roll-backs are allowed before the monitor stops the loop; by default 50. */
  public RollBackBuilder maxRollBacks(int maxRollBacks) {
    this.maxRollBacks = (int) Checks.atLeastOne("maxRollBacks", maxRollBacks);
    return this;
  }

  /**
   * What to do after each roll-back, such as to halve the learning rate; gets the step whose update
   * made the state that is back, -1 for the initial state.
   */
  public RollBackBuilder afterwards(LongConsumer afterwards) {
    this.afterwards = Objects.requireNonNull(afterwards, "afterwards");
    return this;
  }

  /**
   * Adds the operations that write states back, and keeps the present state as the initial one.
   * Call it once the variables of the session have their values.
   *
   * @throws IllegalArgumentException if there is no variable to keep, or one holds text
   */
  public RollBack start(Session session) {
    List<RollBack.Restorer> restorers = new ArrayList<>();
    Ops tf = Ops.create(graph).withSubScope("roll_back");
    for (GraphOperation operation : variables()) {
      restorers.add(restorer(tf, operation.output(0)));
    }
    if (restorers.isEmpty()) {
      throw new IllegalArgumentException(
          "the graph must have a variable to roll back: call start(...) after it was added");
    }
    return new RollBack(session, restorers, goodStepsPerState, maxRollBacks, afterwards);
  }

  private List<GraphOperation> variables() {
    List<GraphOperation> variables = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            operation -> {
              if (Variables.isVariable(operation) && !exceptions.contains(operation)) {
                variables.add(operation);
              }
            });
    return variables;
  }

  private static <T extends TType> RollBack.Restorer restorer(Ops tf, Output<T> variable) {
    if (variable.type() == TString.class) {
      throw new IllegalArgumentException(
          "variable %s holds text, which cannot be rolled back: name it in except(...)"
              .formatted(variable.op().name()));
    }
    Placeholder<T> value = tf.placeholder(variable.type(), Placeholder.shape(variable.shape()));
    return new RollBack.Restorer(variable, value, tf.assign(variable, value));
  }
}
