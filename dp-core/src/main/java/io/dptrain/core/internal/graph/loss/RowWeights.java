package io.dptrain.core.internal.graph.loss;

import io.dptrain.core.internal.Doubles;
import io.dptrain.core.internal.StepInputs;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * What each row counts in the loss of its privacy unit, where units have different numbers of rows.
 *
 * <p><b>Formula</b>: the loss of a unit that has {@code n} rows in its {@code K} places is {@code
 * sum_k w_k loss_k} with {@code w_k = 1/n} for the first {@code n} and 0 for the others: the mean
 * over the rows that it has.
 *
 * <p>They are data like any other, of one number for each row: what examples are followed through
 * holds of them as well, and no gradient can leave its unit whatever they are.
 *
 * @param placeholder takes the weights. <b>Shape</b> {@code [units * most]}
 * @param most how many places each unit has
 */
public record RowWeights<T extends TFloating>(Output<T> placeholder, int most) {

  /** A placeholder that only a step feeds. */
  public static <T extends TFloating> RowWeights<T> create(Ops tf, Class<T> type, int most) {
    Placeholder<T> placeholder =
        tf.withName(StepInputs.name("row_weights"))
            .placeholder(type, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    return new RowWeights<>(placeholder.asOutput(), most);
  }

  /**
   * The share of each row in the loss of its unit.
   *
   * @param losses <b>Shape</b> {@code [units * most]}, one entry per row
   */
  public Output<T> weighted(Ops tf, Operand<T> losses) {
    return tf.withName("weighted_rows").math.mul(losses, placeholder).asOutput();
  }

  /**
   * The weights of some units. The caller closes them.
   *
   * @param present how many rows each unit has, from 1 to as many as it has places
   */
  public Tensor of(int... present) {
    double[] weights = new double[Math.multiplyExact(present.length, most)];
    for (int row = 0; row < weights.length; row++) {
      int rows = present[row / most];
      weights[row] = row % most < rows ? 1.0 / rows : 0;
    }
    return Doubles.tensor(placeholder.type(), Shape.of(weights.length), weights);
  }
}
