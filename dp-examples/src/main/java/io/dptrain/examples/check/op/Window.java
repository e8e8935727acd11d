package io.dptrain.examples.check.op;

/**
 * How a window moves along one axis.
 *
 * @param size of the window
 * @param stride how far it moves
 * @param dilation the distance of its elements
 * @param before how many places are added in front
 * @param outputs how many places the output has
 */
record Window(int size, int stride, int dilation, int before, int outputs) {

  /** <b>Formula</b>: SAME adds what is needed for {@code ceil(input / stride)} outputs. */
  static Window of(String padding, int input, int size, int stride, int dilation) {
    int reach = (size - 1) * dilation + 1;
    if (padding.equals("VALID")) {
      return new Window(size, stride, dilation, 0, (input - reach) / stride + 1);
    }
    int outputs = (input + stride - 1) / stride;
    int added = Math.max(0, (outputs - 1) * stride + reach - input);
    return new Window(size, stride, dilation, added / 2, outputs);
  }

  /** With so many places added on both sides. */
  static Window padded(int before, int after, int input, int size, int stride, int dilation) {
    int reach = (size - 1) * dilation + 1;
    return new Window(
        size, stride, dilation, before, (input + before + after - reach) / stride + 1);
  }

  /** The place in the input, which may be outside. */
  int place(int output, int element) {
    return output * stride + element * dilation - before;
  }
}
