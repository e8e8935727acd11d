package io.dptrain.core.internal.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TNumber;

/** The layers that random graphs are made of. Variables of one shape are often shared. */
final class RandomLayers {
  private final LossBuilder b;
  private final Ops tf;
  private final Random random;
  private final Map<String, Operand<TFloating>> made = new HashMap<>();
  private Operand<TFloating> table;

  RandomLayers(LossBuilder b, Random random) {
    this.b = b;
    this.tf = b.tf();
    this.random = random;
  }

  /** Some layer that the hidden values can pass. */
  Hidden next(Hidden hidden) {
    List<UnaryOperator<Hidden>> choices = new ArrayList<>();
    choices.add(this::elementwise);
    choices.add(this::normalization);
    choices.add(this::activation);
    choices.add(this::residual);
    choices.add(this::concatenated);
    if (table != null && hidden.width() == table.shape().get(1)) {
      choices.add(this::decoded);
    }
    switch (hidden.kind()) {
      case VECTOR -> choices.addAll(List.of(this::dense, this::dense, this::tiedTwice));
      case SEQUENCE ->
          choices.addAll(
              List.of(
                  this::dense,
                  this::attention,
                  this::recurrence,
                  this::toTimeMajor,
                  this::merge,
                  this::pooledOverTime,
                  this::temporalConvolution));
      case TIME_MAJOR -> choices.addAll(List.of(this::dense, this::fromTimeMajor, this::merge));
      case MERGED, TIME_MAJOR_MERGED ->
          choices.addAll(List.of(this::dense, this::tiedTwice, this::split));
      case IMAGE ->
          choices.addAll(
              List.of(
                  this::convolution,
                  this::convolution,
                  this::depthwise,
                  this::pooling,
                  this::rowsAsSteps,
                  this::flattened));
      default -> throw new IllegalStateException("no layer for " + hidden.kind());
    }
    return choices.get(random.nextInt(choices.size())).apply(hidden);
  }

  /** A loss for whatever there is. */
  Operand<TFloating> loss(Hidden hidden, Operand<? extends TNumber> labels) {
    boolean bothAxes = random.nextBoolean();
    return switch (hidden.kind()) {
      case VECTOR ->
          random.nextBoolean()
              ? b.crossEntropy(dense(hidden, 3).tensor(), labels)
              : b.squares(hidden.tensor());
      case SEQUENCE, TIME_MAJOR ->
          bothAxes
              ? b.squares(hidden.tensor(), 0, 1)
              : b.squares(hidden.tensor(), hidden.kind() == Hidden.Kind.SEQUENCE ? 0 : 1);
      default -> b.squares(hidden.tensor(), 0);
    };
  }

  Hidden embedded(Operand<TNumber> ids, int vocabulary, int time) {
    table = b.variable(vocabulary, width());
    return new Hidden(Hidden.Kind.SEQUENCE, b.gather(table, ids), time);
  }

  /** A weight times the last axis, in one of several ops. */
  Hidden dense(Hidden hidden) {
    return dense(hidden, width());
  }

  private Hidden dense(Hidden hidden, int out) {
    int in = hidden.width();
    Operand<TFloating> product =
        switch (random.nextInt(hidden.isMatrix() ? 4 : 2)) {
          case 0 -> b.einsum(lettered(hidden, "dp"), hidden.tensor(), weight(in, out));
          case 1 ->
              hidden.isMatrix()
                  ? b.matMul(hidden.tensor(), weight(in, out))
                  : batched(hidden, in, out);
          case 2 -> tf.linalg.matMul(hidden.tensor(), weight(out, in), MatMul.transposeB(true));
          default -> b.matMul(hidden.tensor(), b.transpose(weight(out, in), 1, 0));
        };
    return random.nextBoolean()
        ? hidden.with(tf.nn.biasAdd(product, weight(out)))
        : hidden.with(product);
  }

  /** A product over the last axis, with a letter for each of the others. */
  private static String lettered(Hidden hidden, String weight) {
    String front = "bijk".substring(0, hidden.rank() - 1);
    return front + "d," + weight + "->" + front + "p";
  }

  /** TensorFlow cannot differentiate a batched product by a variable, but by its identity. */
  private Operand<TFloating> batched(Hidden hidden, int in, int out) {
    Operand<TFloating> weight = tf.identity(weight(in, out));
    return tf.train.batchMatMul(hidden.tensor(), weight, weight.type());
  }

