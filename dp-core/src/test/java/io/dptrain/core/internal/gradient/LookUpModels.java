package io.dptrain.core.internal.gradient;

import io.dptrain.core.internal.gradient.rule.Pooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TNumber;

/** Rows looked up in a table. Few ids, so that they repeat within an example. */
final class LookUpModels {
  private LookUpModels() {}

  static List<Model> all() {
    List<Model> models = new ArrayList<>();
    addGathers(models);
    addPoints(models);
    addPooled(models);
    models.add(timeMajor());
    models.add(merged());
    models.add(oneTableTwice());
    models.add(crossEntropy());
    return models;
  }

  private static void addGathers(List<Model> models) {
    models.add(gather(DataInput.ids32(5), 5, 3));
    models.add(gather(DataInput.ids64(5), 5, 3));
    models.add(gather(DataInput.ids32(3, 6), 3, 4));
    models.add(gather(DataInput.ids64(3, 6), 3, 4));
    models.add(gather(DataInput.ids32(50, 4), 50, 2));
    models.add(gather(DataInput.ids32(4, 2, 3), 4, 5));
    models.add(gather(DataInput.ids32(4, 3), 4, 2, 3));
    models.add(gather(DataInput.ids64(4, 5), 4));
  }

  private static Model gather(DataInput ids, long... table) {
    return Model.of(
        "gather of %s ids %s in %s".formatted(ids.kind(), ids.example(), Arrays.toString(table)),
        b -> b.squares(b.tf().math.tanh(b.gather(b.variable(table), b.ids(0)))),
        ids);
  }

  private static void addPoints(List<Model> models) {
    models.add(points(DataInput.ids32(4, 2), 4, 5, 3));
    models.add(points(DataInput.ids32(3, 6, 2), 3, 4, 2));
    models.add(points(DataInput.ids64(3, 6, 2), 3, 3));
    models.add(points(DataInput.ids64(3, 6, 1), 3, 4));
    models.add(points(DataInput.ids32(3, 2, 2, 3), 3, 4, 5, 2));
  }

  private static Model points(DataInput ids, long... table) {
    return Model.of(
        "gatherNd of %s points %s in %s"
            .formatted(ids.kind(), ids.example(), Arrays.toString(table)),
        b -> {
          Operand<TFloating> found = b.tf().gatherNd(b.variable(table), b.ids(0));
          return b.squares(b.tf().math.tanh(found));
        },
        ids);
  }

  /** What becomes of the rows that were looked up in a table of shape [3, 4]. */
  @FunctionalInterface
  private interface Pooling {
    Operand<TFloating> of(LossBuilder b, Operand<TFloating> table, Operand<TFloating> rows);
  }

  private static void addPooled(List<Model> models) {
    DataInput words = DataInput.ids32(3, 6);
    models.add(pooled("mean", (b, table, rows) -> b.tf().math.mean(rows, b.ints(1)), words));
    models.add(pooled("sum", (b, table, rows) -> b.tf().reduceSum(rows, b.ints(-2)), words));
    models.add(
        pooled(
            "mean with its axis kept",
            (b, table, rows) -> b.tf().math.mean(rows, b.ints(1), Mean.keepDims(true)),
            DataInput.ids64(3, 5)));
    models.add(
        pooled(
            "mean over two axes",
            (b, table, rows) -> b.tf().math.mean(rows, b.ints(2, 1)),
            DataInput.ids32(3, 2, 3)));
    models.add(
        pooled(
            "mean over one of two axes",
            (b, table, rows) -> b.tf().math.mean(rows, b.ints(1)),
            DataInput.ids32(3, 2, 3)));
    models.add(
        pooled(
            "mean over the columns", (b, table, rows) -> b.tf().math.mean(rows, b.ints(2)), words));
    models.add(
        pooled(
            "mean and maximum",
            (b, table, rows) ->
                b.tf()
                    .math
                    .mul(b.tf().math.mean(rows, b.ints(1)), b.tf().reduceMax(rows, b.ints(1))),
            words));
    models.add(
        pooled(
            "mean, and the table as a weight",
            (b, table, rows) ->
                b.tf()
                    .linalg
                    .matMul(b.tf().math.mean(rows, b.ints(1)), table, MatMul.transposeB(true)),
            words));
    models.add(
        pooled(
            "mean, and a sum of other look-ups",
            (b, table, rows) ->
                b.tf()
                    .math
                    .mul(
                        b.tf().math.mean(rows, b.ints(1)),
                        b.tf().reduceSum(b.gather(table, b.ids(1)), b.ints(1))),
            words,
            DataInput.ids64(3, 4)));
    models.add(pooledBehindTranspose());
  }

  private static Model pooled(String name, Pooling pooling, DataInput... inputs) {
    return Model.of(
        "pooled look-ups: " + name,
        b -> {
          Operand<TFloating> table = b.variable(3, 4);
          Operand<TFloating> rows = b.gather(table, b.ids(0));
          return b.squares(b.tf().math.tanh(pooling.of(b, table, rows)));
        },
        inputs);
  }

  private static Model pooledBehindTranspose() {
    return Model.of(
        "pooled look-ups in a transposed table",
        b -> {
          Operand<TFloating> table = b.reshape(b.transpose(b.variable(4, 3), 1, 0), 3, 4);
          Operand<TFloating> rows = b.gather(table, b.ids(0));
          return b.squares(b.tf().math.tanh(b.tf().reduceSum(rows, b.ints(1))));
        },
        DataInput.ids32(3, 6));
  }

  private static Model timeMajor() {
    return Model.of(
        "gather of ids [time, batch]",
        b -> {
          Operand<TNumber> ids = b.tf().linalg.transpose(b.ids(0), b.ints(1, 0));
          return b.squares(b.tf().math.tanh(b.gather(b.variable(3, 4), ids)), 1);
        },
        DataInput.ids32(3, 6));
  }

  private static Model merged() {
    return Model.of(
        "gather of ids [batch * time]",
        b -> {
          Operand<TNumber> ids = b.tf().reshape(b.ids(0), b.ints(-1));
          Operand<TFloating> found = b.gather(b.variable(3, 4), ids);
          return b.squares(b.reshape(b.tf().math.tanh(found), -1, 6, 4));
        },
        DataInput.ids32(3, 6));
  }

  private static Model oneTableTwice() {
    return Model.of(
        "one table for two inputs of different types",
        b -> {
          Operand<TFloating> table = b.variable(4, 3);
          Operand<TFloating> words = b.gather(table, b.ids(0));
          Operand<TFloating> context = b.expandDims(b.gather(table, b.ids(1)), 1);
          return b.squares(b.tf().math.tanh(b.tf().math.mul(words, context)));
        },
        DataInput.ids32(4, 5),
        DataInput.ids64(4));
  }

  /** Features, ids and labels together. */
  private static Model crossEntropy() {
    return Model.of(
        "features, ids and labels",
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> words =
              tf.math.mean(b.gather(b.variable(6, 3), b.ids(1)), tf.constant(1));
          Operand<TFloating> joined = tf.concat(List.of(b.x(), words), tf.constant(1));
          return b.crossEntropy(b.dense(tf.math.tanh(b.dense(joined, 5)), 4), b.ids(2));
        },
        DataInput.floats(4),
        DataInput.ids64(6, 5),
        DataInput.ids32(4));
  }
}
