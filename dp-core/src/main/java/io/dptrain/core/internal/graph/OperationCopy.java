package io.dptrain.core.internal.graph;

import io.dptrain.core.internal.graph.op.OpRegistry;
import io.dptrain.core.internal.graph.op.OpRegistry.InputRange;
import java.util.List;
import java.util.Map;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;

/** Adds operations that do what others do, to other inputs, in the same graph or another. */
public final class OperationCopy {
  private OperationCopy() {}

  /**
   * Adds an operation of the type and with the attributes of another one.
   *
   * @param tf where it is added
   * @param inputs its inputs, as many as those of the original
   * @param controls what it waits for
   * @param changed attributes that it has in place of those of the original
   */
  public static GraphOperation add(
      Ops tf,
      GraphOperation original,
      List<? extends Operand<?>> inputs,
      List<GraphOperation> controls,
      Map<String, AttrValue> changed) {
    String type = original.type();
    OperationBuilder builder = tf.scope().opBuilder(type, type);
    for (InputRange range : OpRegistry.inputRanges(original)) {
      if (range.isList()) {
        builder.addInputList(
            inputs.subList(range.from(), range.to()).stream()
                .map(Operand::asOutput)
                .toArray(Output<?>[]::new));
      } else {
        builder.addInput(inputs.get(range.from()).asOutput());
      }
    }
    controls.forEach(builder::addControlInput);
    for (String attribute : OpRegistry.attributes(type)) {
      AttrValue value = changed.get(attribute);
      builder.setAttr(
          attribute, value == null ? original.attributes().getAttrValueProto(attribute) : value);
    }
    return (GraphOperation) builder.build();
  }
}
