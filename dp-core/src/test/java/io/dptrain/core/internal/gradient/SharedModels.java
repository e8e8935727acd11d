package io.dptrain.core.internal.gradient;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/** One variable used at several places: the norm of the sum of its gradients is wanted. */
final class SharedModels {
  private SharedModels() {}

  static List<Model> all() {
    return List.of(
        weightTwice(),
        weightTransposed(),
        weightTransposedBeforehand(),
        weightOnSequenceAndVector(),
        weightAsScale(),
        biasTwice(),
        biasOfTwoShapes(),
        kernelTwice("SAME", 1, 1, 3),
        kernelTwice("VALID", 1, 2, 2),
        kernelInBothDirections(),
        tied("with transposeB", false),
        tied("through transpose", true),
        tiedToOneStep(),
        tableTwice());
  }

  private static Model weightTwice() {
    return Model.of(
        "one weight used twice",
        b -> {
          Operand<TFloating> weight = b.variable(4, 4);
          return b.squares(b.matMul(b.tf().math.tanh(b.matMul(b.x(), weight)), weight));
        },
        DataInput.floats(4));
  }

  private static Model weightTransposed() {
    return Model.of(
        "one weight used twice, once with transposeB",
        b -> {
          Operand<TFloating> weight = b.variable(4, 3);
          Operand<TFloating> code = b.tf().math.sigmoid(b.matMul(b.x(), weight));
          return b.squares(b.tf().linalg.matMul(code, weight, MatMul.transposeB(true)));
        },
        DataInput.floats(4));
  }

  private static Model weightTransposedBeforehand() {
    return Model.of(
        "one weight used twice, once through transpose",
        b -> {
          Operand<TFloating> weight = b.variable(4, 3);
          Operand<TFloating> code = b.tf().math.sigmoid(b.matMul(b.x(), weight));
          return b.squares(b.matMul(code, b.transpose(weight, 1, 0)));
        },
        DataInput.floats(4));
  }

  private static Model weightOnSequenceAndVector() {
    return Model.of(
        "one weight for a sequence and for its mean",
        b -> {
          Operand<TFloating> weight = b.variable(4, 4);
          Operand<TFloating> steps = b.tf().math.tanh(b.einsum("btd,dp->btp", b.x(), weight));
          return b.squares(b.matMul(b.tf().math.mean(steps, b.tf().constant(1)), weight));
        },
        DataInput.floats(5, 4));
  }

  private static Model weightAsScale() {
    return Model.of(
        "one variable as a weight and as a scale",
        b -> {
          Operand<TFloating> weight = b.variable(3, 4);
          Operand<TFloating> scaled = b.tf().math.mul(b.x(), weight);
          return b.squares(b.tf().math.tanh(b.einsum("btd,pd->btp", scaled, weight)));
        },
        DataInput.floats(3, 4));
  }

  private static Model biasTwice() {
    return Model.of(
        "one bias used twice",
        b -> {
          Operand<TFloating> bias = b.variable(3);
          Operand<TFloating> first = b.matMul(b.x(), b.variable(4, 3));
          Operand<TFloating> hidden = b.tf().math.tanh(b.tf().nn.biasAdd(first, bias));
          return b.squares(b.tf().nn.biasAdd(b.matMul(hidden, b.variable(3, 3)), bias));
        },
        DataInput.floats(4));
  }

  private static Model biasOfTwoShapes() {
    return Model.of(
        "one bias, added and multiplied, at two ranks",
        b -> {
          Operand<TFloating> bias = b.variable(4);
          Operand<TFloating> steps = b.tf().math.tanh(b.tf().nn.biasAdd(b.x(), bias));
          return b.squares(b.tf().math.mul(bias, b.tf().math.mean(steps, b.tf().constant(1))));
        },
        DataInput.floats(3, 4));
  }

  private static Model kernelTwice(String padding, long first, long second, int channels) {
    return Model.of(
        "one kernel used twice, %s, strides %d and %d".formatted(padding, first, second),
        b -> {
          Operand<TFloating> kernel = b.variable(2, 2, channels, channels);
          Operand<TFloating> hidden =
              b.tf().math.tanh(Convolutions.of(padding, first).apply(b, b.x(), kernel));
          return b.squares(Convolutions.of(padding, second).apply(b, hidden, kernel));
        },
        DataInput.floats(6, 6, channels));
  }

  /** A convolution and its transpose, as in an autoencoder. */
  private static Model kernelInBothDirections() {
    return Model.of(
        "one kernel for a convolution and a transposed one",
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> kernel = b.variable(3, 3, 2, 3);
          Operand<TFloating> code =
              tf.math.tanh(Convolutions.of("SAME", 2).apply(b, b.x(), kernel));
          return b.squares(
              tf.nn.conv2dBackpropInput(
                  tf.shape(b.x()), kernel, code, List.of(1L, 2L, 2L, 1L), "SAME"));
        },
        DataInput.floats(6, 4, 2));
  }

  /** The table of the input words is the weight of the output words. */
  private static Model tied(String name, boolean beforehand) {
    return Model.of(
        "tied embedding " + name,
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> table = b.variable(5, 3);
          Operand<TFloating> hidden = tf.math.tanh(b.reshape(b.gather(table, b.ids(0)), -1, 3));
          Operand<TFloating> logits =
              beforehand
                  ? b.matMul(hidden, b.transpose(table, 1, 0))
                  : tf.linalg.matMul(hidden, table, MatMul.transposeB(true));
          Operand<TFloating> losses = b.crossEntropy(logits, tf.reshape(b.ids(1), b.ints(-1)));
          return tf.reduceSum(b.reshape(losses, -1, 4), tf.constant(1));
        },
        DataInput.ids32(5, 4),
        DataInput.ids64(5, 4));
  }

  /** Several look-ups and one product, which has no axis of positions. */
  private static Model tiedToOneStep() {
    return Model.of(
        "tied embedding, one output for all words",
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> table = b.variable(5, 3);
          Operand<TFloating> words = tf.math.tanh(b.gather(table, b.ids(0)));
          Operand<TFloating> last = b.matMul(b.flatten(words), b.variable(12, 3));
          Operand<TFloating> logits = tf.linalg.matMul(last, table, MatMul.transposeB(true));
          return b.crossEntropy(logits, b.ids(1));
        },
        DataInput.ids32(5, 4),
        DataInput.ids64(5));
  }

  private static Model tableTwice() {
    return Model.of(
        "one table looked up twice and multiplied",
        b -> {
          Operand<TFloating> table = b.variable(6, 4);
          Operand<TFloating> a = b.gather(table, b.ids(0));
          Operand<TFloating> c = b.gather(table, b.ids(1));
          return b.squares(b.tf().math.mul(a, c));
        },
        DataInput.ids32(6, 3),
        DataInput.ids32(6, 3));
  }
}
