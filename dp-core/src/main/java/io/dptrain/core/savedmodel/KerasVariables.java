package io.dptrain.core.savedmodel;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedVariable;

/**
 * Which variables Keras trains, as far as a SavedModel says it: each variable has a mark, and the
 * model lists those that it trains, which leaves out frozen layers. Variables of the same name with
 * different marks, and those without, are told apart by name. A model of Keras 3 has each variable
 * twice, one of them with a number behind its name, and marks and lists the other; a variable that
 * Keras itself knows by such a name is taken for that.
 *
 * @param marked the names that are marked as trained
 * @param fixed the names that are marked as not trained
 * @param listed the names that the model lists as trained; empty if it lists none
 */
record KerasVariables(Set<String> marked, Set<String> fixed, Set<String> listed) {
  private static final Pattern STATISTICS =
      Pattern.compile("(.*/)?moving_(mean|variance)(_\\d+)?(/.*)?");

  private static final Pattern NUMBER = Pattern.compile("_\\d+$");

  static KerasVariables none() {
    return new KerasVariables(Set.of(), Set.of(), Set.of());
  }

  static KerasVariables of(SavedObjectGraph objects) {
    KerasVariables found = new KerasVariables(new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (SavedObject object : objects.getNodesList()) {
      if (object.hasVariable()) {
        SavedVariable variable = object.getVariable();
        (variable.getTrainable() ? found.marked : found.fixed).add(variable.getName());
      }
    }
    if (objects.getNodesCount() > 0) {
      objects.getNodes(0).getChildrenList().stream()
          .filter(child -> child.getLocalName().equals("trainable_variables"))
          .flatMap(child -> objects.getNodes(child.getNodeId()).getChildrenList().stream())
          .map(child -> objects.getNodes(child.getNodeId()))
          .filter(SavedObject::hasVariable)
          .forEach(object -> found.listed.add(object.getVariable().getName()));
    }
    return found;
  }

  /** Whether a variable is a statistic or a counter, which no gradient moves. */
  boolean isFixed(String name) {
    String known = known(name);
    boolean isMarked = marked.contains(known);
    return isMarked == fixed.contains(known) ? STATISTICS.matcher(name).matches() : !isMarked;
  }

  /** Whether Keras trains a variable, if it lists any. */
  boolean isTrained(String name) {
    return listed.isEmpty() || listed.contains(known(name));
  }

  /** The name that the model knows a variable by. */
  private String known(String name) {
    boolean isKnown = marked.contains(name) || fixed.contains(name);
    return isKnown ? name : NUMBER.matcher(name).replaceFirst("");
  }
}
