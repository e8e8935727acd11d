package io.dptrain.core.internal.update;

import io.dptrain.core.internal.NodeNames;
import io.dptrain.core.internal.graph.OneGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.types.family.TType;

/**
 * Which optimizer updates which variables of one step. They get gradients of one clipping and one
 * noise, so groups change nothing of what a step costs.
 *
 * @param rest updates every variable that is in no other group
 * @param others groups that name their variables
 */
public record ParameterGroups(ParameterGroup rest, List<ParameterGroup> others) {

  /**
   * Checks the groups.
   *
   * @throws IllegalArgumentException if a group has no variable, a variable is in two groups, an
   *     optimizer has two groups, or one of them is in another graph than the first
   */
  public ParameterGroups {
    others = List.copyOf(others);
    Graph graph = graph(rest.optimizer());
    Set<Optimizer> optimizers = Collections.newSetFromMap(new IdentityHashMap<>());
    optimizers.add(rest.optimizer());
    Set<Output<?>> seen = new HashSet<>();
    for (ParameterGroup group : others) {
      require(
          graph(group.optimizer()) == graph,
          "the optimizer of a parameter group must be in the graph of the first optimizer, but "
              + group.optimizer().getOptimizerName()
              + " is in another one; build it with that graph");
      require(
          optimizers.add(group.optimizer()),
          "each parameter group needs an optimizer of its own, but "
              + group.optimizer().getOptimizerName()
              + " was given twice; build another one for the second group");
      require(
          !group.variables().isEmpty(),
          "a parameter group must name at least one variable, but that of "
              + group.optimizer().getOptimizerName()
              + " is empty; leave the group out");
      for (Operand<?> variable : group.variables()) {
        OneGraph.require(graph, "a variable of a parameter group", variable);
        require(
            seen.add(variable.asOutput()),
            "a variable must be in one parameter group, but '"
                + variable.op().name()
                + "' is named twice; take it out of one");
      }
    }
  }

  /** The optimizers with their variables. */
  private List<ParameterGroup> all() {
    List<ParameterGroup> all = new ArrayList<>(List.of(rest));
    all.addAll(others);
    return all;
  }

  /** The graph that all optimizers add to. */
  public Graph graph() {
    return graph(rest.optimizer());
  }

  private static Graph graph(Optimizer optimizer) {
    return (Graph) optimizer.getTF().scope().env();
  }

  /**
   * Requires that every variable that is named is trained, and that one is left for the rest.
   *
   * @throws IllegalArgumentException naming the variable
   */
  public void requireTrained(List<? extends Output<?>> trained) {
    int named = 0;
    for (ParameterGroup group : others) {
      for (Operand<?> variable : group.variables()) {
        require(
            trained.contains(variable.asOutput()),
            "a parameter group must name variables that are trained, but '"
                + variable.op().name()
                + "' is not: the loss does not depend on it, or minimize(loss, variables) leaves it"
                + " out; take it out of the group");
        named++;
      }
    }
    require(
        named < trained.size(),
        "a variable must be left for the optimizer of DpOptimizer.wrap(...), but parameter groups"
            + " name all that are trained; wrap the optimizer of one group instead");
  }

  /**
   * Adds the update of every variable to the graph.
   *
   * @param gradients one for each trained variable
   * @param name of the operation that is returned
   */
  Update apply(List<GradAndVar<?>> gradients, String name) {
    List<ParameterGroup> groups = all();
    List<Op> updates = new ArrayList<>();
    List<LearningRates> rates = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      ParameterGroup group = groups.get(i);
      List<GradAndVar<?>> part = gradients.stream().filter(pair -> isOf(group, pair)).toList();
      List<GradAndVar<?>> handed = new ArrayList<>();
      part.forEach(pair -> handed.add(nameable(pair)));
      Op update =
          group.optimizer().applyGradients(handed, groups.size() == 1 ? name : name + "-" + i);
      updates.add(update);
      group
          .learningRate()
          .ifPresent(
              factor -> rates.add(new LearningRates(LearningRateSearch.of(update, part), factor)));
    }
    Op all =
        updates.size() == 1
            ? updates.get(0)
            : Ops.create(graph()).withControlDependencies(updates).withName(name).noOp();
    return new Update(all, rates);
  }

  /**
   * All updates.
   *
   * @param apply runs them
   * @param rates the learning rates that change from step to step
   */
  record Update(Op apply, List<LearningRates> rates) {}

  private boolean isOf(ParameterGroup group, GradAndVar<?> pair) {
    return group.variables().isEmpty()
        ? others.stream().noneMatch(other -> names(other, pair))
        : names(group, pair);
  }

  private static boolean names(ParameterGroup group, GradAndVar<?> pair) {
    return group.variables().stream()
        .anyMatch(variable -> variable.asOutput().equals(pair.getVariable()));
  }

  /**
   * Optimizers of tensorflow-framework name what they keep for a variable after it, and TensorFlow
   * refuses the slash of a scope there: such a variable is handed on under a name without.
   */
  private <T extends TType> GradAndVar<T> nameable(GradAndVar<T> pair) {
    String name = pair.getVariable().op().name();
    if (NodeNames.isValid(name)) {
      return pair;
    }
    Scope scope = Ops.create(graph()).withName(NodeNames.valid(name)).scope();
    GraphOperation alias =
        (GraphOperation)
            scope
                .env()
                .opBuilder("RefIdentity", scope.makeOpName("RefIdentity"), scope)
                .addInput(pair.getVariable())
                .build();
    return new GradAndVar<>(pair.getGradient(), alias.<T>output(0));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
