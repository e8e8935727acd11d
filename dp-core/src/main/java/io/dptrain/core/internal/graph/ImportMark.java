package io.dptrain.core.internal.graph;

import org.tensorflow.GraphOperation;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * The mark of a placeholder that was imported: no line of the program builds it, so that a message
 * must name another thing to change. Nothing else is decided by it.
 */
public final class ImportMark {
  private static final String NAME = "_dptrain_imported";

  private ImportMark() {}

  /** Marks a placeholder before it is placed in a graph. */
  public static NodeDef.Builder on(NodeDef.Builder placeholder) {
    return placeholder.putAttr(NAME, AttrValue.newBuilder().setB(true).build());
  }

  static boolean isOn(GraphOperation placeholder) {
    try {
      return placeholder.attributes().getAttrBool(NAME);
    } catch (TensorFlowException e) {
      return false; // the one way to ask for an attribute that may not be there
    }
  }
}
