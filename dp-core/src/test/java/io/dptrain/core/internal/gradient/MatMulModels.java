package io.dptrain.core.internal.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/** MatMul of data and a weight, in all forms. */
final class MatMulModels {
  private MatMulModels() {}

  static List<Model> all() {
    List<Model> models = new ArrayList<>();
    models.add(Model.of("one dense layer", b -> b.squares(b.dense(b.x(), 3)), DataInput.floats(5)));
    models.add(Model.of("one unit wide", b -> b.squares(b.dense(b.x(), 1)), DataInput.floats(1)));
    models.add(
        Model.of(
            "two dense layers",
            b -> b.squares(b.dense(b.tf().math.tanh(b.dense(b.x(), 4)), 3)),
            DataInput.floats(6)));
    for (boolean dataFirst : new boolean[] {true, false}) {
      for (boolean transposeA : new boolean[] {false, true}) {
        for (boolean transposeB : new boolean[] {false, true}) {
          models.add(form(dataFirst, transposeA, transposeB));
        }
      }
    }
    for (int[] sizes : new int[][] {{1, 4, 3}, {3, 4, 5}, {2, 12, 9}, {20, 3, 2}, {6, 1, 4}}) {
      models.add(merged(sizes[0], sizes[1], sizes[2]));
      models.add(timeMajor(sizes[0], sizes[1], sizes[2]));
    }
    models.add(mergedTwice());
    models.add(transposedWhileMerged());
    return models;
  }

  /** Data as a row or a column of the product, each operand transposed or not. */
  private static Model form(boolean dataFirst, boolean transposeA, boolean transposeB) {
    String name =
        "matMul, data %s%s%s"
            .formatted(
                dataFirst ? "first" : "second",
                transposeA ? ", transposeA" : "",
                transposeB ? ", transposeB" : "");
    MatMul.Options[] options = {MatMul.transposeA(transposeA), MatMul.transposeB(transposeB)};
    return Model.of(
        name,
        b -> {
          boolean columns = dataFirst ? transposeA : !transposeB;
          Operand<TFloating> data = columns ? b.transpose(b.x(), 1, 0) : b.x();
          if (dataFirst) {
            Operand<TFloating> weight = transposeB ? b.variable(3, 5) : b.variable(5, 3);
            return b.squares(b.tf().linalg.matMul(data, weight, options));
          }
          Operand<TFloating> weight = transposeA ? b.variable(5, 3) : b.variable(3, 5);
          return b.squares(b.tf().linalg.matMul(weight, data, options), 1);
        },
        DataInput.floats(5));
  }

  private static Model merged(int time, int in, int out) {
    return Model.of(
        "matMul over [batch * %d, %d] to %d".formatted(time, in, out),
        b -> {
          Operand<TFloating> merged = b.reshape(b.x(), -1, in);
          Operand<TFloating> output = b.tf().math.tanh(b.dense(merged, out));
          return b.squares(b.reshape(output, -1, time, out));
        },
        DataInput.floats(time, in));
  }

  private static Model timeMajor(int time, int in, int out) {
    return Model.of(
        "matMul over [%d * batch, %d] to %d".formatted(time, in, out),
        b -> {
          Operand<TFloating> merged = b.reshape(b.transpose(b.x(), 1, 0, 2), -1, in);
          Operand<TFloating> output = b.tf().math.tanh(b.dense(merged, out));
          return b.squares(b.reshape(output, time, -1, out), 1);
        },
        DataInput.floats(time, in));
  }

  /** Something in front of the batch and something behind it, all on one axis. */
  private static Model mergedTwice() {
    return Model.of(
        "matMul over [2 * batch * 3, 4]",
        b -> {
          Operand<TFloating> merged = b.reshape(b.transpose(b.x(), 1, 0, 2, 3), -1, 4);
          Operand<TFloating> output = b.tf().math.tanh(b.dense(merged, 2));
          return b.squares(b.reshape(output, 2, -1, 3, 2), 1);
        },
        DataInput.floats(2, 3, 4));
  }

  /** The merged axis is the column of the product. */
  private static Model transposedWhileMerged() {
    return Model.of(
        "matMul of a weight with [4, batch * 3]",
        b -> {
          Operand<TFloating> columns = b.transpose(b.reshape(b.x(), -1, 4), 1, 0);
          Operand<TFloating> output = b.matMul(b.variable(5, 4), columns);
          return b.squares(b.reshape(output, 5, -1, 3), 1);
        },
        DataInput.floats(3, 4));
  }
}
