package io.dptrain.core.internal.graph.axis;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * How a row is cut into equal pieces, so that a sum over the row goes through about twice the
 * square root of its width in additions rather than through as many as it is wide.
 *
 * @param number how many pieces
 * @param width the elements of each
 */
record Pieces(long number, long width) {
  /** So few elements are not worth a second pass. */
  private static final long SHORT = 64;

  /** Cuts a row into pieces of a divisor of its width, or into longer ones if none is near. */
  static Pieces ofWidth(long width) {
    if (width <= SHORT) {
      return new Pieces(1, width);
    }
    long root = Math.max(1, (long) Math.sqrt((double) width));
    for (long divisor = root; 2 * divisor > root; divisor--) {
      if (width % divisor == 0) {
        return new Pieces(divisor, width / divisor);
      }
    }
    return new Pieces(root, (width + root - 1) / root);
  }

  /**
   * Rows in pieces, filled up with zeros if their width has no divisor near its square root.
   *
   * @param rows <b>Shape</b> {@code [batch, ...]}
   * @return <b>Shape</b> {@code [batch, number, width]}, or {@code [batch, width]} of one piece
   */
  static <T extends TFloating> Operand<T> of(Ops tf, Operand<T> rows) {
    long size = rows.shape().tail().size();
    Pieces pieces = ofWidth(size);
    if (pieces.number == 1) {
      return Arrangement.reshape(tf, rows, -1, size);
    }
    int missing = (int) (pieces.number * pieces.width - size);
    Operand<T> whole = rows;
    if (missing > 0) {
      int[][] behind = {{0, 0}, {0, missing}};
      Operand<T> flat = Arrangement.reshape(tf, rows, -1, size);
      whole = tf.pad(flat, tf.constant(behind), Rows.constant(tf, 0, rows));
    }
    return Arrangement.reshape(tf, whole, -1, pieces.number, pieces.width);
  }
}
