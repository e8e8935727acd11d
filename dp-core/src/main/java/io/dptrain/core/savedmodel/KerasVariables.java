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
 * different marks, and those without, are told apart by name.
 *
 * @param marked the names that are marked as trained
 * @param fixed the names that are marked as not trained
 * @param listed the names that the model lists as trained; empty if it lists none
 */
record KerasVariables(Set<String> marked, Set<String> fixed, Set<String> listed) {
  private static final Pattern STATISTICS =
      Pattern.compile("(.*/)?moving_(mean|variance)(_\\d+)?(/.*)?");

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
    boolean isMarked = marked.contains(name);
    return isMarked == fixed.contains(name) ? STATISTICS.matcher(name).matches() : !isMarked;
  }

  /** Whether Keras trains a variable, if it lists any. */
  boolean isTrained(String name) {
    return listed.isEmpty() || listed.contains(name);
  }
}
