package io.dptrain.core.internal.sums;

import io.dptrain.core.internal.Scalars;
import io.dptrain.core.internal.StepInputs;
import java.util.Arrays;
import java.util.BitSet;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Says which units of the physical batch are sampled examples and which are padding, or were left
 * out by the feeder. Those contribute exactly zero to the clipped sum.
 *
 * <p>Native kernels differ in what they do with a tensor of no rows, so for an empty batch nothing
 * is run: its sum is zero.
 *
 * @param weights one for an example, zero for what does not count. <b>Shape</b> {@code [batch]}
 */
public record RowMask(Placeholder<TFloat32> weights) {

  static RowMask create(Ops tf) {
    return new RowMask(
        tf.withName(StepInputs.name("row_mask"))
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1))));
  }

  /**
   * What each unit counts in a sum: a share, and zero for padding and for what was left out.
   *
   * <p>The share is one over the expected batch size, which is a public constant; the realized size
   * is not. It is multiplied into these few numbers rather than into the noised sums, which are as
   * many as the model has parameters.
   *
   * @return <b>Shape</b> {@code [batch]}
   */
  public <T extends TFloating> Operand<T> weights(Ops tf, double share, Class<T> type) {
    return tf.math.mul(tf.dtypes.cast(weights, type), Scalars.of(tf, share, type));
  }

  /** The mask of some units and the padding behind them. The caller closes it. */
  public static TFloat32 of(int units, int padded) {
    return of(units, padded, new BitSet());
  }

  /** The mask of some units, of which some are left out, and the padding. The caller closes it. */
  public static TFloat32 of(int units, int padded, BitSet leftOut) {
    float[] ones = new float[padded];
    Arrays.fill(ones, 0, units, 1f);
    leftOut.stream().forEach(unit -> ones[unit] = 0f);
    return TFloat32.vectorOf(ones);
  }
}
