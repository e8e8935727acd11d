package io.dptrain.core.internal.gradient.form;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The factors of the outer products {@code l_it r_it^T} that one kind of use leaves, for all
 * positions {@code t} of each example.
 */
public sealed interface Factors<T extends TFloating> permits DenseFactors, RowFactors {

  /** The number of positions of each example. */
  int positions();

  /** The length of {@code l_it}: the rows of the matrix. */
  int rows();

  /** The length of {@code r_it}: the columns of the matrix. */
  int columns();

  /**
   * The right factors. <b>Shape</b> {@code [batch, positions, columns]}, or {@code [batch,
   * columns]} for one position.
   */
  Operand<T> right();

  /**
   * The sum of {@code weights_i l_it r_it^T}, in double precision: terms of one example may cancel,
   * and what rounding did to them would not. <b>Shape</b> {@code [rows, columns]}.
   */
  Operand<TFloat64> weightedSum(Ops tf, Operand<T> weights);

  /** The products multiplied out and added up for each example, in that shape of matrix. */
  Built<T> built(Ops tf, Shape shape);

  /** Joins factors of one kind along their positions; at most one of each kind remains. */
  static <T extends TFloating> List<Factors<T>> stack(Ops tf, List<Factors<T>> factors) {
    List<DenseFactors<T>> dense = new ArrayList<>();
    List<RowFactors<T>> rows = new ArrayList<>();
    for (Factors<T> factor : factors) {
      if (factor instanceof DenseFactors<T> some) {
        dense.add(some);
      } else {
        rows.add((RowFactors<T>) factor);
      }
    }
    List<Factors<T>> stacked = new ArrayList<>();
    if (!dense.isEmpty()) {
      stacked.add(DenseFactors.join(tf, dense));
    }
    if (!rows.isEmpty()) {
      stacked.add(RowFactors.join(tf, rows));
    }
    return stacked;
  }
}
