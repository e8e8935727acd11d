package io.dptrain.core.internal.graph.op;

import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.exceptions.TFInvalidArgumentException;

/**
 * How an identity clips the signal that flows back through it in backpropagation. Each operation
 * says so itself, in an attribute that copies of the graph keep.
 */
public enum SignalKind {
  /** Each entry on its own. */
  VALUE,

  /** The l2 norm of each row, so of each index of axis 0. */
  ROW_NORM,

  /** The l2 norm of the whole tensor, over all rows. */
  TENSOR_NORM;

  /** The type of the operations that may clip: an identity without a gradient of its own. */
  public static final String OP_TYPE = "Snapshot";

  /** The attribute that holds the name of the kind. */
  public static final String ATTRIBUTE = "_dptrain_signal_kind";

  /** How an operation clips; empty if it does not. */
  public static Optional<SignalKind> of(GraphOperation operation) {
    if (!operation.type().equals(OP_TYPE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(valueOf(operation.attributes().getAttrString(ATTRIBUTE)));
    } catch (TFInvalidArgumentException e) { // the only way to learn that there is none
      return Optional.empty();
    }
  }
}
