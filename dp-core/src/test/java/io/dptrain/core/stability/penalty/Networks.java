package io.dptrain.core.stability.penalty;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/** Networks with one score for each example, each of which needs a gradient of a gradient. */
enum Networks {
  TANH(after((tf, x) -> tf.math.tanh(x))),
  SIGMOID(after((tf, x) -> tf.math.sigmoid(x))),
  RELU(after((tf, x) -> tf.nn.relu(x))),
  RELU6(after((tf, x) -> tf.nn.relu6(tf.math.mul(x, tf.constant(4.0))))),
  LEAKY_RELU(after((tf, x) -> tf.nn.leakyRelu(x, LeakyRelu.alpha(0.1f)))),
  ELU(after((tf, x) -> tf.nn.elu(x))),
  SELU(after((tf, x) -> tf.nn.selu(x))),
  SOFTPLUS(after((tf, x) -> tf.math.softplus(x))),
  SOFTSIGN(after((tf, x) -> tf.nn.softsign(x))),
  /** With the error function, which TensorFlow's gradient writes out. */
  GELU(after((tf, x) -> tf.math.mul(x, tf.math.erf(x)))),
  RECIPROCAL(after((tf, x) -> tf.math.reciprocal(aboveOne(tf, x)))),
  INV(after((tf, x) -> number(tf.scope().opBuilder("Inv", "Inv"), aboveOne(tf, x)))),
  SQRT(after((tf, x) -> tf.math.sqrt(aboveOne(tf, x)))),
  RSQRT(after((tf, x) -> tf.math.rsqrt(aboveOne(tf, x)))),
  BIAS(after(Networks::biased)),
  SLICE(after(Networks::slice)),
  MAX_POOL(convolution(Networks::maxPool)),
  MAX_POOL_OF_ATTRIBUTES(convolution(Networks::maxPoolOfAttributes)),
  AVERAGE_POOL(
      convolution(
          (tf, maps) ->
              tf.nn.avgPool(maps, List.of(1L, 2L, 2L, 1L), List.of(1L, 2L, 2L, 1L), "VALID"))),
  CONVOLUTION(convolution((tf, maps) -> maps)),
  DEPTHWISE(Networks::depthwise),
  ATTENTION(Networks::attention);

  private static final int WIDTH = 5;

  @SuppressWarnings("ImmutableEnumChecker") // the lambdas hold nothing
  private final Score score;

  Networks(Score score) {
    this.score = score;
  }

  /** What is made of the input. */
  private interface Score {
    Operand<TFloat64> of(Network network, Operand<TFloat64> input);
  }

  /** What is made of the hidden layer. */
  private interface Layer {
    Operand<TFloat64> of(Ops tf, Operand<TFloat64> hidden);
  }

  /** The score of three examples with 16 numbers each. <b>Shape</b> {@code [3, 1]}. */
  Operand<TFloat64> score(Network network, Operand<TFloat64> input) {
    return score.of(network, input);
  }

  private static Score after(Layer activation) {
    return (network, input) ->
        last(network, activation.of(network.tf, network.dense(input, WIDTH)));
  }

  private static Score convolution(Layer pooling) {
    return (network, input) -> {
      Ops tf = network.tf;
      Operand<TFloat64> maps =
          tf.nn.conv2d(
              images(tf, input), network.weight(2, 2, 1, 2), List.of(1L, 1L, 1L, 1L), "SAME");
      return last(network, pooling.of(tf, tf.math.tanh(maps)));
    };
  }

  private static Operand<TFloat64> biased(Ops tf, Operand<TFloat64> hidden) {
    return tf.math.tanh(tf.nn.biasAdd(hidden, tf.constant(new double[WIDTH])));
  }

  private static Operand<TFloat64> slice(Ops tf, Operand<TFloat64> hidden) {
    return tf.stridedSlice(
        tf.math.tanh(hidden),
        tf.constant(new int[] {0, 1}),
        tf.constant(new int[] {3, 5}),
        tf.constant(new int[] {1, 2}));
  }

  private static Operand<TFloat64> maxPool(Ops tf, Operand<TFloat64> maps) {
    Operand<TInt32> window = tf.constant(new int[] {1, 2, 2, 1});
    return tf.nn.maxPool(maps, window, window, "VALID");
  }

  private static Operand<TFloat64> maxPoolOfAttributes(Ops tf, Operand<TFloat64> maps) {
    OperationBuilder builder =
        tf.scope()
            .opBuilder("MaxPool", "MaxPool")
            .setAttr("ksize", new long[] {1, 2, 2, 1})
            .setAttr("strides", new long[] {1, 2, 2, 1})
            .setAttr("padding", "VALID");
    return number(builder, maps);
  }

  private static Operand<TFloat64> depthwise(Network network, Operand<TFloat64> input) {
    Ops tf = network.tf;
    return last(
        network,
        tf.math.tanh(
            tf.nn.depthwiseConv2dNative(
                images(tf, input), network.weight(2, 2, 1, 2), List.of(1L, 1L, 1L, 1L), "SAME")));
  }

  /** Attention of each example to itself, in products of batches of matrices. */
  private static Operand<TFloat64> attention(Network network, Operand<TFloat64> input) {
    Ops tf = network.tf;
    Operand<TFloat64> words = tf.reshape(input, tf.constant(new int[] {3, 4, 4}));
    Operand<TFloat64> queries = product(tf, words, network.weight(1, 4, 4), false);
    Operand<TFloat64> logits = tf.math.mul(product(tf, queries, words, true), tf.constant(0.3));
    return last(network, product(tf, tf.nn.softmax(logits), words, false));
  }

  private static Operand<TFloat64> product(
      Ops tf, Operand<TFloat64> a, Operand<TFloat64> b, boolean transposed) {
    return tf.train.batchMatMul(a, b, TFloat64.class, BatchMatMul.adjY(transposed));
  }

  private static Operand<TFloat64> images(Ops tf, Operand<TFloat64> input) {
    return tf.reshape(input, tf.constant(new int[] {3, 4, 4, 1}));
  }

  private static Operand<TFloat64> aboveOne(Ops tf, Operand<TFloat64> x) {
    return tf.math.add(tf.math.square(x), tf.constant(1.0));
  }

  private static Operand<TFloat64> number(OperationBuilder builder, Operand<TFloat64> input) {
    return builder.addInput(input.asOutput()).build().<TFloat64>output(0);
  }

  private static Operand<TFloat64> last(Network network, Operand<TFloat64> hidden) {
    Ops tf = network.tf;
    long size = hidden.shape().size() / 3;
    Operand<TFloat64> flat = tf.reshape(hidden, tf.constant(new long[] {3, size}));
    return tf.linalg.matMul(flat, network.weight(size, 1));
  }
}
