package io.dptrain.core.internal;

import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * The mark of an imported operation, variables aside: no line of the program builds it, so that a
 * message must name another thing to change. Nothing else is decided by it.
 */
public final class ImportMark {
  private static final String NAME = "_dptrain_imported";

  private ImportMark() {}

  /** Marks an operation before it is placed in a graph. */
  public static NodeDef.Builder on(NodeDef.Builder node) {
    return node.putAttr(NAME, AttrValue.newBuilder().setB(true).build());
  }

  /** Takes the mark off before an operation is written. */
  public static NodeDef.Builder off(NodeDef.Builder node) {
    return node.removeAttr(NAME);
  }

  /** Whether an operation of a graph carries it. */
  public static boolean isOn(Operation operation) {
    try {
      return ((GraphOperation) operation).attributes().getAttrBool(NAME);
    } catch (TensorFlowException e) {
      return false; // the one way to ask for an attribute that may not be there
    }
  }
}
