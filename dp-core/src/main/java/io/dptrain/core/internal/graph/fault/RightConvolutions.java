package io.dptrain.core.internal.graph.fault;

import io.dptrain.core.internal.graph.Replacements;
import io.dptrain.core.internal.graph.axis.Shapes;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Puts a {@link ConvolutionProduct} in the place of a convolution, or of its gradient by the image
 * (which is also the transposed convolution of a model), whose kernel may be wrong: {@link
 * ConvolutionFaults}.
 */
public final class RightConvolutions {
  private static final String OF_INPUT = "Conv2DBackpropInput";

  private RightConvolutions() {}

  /**
   * Adds the product, if the operation may be wrong, its sizes are known and it waits for nothing.
   *
   * @param replacements what stands for the operations before it; what is added is put there
   * @return whether it was added
   */
  public static <T extends TFloating> boolean replace(
      Ops tf, GraphOperation operation, Shapes shapes, Replacements replacements) {
    boolean isOfInput = operation.type().equals(OF_INPUT);
    boolean isConvolution = isOfInput || operation.type().equals("Conv2D");
    if (!isConvolution || operation.numControlInputs() > 0) {
      return false;
    }
    Shape image = isOfInput ? imageOf(operation, shapes) : shapes.of(operation.input(0));
    Shape kernelShape = shapes.of(operation.input(1));
    ConvolutionFaults faults = ConvolutionFaults.of(operation, image, kernelShape);
    boolean mayBeWrong = isOfInput ? faults.inputGradientMayBeWrong() : faults.mayBeWrong();
    if (!mayBeWrong || !faults.isKnown() || !ConvolutionProduct.covers(operation)) {
      return false;
    }
    List<Output<?>> inputs = replacements.inputsOf(operation);
    @SuppressWarnings("unchecked") // convolutions are of floating point numbers
    Output<T> kernel = (Output<T>) inputs.get(1);
    @SuppressWarnings("unchecked") // of one type
    Output<T> other = (Output<T>) inputs.get(isOfInput ? 2 : 0);
    ConvolutionProduct product = ConvolutionProduct.of(operation, image, kernelShape);
    Operand<T> result =
        isOfInput ? product.inputGradient(tf, kernel, other) : product.of(tf, other, kernel);
    replacements.put(operation, (GraphOperation) result.asOutput().op());
    return true;
  }

  /** The shape of what was convolved, of which TensorFlow's gradient takes the sizes. */
  private static Shape imageOf(GraphOperation ofInput, Shapes shapes) {
    GraphOperation sizes = (GraphOperation) ofInput.input(0).op();
    return sizes.type().equals("Shape") ? shapes.of(sizes.input(0)) : shapes.of(ofInput.output(0));
  }
}
