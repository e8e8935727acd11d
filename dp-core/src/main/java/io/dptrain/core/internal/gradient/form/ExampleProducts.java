package io.dptrain.core.internal.gradient.form;

import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * One matrix product for each example, by the operation {@code BatchMatMulV2}: on CPUs its kernel
 * is oneDNN's, which takes a half to a third of the time of {@code BatchMatMulV3}. That kernel is
 * wrong where leading axes are broadcast; here both operands have one leading axis, the examples.
 */
public final class ExampleProducts {
  private ExampleProducts() {}

  /**
   * {@code left_i^T right_i}. <b>Shape</b> {@code [batch, rows, columns]} of {@code [batch,
   * positions, rows]} and {@code [batch, positions, columns]}.
   */
  public static <T extends TFloating> Operand<T> leftTransposed(
      Ops tf, Operand<T> left, Operand<T> right) {
    return product(tf, left, right, "adj_x");
  }

  /**
   * {@code left_i right_i^T}. <b>Shape</b> {@code [batch, a, b]} of {@code [batch, a, width]} and
   * {@code [batch, b, width]}.
   */
  public static <T extends TFloating> Operand<T> rightTransposed(
      Ops tf, Operand<T> left, Operand<T> right) {
    return product(tf, left, right, "adj_y");
  }

  private static <T extends TFloating> Operand<T> product(
      Ops tf, Operand<T> left, Operand<T> right, String transposed) {
    if (mayDiffer(left.shape().get(0), right.shape().get(0))) {
      throw new IllegalArgumentException(
          "both factors must hold one matrix for each example, but have the shapes "
              + left.shape()
              + " and "
              + right.shape());
    }
    Operation product =
        tf.scope()
            .opBuilder("BatchMatMulV2", "BatchMatMul")
            .addInput(left.asOutput())
            .addInput(right.asOutput())
            .setAttr(transposed, true)
            .build();
    return product.output(0);
  }

  private static boolean mayDiffer(long left, long right) {
    boolean areKnown = left != Shape.UNKNOWN_SIZE && right != Shape.UNKNOWN_SIZE;
    return left != right && (areKnown || left == 1 || right == 1);
  }
}
