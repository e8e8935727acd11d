package io.dptrain.core.clip;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.tensorflow.Output;

/**
 * The variables of a model, put into groups.
 *
 * @param names one for each group
 * @param ofVariable for each variable the number of its group
 */
record Groups(List<String> names, List<Integer> ofVariable) {

  /** All variables in one group. */
  static Groups whole(List<? extends Output<?>> variables) {
    return new Groups(List.of("all"), variables.stream().map(variable -> 0).toList());
  }

  /**
   * A group for each layer. The slash that ends a name scope is no part of the group's name.
   *
   * @param layerOf from the name of a variable to that of its layer
   * @throws IllegalArgumentException if two layers would have one name
   */
  static Groups layers(List<? extends Output<?>> variables, UnaryOperator<String> layerOf) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    List<Integer> ofVariable = new ArrayList<>();
    for (Output<?> variable : variables) {
      String layer = layerOf.apply(variable.op().name());
      ofVariable.add(numbers.computeIfAbsent(layer, key -> numbers.size()));
    }
    return new Groups(names(numbers.keySet()), List.copyOf(ofVariable));
  }

  private static List<String> names(Collection<String> layers) {
    List<String> names = new ArrayList<>();
    for (String layer : layers) {
      String name = layer.endsWith("/") ? layer.substring(0, layer.length() - 1) : layer;
      if (names.contains(name)) {
        throw new IllegalArgumentException(
            "layers must have names of their own, but both a variable and a name scope are '"
                + name
                + "'; rename one");
      }
      names.add(name);
    }
    return List.copyOf(names);
  }

  /**
   * Groups that are given.
   *
   * @throws IllegalArgumentException if a variable is in no group or in two, or a group has a
   *     variable that is not trained
   */
  static Groups given(List<VariableGroup> groups, List<? extends Output<?>> variables) {
    Map<Output<?>, Integer> numbers = new LinkedHashMap<>();
    for (int group = 0; group < groups.size(); group++) {
      for (Output<?> variable : groups.get(group).variables()) {
        require(variables.contains(variable), variable, "is not trained; leave it out");
        Integer other = numbers.put(variable, group);
        require(other == null, variable, "is in more than one group; name it once");
      }
    }
    List<Integer> ofVariable = new ArrayList<>();
    for (Output<?> variable : variables) {
      Integer group = numbers.get(variable);
      require(group != null, variable, "is trained but in no group; put it into one");
      ofVariable.add(group);
    }
    return new Groups(groups.stream().map(VariableGroup::name).toList(), List.copyOf(ofVariable));
  }

  private static void require(boolean condition, Output<?> variable, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(
          "the groups of variables must hold each trained variable once, but '"
              + variable.op().name()
              + "' "
              + problem);
    }
  }

  int size() {
    return names.size();
  }

  /** The variables of one group. */
  <V> Collection<V> members(int group, List<V> variables) {
    List<V> members = new ArrayList<>();
    for (int v = 0; v < variables.size(); v++) {
      if (ofVariable.get(v) == group) {
        members.add(variables.get(v));
      }
    }
    return members;
  }

  /** The l2 norm of a gradient over each group. */
  double[] norms(double[][] gradient) {
    double[] norms = new double[size()];
    for (int v = 0; v < gradient.length; v++) {
      int group = ofVariable.get(v);
      norms[group] = Math.hypot(norms[group], norm(new double[][] {gradient[v]}));
    }
    return norms;
  }

  /** The l2 norm of a whole gradient. */
  static double norm(double[][] gradient) {
    double norm = 0;
    for (double[] values : gradient) {
      for (double value : values) {
        norm = Math.hypot(norm, value);
      }
    }
    return norm;
  }

  /** A whole gradient multiplied by a factor; zeros for a factor of zero. */
  static double[][] scaled(double[][] gradient, double factor) {
    double[][] scaled = new double[gradient.length][];
    for (int v = 0; v < gradient.length; v++) {
      scaled[v] = new double[gradient[v].length];
      for (int i = 0; factor != 0 && i < scaled[v].length; i++) {
        scaled[v][i] = factor * gradient[v][i];
      }
    }
    return scaled;
  }

  /** A gradient with each group multiplied by a factor of its own; zeros for a factor of zero. */
  double[][] scaled(double[][] gradient, double[] factors) {
    double[][] scaled = new double[gradient.length][];
    for (int v = 0; v < gradient.length; v++) {
      scaled[v] = scaled(new double[][] {gradient[v]}, factors[ofVariable.get(v)])[0];
    }
    return scaled;
  }
}
