package io.dptrain.core.internal.gradient;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.family.TFloating;

/** Whole networks. */
final class NetworkModels {
  private NetworkModels() {}

  static List<Model> all() {
    return List.of(convolutional(), residual(), transformer());
  }

  /** Convolutions, pooling, reshape, dense layers and the sparse cross entropy together. */
  private static Model convolutional() {
    return Model.of(
        "convolutional network",
        b -> {
          Ops tf = b.tf();
          var ones = b.ints(1, 1, 1, 1);
          var window = b.ints(1, 2, 2, 1);
          Operand<TFloating> first =
              Convolutions.of("SAME", 2).apply(b, b.x(), b.variable(4, 4, 1, 3));
          Operand<TFloating> active = tf.math.tanh(tf.nn.biasAdd(first, b.variable(3)));
          Operand<TFloating> pooled = tf.nn.maxPool(active, window, ones, "VALID");
          Operand<TFloating> second =
              Convolutions.of("VALID", 1).apply(b, pooled, b.variable(2, 2, 3, 4));
          Operand<TFloating> hidden = tf.nn.relu(b.dense(b.flatten(tf.math.tanh(second)), 6));
          return b.crossEntropy(b.dense(hidden, 5), b.ids(1));
        },
        DataInput.floats(12, 12, 1),
        DataInput.ids64(5));
  }

  private static Model residual() {
    return Model.of(
        "residual network",
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> stem =
              Convolutions.of("SAME", 1).apply(b, b.x(), b.variable(3, 3, 3, 4));
          Operand<TFloating> hidden =
              tf.nn.elu(Convolutions.of("SAME", 1).apply(b, stem, b.variable(3, 3, 4, 4)));
          Operand<TFloating> sum = tf.math.add(stem, hidden);
          Operand<TFloating> pooled =
              tf.nn.avgPool(sum, List.of(1L, 2L, 2L, 1L), List.of(1L, 2L, 2L, 1L), "VALID");
          return b.squares(b.dense(tf.math.mean(pooled, b.ints(1, 2)), 3));
        },
        DataInput.floats(6, 6, 3));
  }

  /** One block with two heads, from ids to logits. */
  private static Model transformer() {
    return Model.of(
        "transformer block",
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> words =
              tf.math.add(b.gather(b.variable(6, 4), b.ids(0)), b.variable(5, 4));
          Operand<TFloating> attended = tf.math.add(words, attention(b, scaledNorm(b, words)));
          Operand<TFloating> merged = b.reshape(scaledNorm(b, attended), -1, 4);
          Operand<TFloating> wide = tf.math.tanh(b.dense(merged, 8));
          Operand<TFloating> out = tf.math.add(attended, b.reshape(b.dense(wide, 4), -1, 5, 4));
          return b.crossEntropy(b.dense(tf.math.mean(out, tf.constant(1)), 3), b.ids(1));
        },
        DataInput.ids32(6, 5),
        DataInput.ids32(3));
  }

  private static Operand<TFloating> scaledNorm(LossBuilder b, Operand<TFloating> x) {
    Operand<TFloating> scaled = b.tf().math.mul(b.normalized(x), b.variableAround(1, 4));
    return b.tf().math.add(scaled, b.variable(4));
  }

  private static Operand<TFloating> attention(LossBuilder b, Operand<TFloating> x) {
    Ops tf = b.tf();
    Operand<TFloating> queries = b.einsum("btd,dhk->bhtk", x, b.variable(4, 2, 3));
    Operand<TFloating> keys = b.einsum("btd,dhk->bhtk", x, b.variable(4, 2, 3));
    Operand<TFloating> values = b.einsum("btd,dhk->bhtk", x, b.variable(4, 2, 3));
    Operand<TFloating> scores =
        tf.train.batchMatMul(queries, keys, keys.type(), BatchMatMul.adjY(true));
    Operand<TFloating> mixed = tf.train.batchMatMul(tf.nn.softmax(scores), values, values.type());
    return b.einsum("bhtk,hkd->btd", mixed, b.variable(2, 3, 4));
  }
}
