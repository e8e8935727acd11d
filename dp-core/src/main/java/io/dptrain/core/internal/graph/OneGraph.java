package io.dptrain.core.internal.graph;

import java.util.Collection;
import java.util.List;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/**
 * Requires that all that is combined belongs to one graph. TensorFlow ends the process, or finds
 * another tensor of the same name, where it does not.
 */
public final class OneGraph {
  private OneGraph() {}

  /**
   * The graph that operations are added to.
   *
   * @throws IllegalArgumentException if they would be run at once instead
   */
  private static Graph of(Ops tf) {
    if (tf.scope().env() instanceof Graph graph) {
      return graph;
    }
    throw new IllegalArgumentException(
        "tf must add to a graph, but runs operations at once (eager execution); use"
            + " Ops.create(graph)");
  }

  /**
   * Requires that a tensor is in a graph.
   *
   * @param role what the tensor is passed as, for the message
   * @throws IllegalArgumentException if it is null, eager or in another graph
   */
  public static void require(Graph graph, String role, Operand<?> operand) {
    if (operand == null) {
      throw new IllegalArgumentException(role + " must be a tensor of the graph, but is null");
    }
    ExecutionEnvironment env = operand.env();
    if (env != graph) {
      throw new IllegalArgumentException(
          role
              + " must be in the graph of the optimizer, or the one that operations are added to, but "
              + (env.isEager()
                  ? "is an eager tensor, and so in none; build it with Ops.create(graph)"
                  : "'"
                      + operand.op().name()
                      + "' is in another one; build model and optimizer on one Graph"));
    }
  }

  /** Requires that some tensors are in a graph, as {@link #require(Graph, String, Operand)}. */
  public static void require(Graph graph, String role, Collection<? extends Operand<?>> operands) {
    operands.forEach(operand -> require(graph, role, operand));
  }

  /** Requires that some tensors are in the graph that operations are added to. */
  public static void require(Ops tf, String role, Operand<?>... operands) {
    require(of(tf), role, List.of(operands));
  }

  /**
   * Requires that a session runs a graph.
   *
   * @throws IllegalArgumentException if it runs another one, in which the same names may be others
   */
  public static void require(Graph graph, Session session) {
    if (session.graph() != graph) {
      throw new IllegalArgumentException(
          "session must run the graph of the optimizer, but runs another graph; create it with"
              + " new Session(graph) of the graph that the model was built on");
    }
  }
}
