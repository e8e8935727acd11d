package io.dptrain.core.internal.graph.fault;

import io.dptrain.core.internal.graph.Replacements;
import io.dptrain.core.internal.graph.axis.Shapes;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Puts a {@link ConvolutionProduct} in the place of a convolution, or of its gradient by the image
 * (which is also the transposed convolution of a model), whose kernel may be wrong: {@link
 * ConvolutionFaults}. What TensorFlow would not run, or runs as something else, such as groups of
 * channels, is left for {@link LayerKernels} to refuse.
 */
public final class RightConvolutions {
  private static final String CONVOLUTION = "Conv2D";
  private static final String OF_INPUT = "Conv2DBackpropInput";

  private final Ops tf;
  private final Shapes shapes;
  private final Replacements replacements;

  /**
   * Looks at operations of one graph, inputs before outputs.
   *
   * @param replacements what stands for the operations before; what is added is put there
   */
  public RightConvolutions(Ops tf, Shapes shapes, Replacements replacements) {
    this.tf = tf;
    this.shapes = shapes;
    this.replacements = replacements;
  }

  /** Whether an operation is of a type that may be replaced. */
  public static boolean isOfType(String type) {
    return type.equals(CONVOLUTION) || type.equals(OF_INPUT);
  }

  /**
   * Adds the product, if an operation of a model may be wrong and all its sizes are known.
   *
   * @return whether it was added
   */
  public boolean replace(GraphOperation operation) {
    return replace(operation, false);
  }

  /** The same for one that TensorFlow added for a gradient, whose sizes fit by themselves. */
  public boolean replaceGradient(GraphOperation operation) {
    return replace(operation, true);
  }

  private boolean replace(GraphOperation operation, boolean fits) {
    if (!isOfType(operation.type()) || !isPlain(operation.attributes())) {
      return false;
    }
    boolean isOfInput = operation.type().equals(OF_INPUT);
    Shape image = isOfInput ? imageOf(operation) : shapes.of(operation.input(0));
    Shape kernel = shapes.of(operation.input(1));
    ConvolutionFaults faults = ConvolutionFaults.of(operation, image, kernel);
    boolean mayBeWrong = isOfInput ? faults.inputGradientMayBeWrong() : faults.mayBeWrong();
    if (!mayBeWrong || !faults.isKnown()) {
      return false;
    }
    ConvolutionProduct product = ConvolutionProduct.of(operation, image, kernel);
    boolean isCovered =
        product.isWhole()
            && (!isOfInput
                || (isDense(operation) && (fits || hasShape(operation.input(2), product))));
    if (isCovered) {
      add(operation, product, isOfInput);
    }
    return isCovered;
  }

  private <T extends TFloating> void add(
      GraphOperation operation, ConvolutionProduct product, boolean isOfInput) {
    List<Output<?>> inputs = replacements.inputsOf(operation);
    @SuppressWarnings("unchecked") // convolutions are of floating point numbers
    Output<T> kernel = (Output<T>) inputs.get(1);
    @SuppressWarnings("unchecked") // of one type
    Output<T> other = (Output<T>) inputs.get(isOfInput ? 2 : 0);
    Operand<T> result =
        isOfInput ? product.inputGradient(tf, kernel, other) : product.of(tf, other, kernel);
    replacements.put(operation, (GraphOperation) result.asOutput().op());
  }

  /** Channels last, and no step over examples or channels. */
  private static boolean isPlain(OperationAttributeInspector attributes) {
    long[] strides = attributes.getAttrIntList("strides");
    long[] dilations = attributes.getAttrIntList("dilations");
    return attributes.getAttrString("data_format").equals("NHWC")
        && strides[0] == 1
        && strides[3] == 1
        && dilations[0] == 1
        && dilations[3] == 1;
  }

  private static boolean isDense(GraphOperation operation) {
    long[] dilations = operation.attributes().getAttrIntList("dilations");
    return Arrays.stream(dilations).allMatch(size -> size == 1)
        && !operation.attributes().getAttrString("padding").equals("EXPLICIT");
  }

  /** Of another one TensorFlow fails, and the product would be of something else. */
  private boolean hasShape(Output<?> dy, ConvolutionProduct product) {
    Shape shape = shapes.of(dy);
    return shape.numDimensions() == 4 && shape.tail().equals(product.result().tail());
  }

  /** The shape of what was convolved, of which TensorFlow's gradient takes the sizes. */
  private Shape imageOf(GraphOperation ofInput) {
    GraphOperation sizes = (GraphOperation) ofInput.input(0).op();
    return sizes.type().equals("Shape") ? shapes.of(sizes.input(0)) : shapes.of(ofInput.output(0));
  }
}
