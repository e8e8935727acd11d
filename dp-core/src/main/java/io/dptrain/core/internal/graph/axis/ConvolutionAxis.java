package io.dptrain.core.internal.graph.axis;

import org.tensorflow.OperationAttributeInspector;

/**
 * The geometry of a convolution along one axis of the plane.
 *
 * @param kernel elements of the kernel
 * @param stride the step of the kernel
 * @param dilation the distance of neighboring elements of the kernel
 * @param before zeros in front of the input
 * @param outputs positions of the kernel
 */
public record ConvolutionAxis(int kernel, int stride, int dilation, int before, int outputs) {

  /**
   * From the attributes that Conv2D, its gradients and DepthwiseConv2dNative share.
   *
   * @param axis 1 for the height, 2 for the width
   */
  public static ConvolutionAxis of(
      OperationAttributeInspector attributes, int axis, long kernel, long input, long output) {
    int stride = (int) attributes.getAttrIntList("strides")[axis];
    int dilation = (int) attributes.getAttrIntList("dilations")[axis];
    ConvolutionAxis unpadded = new ConvolutionAxis((int) kernel, stride, dilation, 0, (int) output);
    int before =
        switch (attributes.getAttrString("padding")) {
          case "SAME" -> Math.max(unpadded.reach() - (int) input, 0) / 2;
          case "EXPLICIT" -> (int) attributes.getAttrIntList("explicit_paddings")[2 * axis];
          default -> 0;
        };
    return new ConvolutionAxis((int) kernel, stride, dilation, before, (int) output);
  }

  /** The same of the forward operation, which has as many positions as fit. */
  public static ConvolutionAxis of(
      OperationAttributeInspector attributes, int axis, long kernel, long input) {
    ConvolutionAxis one = of(attributes, axis, kernel, input, 1);
    long inside =
        switch (attributes.getAttrString("padding")) {
          case "SAME" -> input - 1;
          case "EXPLICIT" -> {
            long[] zeros = attributes.getAttrIntList("explicit_paddings");
            yield input + zeros[2 * axis] + zeros[2 * axis + 1] - one.reach();
          }
          default -> input - one.reach();
        };
    return of(attributes, axis, kernel, input, Math.floorDiv(inside, one.stride()) + 1);
  }

  /** The input under an element of the kernel at a position; outside of the input where padded. */
  public int source(int position, int element) {
    return position * stride + element * dilation - before;
  }

  /** The phase of the padded input rows under an element of the kernel. */
  public int phase(int element) {
    return element * dilation % stride;
  }

  /** How many rows of its phase lie in front of what is under an element at position 0. */
  public int shift(int element) {
    return element * dilation / stride;
  }

  /** How much padded input all positions together see. */
  public int reach() {
    return (outputs - 1) * stride + (kernel - 1) * dilation + 1;
  }

  /** The size of the padded input, a multiple of the stride that holds input and reach. */
  public int padded(int size) {
    int least = Math.max(reach(), size + before);
    return (least + stride - 1) / stride * stride;
  }

  /** Zeros in front of and behind an input, so that it has a given size. */
  public int[] paddings(int size, int padded) {
    return new int[] {before, padded - size - before};
  }
}
