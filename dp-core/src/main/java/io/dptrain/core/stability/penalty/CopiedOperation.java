package io.dptrain.core.stability.penalty;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;

/** Operations that take over attributes from another one, such as strides and padding. */
final class CopiedOperation {
  private CopiedOperation() {}

  /**
   * The first output of a new operation.
   *
   * @param original has the attributes
   * @param attributes those that the new operation takes over; types follow from its inputs
   */
  static Output<?> of(
      Ops tf,
      GraphOperation original,
      String type,
      List<String> attributes,
      List<? extends Operand<?>> inputs) {
    OperationBuilder builder = tf.scope().opBuilder(type, type);
    inputs.forEach(input -> builder.addInput(input.asOutput()));
    for (String attribute : attributes) {
      builder.setAttr(attribute, original.attributes().getAttrValueProto(attribute));
    }
    return builder.build().output(0);
  }
}