  /** The table of the ids as the weight of an output. */
  private Hidden decoded(Hidden hidden) {
    return hidden.with(b.einsum(lettered(hidden, "pd"), hidden.tensor(), table));
  }

  /** A weight and its transpose, as in an autoencoder. */
  private Hidden tiedTwice(Hidden hidden) {
    Operand<TFloating> weight = weight(hidden.width(), width());
    Operand<TFloating> code = tf.math.tanh(b.matMul(hidden.tensor(), weight));
    return hidden.with(tf.linalg.matMul(code, weight, MatMul.transposeB(true)));
  }

  private Hidden elementwise(Hidden hidden) {
    Operand<TFloating> x = hidden.tensor();
    Operand<TFloating> variable = random.nextBoolean() ? weight(hidden.width()) : spread(hidden);
    return hidden.with(
        switch (random.nextInt(5)) {
          case 0 -> tf.math.add(variable, x);
          case 1 -> tf.math.sub(x, variable);
          case 2 -> tf.math.mul(x, tf.math.add(variable, b.constant(1)));
          case 3 -> tf.math.mul(variable, x);
          default -> tf.math.sub(variable, x);
        });
  }

  /** A variable that reaches over all axes but that of the examples, or a scalar. */
  private Operand<TFloating> spread(Hidden hidden) {
    return switch (hidden.kind()) {
      case SEQUENCE -> weight(hidden.time(), hidden.width());
      case TIME_MAJOR -> weight(hidden.time(), 1, hidden.width());
      case IMAGE -> weight(1, hidden.tensor().shape().get(2), 1);
      default -> weight();
    };
  }

  private Hidden normalization(Hidden hidden) {
    Operand<TFloating> normalized = b.normalized(hidden.tensor());
    Operand<TFloating> scaled = tf.math.mul(normalized, weight(hidden.width()));
    return hidden.with(tf.math.add(scaled, weight(hidden.width())));
  }

  private Hidden activation(Hidden hidden) {
    Operand<TFloating> x = hidden.tensor();
    return hidden.with(
        switch (random.nextInt(4)) {
          case 0 -> tf.math.tanh(x);
          case 1 -> tf.math.sigmoid(x);
          case 2 -> tf.nn.elu(x);
          default -> tf.nn.softmax(hidden.isMatrix() ? x : tf.math.tanh(x));
        });
  }

  /** Two branches side by side. */
  private Hidden concatenated(Hidden hidden) {
    Operand<TFloating> branch = activation(dense(hidden, 2)).tensor();
    int last = hidden.rank() - 1;
    return hidden.with(tf.concat(List.of(hidden.tensor(), branch), tf.constant(last)));
  }

  private Hidden residual(Hidden hidden) {
    Hidden branch = activation(dense(hidden, hidden.width()));
    return hidden.with(tf.math.add(hidden.tensor(), branch.tensor()));
  }

  /** Every step attends to every step, within an example. */
  private Hidden attention(Hidden hidden) {
    Operand<TFloating> queries = dense(hidden, 3).tensor();
    Operand<TFloating> keys = dense(hidden, 3).tensor();
    Operand<TFloating> scores =
        tf.train.batchMatMul(queries, keys, keys.type(), BatchMatMul.adjY(true));
    return hidden.with(tf.train.batchMatMul(tf.nn.softmax(scores), hidden.tensor(), keys.type()));
  }

  private Hidden recurrence(Hidden hidden) {
    int width = width();
    int kind = random.nextInt(3);
    RecurrentModels.Cell cell =
        switch (kind) {
          case 0 -> RecurrentModels.elman(b, hidden.width(), width);
          case 1 -> RecurrentModels.lstm(b, hidden.width(), width);
          default -> RecurrentModels.gru(b, hidden.width(), width);
        };
    List<Operand<TFloating>> outputs =
        RecurrentModels.unroll(b, hidden.tensor(), hidden.time(), kind == 1 ? 2 : 1, width, cell);
    return random.nextBoolean()
        ? new Hidden(Hidden.Kind.VECTOR, outputs.get(outputs.size() - 1), 1)
        : hidden.with(tf.stack(outputs, Stack.axis(1L)));
  }

  private Hidden temporalConvolution(Hidden hidden) {
    Operand<TFloating> row = b.expandDims(hidden.tensor(), 1);
    Operand<TFloating> kernel = weight(1, 3, hidden.width(), width());
    return hidden.with(b.squeeze(Convolutions.of("SAME", 1).apply(b, row, kernel), 1));
  }

