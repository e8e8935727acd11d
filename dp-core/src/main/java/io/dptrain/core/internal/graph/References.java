package io.dptrain.core.internal.graph;

import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.GraphOperation;

/** Who holds a reference to a variable, and so may write to it. */
public final class References {
  /** They take a reference and do not write: they look at it, or pass it on. */
  private static final List<String> READERS =
      List.of("Ref", "IsVariableInitialized", "DebugGradientRefIdentity");

  private References() {}

  /** Whether an op type may write to a variable that it is given a reference to. */
  static boolean writes(String type) {
    return OpRegistry.takesReference(type) && READERS.stream().noneMatch(type::startsWith);
  }

  /**
   * The operations that may write to a variable: they are given a reference to it, also through ops
   * such as RefIdentity, and through other writers, which hand it on.
   */
  public static Set<GraphOperation> writers(GraphOperation variable) {
    Set<GraphOperation> writers = new LinkedHashSet<>();
    Set<GraphOperation> seen = new HashSet<>();
    Deque<GraphOperation> open = new ArrayDeque<>(List.of(variable));
    while (!open.isEmpty()) {
      GraphOperation holder = open.pop();
      for (GraphOperation consumer : holder.consumers()) {
        if (takes(consumer, holder) && seen.add(consumer)) {
          open.push(consumer);
          if (writes(consumer.type())) {
            writers.add(consumer);
          }
        }
      }
    }
    return writers;
  }

  private static boolean takes(GraphOperation consumer, GraphOperation holder) {
    return OpRegistry.takesReference(consumer.type())
        && OpRegistry.referenceInputs(consumer).contains(holder);
  }
}
