package io.dptrain.core.internal.graph.loss;

import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.Rows;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** The loss of each privacy unit: the sum of what belongs to it. */
public final class UnitLosses {
  private UnitLosses() {}

  /**
   * Adds the losses to the graph.
   *
   * @param entries entries that belong to one unit each
   * @param units where the units lie
   * @param scale what each sum is multiplied with
   * @return <b>Shape</b> {@code [batch]}
   */
  public static <T extends TFloating> Operand<T> of(
      Ops tf, Output<T> entries, ExampleAxis units, double scale) {
    int rank = entries.shape().numDimensions();
    List<Integer> others =
        IntStream.range(0, rank).filter(axis -> axis != units.axis()).boxed().toList();
    Operand<T> rows = Arrangement.arrange(tf, entries, units, others, List.of());
    Operand<T> sums = tf.reduceSum(rows, tf.constant(new int[] {1, 2}));
    return tf.math.mul(sums, Rows.constant(tf, scale, sums));
  }
}
