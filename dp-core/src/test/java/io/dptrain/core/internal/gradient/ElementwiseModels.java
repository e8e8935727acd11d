package io.dptrain.core.internal.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** Biases and scales: BiasAdd, and elementwise ops with broadcasting. */
final class ElementwiseModels {
  private static final long[][] SHAPES = {{}, {4}, {3, 1}, {3, 4}, {1, 3, 4}, {1, 1, 1}};

  private ElementwiseModels() {}

  /** An elementwise op of two operands. */
  @FunctionalInterface
  private interface Pairing {
    Operand<TFloating> of(Ops tf, Operand<TFloating> a, Operand<TFloating> b);
  }

  static List<Model> all() {
    List<Model> models = new ArrayList<>();
    addBiases(models);
    addPairs(models, "add", (tf, a, b) -> tf.math.add(a, b));
    addPairs(models, "sub", (tf, a, b) -> tf.math.sub(a, b));
    addPairs(models, "mul", (tf, a, b) -> tf.math.mul(a, b));
    addPairs(models, "div", (tf, a, b) -> tf.math.div(a, b));
    models.add(timeMajor());
    models.add(merged());
    models.add(positionEmbedding());
    models.add(layerNormalization());
    models.add(groupNormalization());
    models.add(manyBroadcasts());
    return models;
  }

  private static void addBiases(List<Model> models) {
    for (long[] example : new long[][] {{4}, {3, 4}, {2, 3, 4}}) {
      models.add(
          Model.of(
              "biasAdd, examples of rank " + example.length,
              b -> b.squares(b.tf().math.tanh(b.tf().nn.biasAdd(b.x(), b.variable(4)))),
              DataInput.floats(example)));
    }
  }

  private static void addPairs(List<Model> models, String name, Pairing pairing) {
    for (long[] shape : SHAPES) {
      for (boolean dataFirst : new boolean[] {true, false}) {
        models.add(pair(name, pairing, shape, dataFirst));
      }
    }
  }

  /** Both operands are kept away from zero, where a quotient has no bounds. */
  private static Model pair(String name, Pairing pairing, long[] shape, boolean dataFirst) {
    return Model.of(
        "%s, data %s, variable %s"
            .formatted(name, dataFirst ? "first" : "second", Arrays.toString(shape)),
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> x = tf.math.add(tf.math.square(b.x()), b.constant(0.5));
          Operand<TFloating> variable = b.variableAround(1.5, shape);
          return b.squares(dataFirst ? pairing.of(tf, x, variable) : pairing.of(tf, variable, x));
        },
        DataInput.floats(3, 4));
  }

  private static Model timeMajor() {
    return Model.of(
        "scale [time, 1, d] and offset [d] of [time, batch, d]",
        b -> {
          Operand<TFloating> x = b.transpose(b.x(), 1, 0, 2);
          Operand<TFloating> scaled = b.tf().math.mul(x, b.variableAround(1, 3, 1, 4));
          return b.squares(b.tf().math.tanh(b.tf().math.add(scaled, b.variable(4))), 1);
        },
        DataInput.floats(3, 4));
  }

  private static Model merged() {
    return Model.of(
        "scale and offset of [batch * time, d]",
        b -> {
          Operand<TFloating> scaled =
              b.tf().math.mul(b.reshape(b.x(), -1, 4), b.variableAround(1, 4));
          Operand<TFloating> shifted = b.tf().nn.biasAdd(scaled, b.variable(4));
          return b.squares(b.reshape(b.tf().math.tanh(shifted), -1, 3, 4));
        },
        DataInput.floats(3, 4));
  }

  private static Model positionEmbedding() {
    return Model.of(
        "position embedding",
        b -> {
          Operand<TFloating> placed = b.tf().math.add(b.x(), b.variable(5, 3));
          return b.squares(b.tf().math.tanh(b.einsum("btd,dp->btp", placed, b.variable(3, 2))));
        },
        DataInput.floats(5, 3));
  }

  private static Model layerNormalization() {
    return Model.of(
        "layer normalization",
        b -> {
          Operand<TFloating> hidden = b.einsum("btd,dp->btp", b.x(), b.variable(4, 6));
          Operand<TFloating> scaled = b.tf().math.mul(b.normalized(hidden), b.variableAround(1, 6));
          return b.squares(b.tf().math.tanh(b.tf().math.add(scaled, b.variable(6))));
        },
        DataInput.floats(3, 4));
  }

  private static Model groupNormalization() {
    return Model.of(
        "group normalization",
        b -> {
          Operand<TFloating> hidden =
              Convolutions.of("SAME", 1).apply(b, b.x(), b.variable(3, 3, 2, 6));
          Operand<TFloating> groups = b.normalized(b.reshape(hidden, -1, 4, 4, 3, 2), 1, 2, 4);
          Operand<TFloating> scaled =
              b.tf().math.mul(b.variableAround(1, 6), b.reshape(groups, -1, 4, 4, 6));
          return b.squares(b.tf().math.tanh(b.tf().nn.biasAdd(scaled, b.variable(6))));
        },
        DataInput.floats(4, 4, 2));
  }

  private static Model manyBroadcasts() {
    return Model.of(
        "biases added by broadcasting",
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> row = tf.math.add(b.x(), b.variable(4));
          Operand<TFloating> column = tf.math.add(b.variable(3, 1), row);
          Operand<TFloating> all = tf.math.add(column, b.variable(1, 3, 4));
          return b.squares(tf.math.tanh(tf.math.add(all, b.variable())));
        },
        DataInput.floats(3, 4));
  }
}
