package io.dptrain.core.internal.graph;

import io.dptrain.core.graph.PublicValue;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * What a loss is computed from besides data and trained variables, where it is large enough to hold
 * data: constants are part of the graph and not hidden, whether examples meet them or not.
 *
 * <p>Constants of more than {@value #SMALL} numbers are named where they hold more than {@value
 * #MANY} together. A class weight, a mask or the statistics of a normalization are smaller, and are
 * counted in one line; a thousand numbers can be a table of people, and so can ten times a hundred.
 * Variables that are not trained are named whatever their size.
 *
 * <p>Stateless.
 */
public final class PublicValues {
  static final int SMALL = 100;
  static final int MANY = 1000;
  private static final int MOST_NAMED = 3;

  private PublicValues() {}

  /**
   * Looks at all that is behind a loss.
   *
   * @param entries the loss that sees data
   * @param regularizers what sees none
   * @param trained the variables that are trained
   */
  public static List<PublicValue> of(
      Output<?> entries,
      Collection<? extends Output<?>> regularizers,
      Collection<? extends Output<?>> trained) {
    Set<GraphOperation> behindEntries = behind(List.of(entries));
    Set<GraphOperation> all = new LinkedHashSet<>(behindEntries);
    all.addAll(behind(regularizers));
    List<PublicValue> values = new ArrayList<>();
    List<GraphOperation> large = large(all);
    large.forEach(constant -> values.add(value(constant, use(constant, behindEntries, all), true)));
    values.addAll(together(all.stream().filter(PublicValues::isVector).toList(), large));
    Set<GraphOperation> moving = new LinkedHashSet<>();
    trained.forEach(variable -> moving.add((GraphOperation) variable.op()));
    for (GraphOperation operation : all) {
      if (OpRegistry.isVariable(operation.type()) && !moving.contains(operation)) {
        // Nothing trains it, so it may still hold what it was set from.
        boolean fromConstants = !large(behind(initialValues(operation))).isEmpty();
        String use = "a variable that is not trained";
        values.add(
            value(operation, fromConstants ? use + ", set from a constant" : use, fromConstants));
      }
    }
    return List.copyOf(values);
  }

  private static PublicValue value(GraphOperation operation, String use, boolean suspicious) {
    return new PublicValue(operation.name(), operation.output(0).shape(), use, suspicious);
  }

  /** Constants of several numbers that are no axes and no sizes, such as folded statistics. */
  private static boolean isVector(GraphOperation operation) {
    return operation.type().equals("Const")
        && operation.output(0).shape().size() > 1
        && TFloating.class.isAssignableFrom(operation.output(0).type());
  }

  /** One line for all constants that are not named one by one. */
  private static List<PublicValue> together(
      List<GraphOperation> constants, List<GraphOperation> named) {
    List<GraphOperation> small = new ArrayList<>(constants);
    small.removeAll(Set.copyOf(named));
    if (small.size() < 2) {
      return small.stream().map(each -> value(each, "a small constant", false)).toList();
    }
    String names =
        small.stream()
            .limit(MOST_NAMED)
            .map(GraphOperation::name)
            .collect(Collectors.joining(", "));
    long numbers = small.stream().mapToLong(each -> each.output(0).shape().size()).sum();
    return List.of(
        new PublicValue(
            small.size() > MOST_NAMED ? names + ", ..." : names,
            Shape.of(numbers),
            small.size() + " small constants, together",
            false));
  }

  private static Set<GraphOperation> behind(Collection<? extends Output<?>> tensors) {
    Set<GraphOperation> operations = new LinkedHashSet<>();
    tensors.forEach(tensor -> operations.addAll(Graphs.ancestorsInOrder(tensor)));
    return operations;
  }

  /** Returns the constants that could hold data. */
  private static List<GraphOperation> large(Set<GraphOperation> operations) {
    Map<GraphOperation, Long> sizes = new LinkedHashMap<>();
    for (GraphOperation operation : operations) {
      long size = operation.type().equals("Const") ? operation.output(0).shape().size() : 0;
      if (size > SMALL) {
        sizes.put(operation, size);
      }
    }
    long together = sizes.values().stream().mapToLong(Long::longValue).sum();
    return together > MANY ? List.copyOf(sizes.keySet()) : List.of();
  }

  private static String use(
      GraphOperation constant, Set<GraphOperation> entries, Set<GraphOperation> all) {
    if (!entries.contains(constant)) {
      return "a constant in a regularizer";
    }
    return isLookedUp(constant, all) ? "a constant that is looked up" : "a constant";
  }

  private static boolean isLookedUp(GraphOperation table, Set<GraphOperation> all) {
    for (GraphOperation operation : all) {
      if (operation.type().startsWith("Gather")) {
        Operand<?> from = operation.inputs().iterator().next();
        if (from.asOutput().op().equals(table)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns what is assigned to a variable. */
  private static List<Output<?>> initialValues(GraphOperation variable) {
    List<Output<?>> values = new ArrayList<>();
    for (GraphOperation consumer : variable.consumers()) {
      if (consumer.type().startsWith("Assign") && consumer.numInputs() > 1) {
        values.add(inputs(consumer).get(1));
      }
    }
    return values;
  }

  private static List<Output<?>> inputs(GraphOperation operation) {
    List<Output<?>> inputs = new ArrayList<>();
    operation.inputs().forEach(input -> inputs.add(input.asOutput()));
    return inputs;
  }
}
