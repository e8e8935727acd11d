package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import org.tensorflow.Operand;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * A use site together with what came back to it: all that a {@link UseSiteRule} looks at.
 *
 * @param tf where the rule adds its operations
 * @param site the use site
 * @param delta the gradient of the summed loss with respect to the output of the site. <b>Shape</b>
 *     that of the output, with the examples in the same place
 * @param analysis where the examples lie
 */
public record SiteDelta<T extends TFloating>(
    Ops tf, UseSite site, Operand<T> delta, ExampleAnalysis analysis) {

  /** The shape of the tensor whose gradient is wanted. */
  Shape shape() {
    return analysis.shape(site.value());
  }

  /** The shape of an operand. */
  Shape inputShape(int input) {
    return analysis.shape(site.operation().input(input));
  }

  /** The shape of the other operand. */
  Shape dataShape() {
    return analysis.shape(site.data());
  }

  /** The shape of the output, and so of delta. */
  Shape outputShape() {
    return analysis.shape(site.output());
  }

  /** The other operand, which carries the data. */
  Operand<T> data() {
    return operand(1 - site.input());
  }

  /** An operand of the type of the loss. */
  @SuppressWarnings("unchecked") // the rules ask for floating operands only
  Operand<T> operand(int input) {
    return analysis.shaped(tf, (Operand<T>) site.operation().input(input));
  }

  /** Where the examples lie in the output, and so in delta. */
  ExampleAxis outputAxis() {
    return analysis.exampleAxis(site.output()).orElseThrow();
  }

  /** Where the examples lie in the other operand. */
  ExampleAxis dataAxis() {
    return analysis.exampleAxis(site.data()).orElseThrow();
  }

  OperationAttributeInspector attributes() {
    return site.operation().attributes();
  }

  /** Whether the other operand holds examples. */
  boolean meetsData() {
    return site.operation().numInputs() == 2 && analysis.exampleAxis(site.data()).isPresent();
  }
}
