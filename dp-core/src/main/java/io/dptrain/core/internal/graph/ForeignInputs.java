package io.dptrain.core.internal.graph;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.List;
import java.util.Optional;
import org.tensorflow.GraphOperation;

/**
 * Operations that bring values into a graph by another way than a placeholder or a variable of
 * {@code tf.variable}. They are refused as all that is not known to be a function of its inputs;
 * this says of the common kinds what to write instead.
 */
public final class ForeignInputs {
  /** Parts of the names of op types that hold or read data: data sets, queues, files. */
  private static final List<String> DATA =
      List.of(
          "Barrier",
          "Dataset",
          "Iterator",
          "MatchingFiles",
          "Queue",
          "ReadFile",
          "Reader",
          "Unstage");

  private ForeignInputs() {}

  /** What to write in the place of an operation; empty if it is of no common kind. */
  public static Optional<GraphFinding> finding(GraphOperation operation) {
    String type = operation.type();
    if (OpRegistry.isResourceVariable(type)) {
      return Optional.of(
          notPublic(
              operation,
              "is a resource variable, to which operations write that cannot be followed",
              "make it with tf.variable(...) in the place of tf.varHandleOp(...), and use that where"
                  + " tf.readVariableOp(...) was; a model of Keras or Python is imported so that"
                  + " its variables are of that kind (docs/training-your-own.md)"));
    }
    return DATA.stream().anyMatch(type::contains)
        ? Optional.of(
            notPublic(
                operation,
                "supplies data by itself, but the batch of a private step is drawn by its sampler",
                "put tf.placeholder(...) of shape [-1, ...] in its place, and feed the rows that"
                    + " step(session, rows -> ...) asks for"))
        : Optional.empty();
  }

  private static GraphFinding notPublic(GraphOperation operation, String reason, String fix) {
    return new GraphFinding(Kind.NOT_PUBLIC, operation, reason, fix);
  }
}
