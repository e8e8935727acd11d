package io.dptrain.core.internal.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** Losses with several entries per example, several rows per privacy unit, frozen variables. */
final class LayoutModels {
  private LayoutModels() {}

  static List<Model> all() {
    List<Model> models = new ArrayList<>();
    addSeveralEntries(models);
    addSeveralRows(models);
    models.add(frozen());
    models.add(frozenInFront());
    return models;
  }

  private static void addSeveralEntries(List<Model> models) {
    models.add(
        Model.of(
            "loss [batch, time]",
            b -> {
              Operand<TFloating> hidden = b.tf().math.tanh(b.dense(b.reshape(b.x(), -1, 4), 3));
              return b.squares(b.reshape(hidden, -1, 5, 3), 0, 1);
            },
            DataInput.floats(5, 4)));
    models.add(
        Model.of(
            "loss [time, batch]",
            b -> {
              Operand<TFloating> x = b.transpose(b.x(), 1, 0, 2);
              return b.squares(
                  b.tf().math.tanh(b.einsum("tbd,dp->tbp", x, b.variable(4, 3))), 0, 1);
            },
            DataInput.floats(5, 4)));
    models.add(
        Model.of(
            "loss [batch * time]",
            b -> {
              Operand<TFloating> logits = b.dense(b.reshape(b.x(), -1, 4), 3);
              return b.crossEntropy(logits, b.tf().reshape(b.ids(1), b.ints(-1)));
            },
            DataInput.floats(5, 4),
            DataInput.ids32(3, 5)));
    models.add(
        Model.of(
            "loss [batch, height, width, channels]",
            b -> {
              Operand<TFloating> output =
                  Convolutions.of("SAME", 1).apply(b, b.x(), b.variable(3, 3, 1, 2));
              return b.tf().math.square(b.tf().math.tanh(output));
            },
            DataInput.floats(4, 5, 1)));
  }

  private static void addSeveralRows(List<Model> models) {
    List<Model> plain =
        List.of(
            Model.of(
                "dense layers",
                b -> b.squares(b.dense(b.tf().math.tanh(b.dense(b.x(), 4)), 3)),
                DataInput.floats(3)),
            Model.of(
                "dense layers over [rows * time]",
                b -> {
                  Operand<TFloating> hidden = b.tf().math.tanh(b.dense(b.reshape(b.x(), -1, 3), 4));
                  return b.squares(b.dense(b.reshape(hidden, -1, 8), 2));
                },
                DataInput.floats(2, 3)),
            Model.of(
                "time-major layers over [time, rows]",
                b -> {
                  Operand<TFloating> x = b.transpose(b.x(), 1, 0, 2);
                  Operand<TFloating> merged = b.reshape(x, -1, 3);
                  Operand<TFloating> hidden = b.tf().math.tanh(b.dense(merged, 4));
                  return b.squares(b.reshape(hidden, 2, -1, 4), 1);
                },
                DataInput.floats(2, 3)),
            Model.of(
                "convolution",
                b -> {
                  Operand<TFloating> output =
                      Convolutions.of("SAME", 2).apply(b, b.x(), b.variable(3, 3, 2, 3));
                  return b.squares(b.dense(b.flatten(b.tf().math.tanh(output)), 2));
                },
                DataInput.floats(5, 4, 2)),
            Model.of(
                "convolution of one channel",
                b -> b.squares(Convolutions.of("VALID", 1).apply(b, b.x(), b.variable(3, 3, 1, 3))),
                DataInput.floats(5, 4, 1)),
            Model.of(
                "look-ups and labels",
                b -> {
                  Operand<TFloating> words = b.flatten(b.gather(b.variable(3, 2), b.ids(0)));
                  return b.crossEntropy(b.dense(b.tf().math.tanh(words), 3), b.ids(1));
                },
                DataInput.ids64(3, 4),
                DataInput.ids32(3)),
            Model.of(
                "scales and per-head weights",
                b -> {
                  Operand<TFloating> scaled = b.tf().math.mul(b.x(), b.variableAround(1, 2, 1, 4));
                  return b.squares(b.einsum("bhtd,hdp->bhtp", scaled, b.variable(2, 4, 2)));
                },
                DataInput.floats(2, 3, 4)));
    for (Model model : plain) {
      models.add(model.withRowsPerUnit(4));
    }
    models.add(plain.get(1).withRowsPerUnit(2));
  }

  /** Only the head is trained. */
  private static Model frozen() {
    return Model.of(
        "trained head on frozen layers",
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> hidden = b.matMul(b.x(), b.frozenAround(0, 4, 5));
          Operand<TFloating> active = tf.math.tanh(tf.nn.biasAdd(hidden, b.frozenAround(0, 5)));
          return b.squares(b.dense(active, 3));
        },
        DataInput.floats(4));
  }

  /** Trained layers in front of, and beside, frozen ones. */
  private static Model frozenInFront() {
    return Model.of(
        "trained layers between frozen ones, and a low-rank adapter",
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> first = tf.math.tanh(b.dense(b.x(), 5));
          Operand<TFloating> base = b.matMul(first, b.frozenAround(0, 5, 6));
          Operand<TFloating> adapted =
              b.matMul(b.matMul(first, b.variable(5, 2)), b.variable(2, 6));
          Operand<TFloating> sum = tf.math.tanh(tf.math.add(base, adapted));
          return b.squares(tf.math.mul(sum, b.frozenAround(1, 6)));
        },
        DataInput.floats(4));
  }
}