  private Hidden pooledOverTime(Hidden hidden) {
    Operand<TFloating> pooled =
        random.nextBoolean()
            ? tf.math.mean(hidden.tensor(), tf.constant(1))
            : tf.reduceSum(hidden.tensor(), tf.constant(1));
    return new Hidden(Hidden.Kind.VECTOR, pooled, 1);
  }

  private Hidden toTimeMajor(Hidden hidden) {
    return hidden.as(Hidden.Kind.TIME_MAJOR, b.transpose(hidden.tensor(), 1, 0, 2));
  }

  private Hidden fromTimeMajor(Hidden hidden) {
    return hidden.as(Hidden.Kind.SEQUENCE, b.transpose(hidden.tensor(), 1, 0, 2));
  }

  private Hidden merge(Hidden hidden) {
    Hidden.Kind kind =
        hidden.kind() == Hidden.Kind.SEQUENCE ? Hidden.Kind.MERGED : Hidden.Kind.TIME_MAJOR_MERGED;
    return hidden.as(kind, b.reshape(hidden.tensor(), -1, hidden.width()));
  }

  private Hidden split(Hidden hidden) {
    return hidden.kind() == Hidden.Kind.MERGED
        ? hidden.as(
            Hidden.Kind.SEQUENCE, b.reshape(hidden.tensor(), -1, hidden.time(), hidden.width()))
        : hidden.as(
            Hidden.Kind.TIME_MAJOR, b.reshape(hidden.tensor(), hidden.time(), -1, hidden.width()));
  }

  Hidden convolution(Hidden hidden) {
    String padding = random.nextBoolean() ? "SAME" : "VALID";
    long reach = Math.min(hidden.tensor().shape().get(1), hidden.tensor().shape().get(2));
    int side = 1 + random.nextInt((int) Math.min(3, reach));
    Operand<TFloating> kernel = weight(side, side, hidden.width(), width());
    int stride = 1 + random.nextInt(2);
    return hidden.with(Convolutions.of(padding, stride).apply(b, hidden.tensor(), kernel));
  }

  private Hidden depthwise(Hidden hidden) {
    Operand<TFloating> kernel = weight(2, 2, hidden.width(), 1 + random.nextInt(2));
    return hidden.with(
        tf.nn.depthwiseConv2dNative(hidden.tensor(), kernel, List.of(1L, 1L, 1L, 1L), "SAME"));
  }

  private Hidden pooling(Hidden hidden) {
    List<Long> window = List.of(1L, 2L, 2L, 1L);
    return hidden.with(tf.nn.avgPool(hidden.tensor(), window, window, "SAME"));
  }

  /** The rows of an image become the steps of a sequence. */
  private Hidden rowsAsSteps(Hidden hidden) {
    long height = hidden.tensor().shape().get(1);
    long width = hidden.tensor().shape().get(2) * hidden.width();
    Operand<TFloating> steps = b.reshape(hidden.tensor(), -1, (int) height, (int) width);
    return new Hidden(Hidden.Kind.SEQUENCE, steps, (int) height);
  }

  private Hidden flattened(Hidden hidden) {
    return new Hidden(Hidden.Kind.VECTOR, b.flatten(hidden.tensor()), 1);
  }

  private int width() {
    return 2 + random.nextInt(3);
  }

  /** A variable or a function of one; new, or of that shape and in use already. */
  private Operand<TFloating> weight(long... shape) {
    String key = Arrays.toString(shape);
    if (!made.containsKey(key) || random.nextInt(3) > 0) {
      made.put(key, b.variable(shape));
    }
    Operand<TFloating> variable = made.get(key);
    return switch (random.nextInt(12)) {
      case 0 -> tf.math.tanh(variable);
      case 1 -> reversed(variable);
      default -> variable;
    };
  }

  /** With the axes in the opposite order, there and back through a reshape. */
  private Operand<TFloating> reversed(Operand<TFloating> variable) {
    int rank = variable.shape().numDimensions();
    int[] shape = IntStream.range(0, rank).map(i -> (int) variable.shape().get(i)).toArray();
    int[] order = IntStream.range(0, rank).map(i -> rank - 1 - i).toArray();
    return b.reshape(b.transpose(variable, order), shape);
  }
}
