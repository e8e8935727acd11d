package io.dptrain.examples.bench.model;

import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.initializers.Constant;
import org.tensorflow.framework.initializers.Initializer;
import org.tensorflow.framework.initializers.RandomUniform;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What several models have in common. Draws the weights of a model from one generator. */
record Layers(Ops tf, Random random) {

  static Layers of(Ops tf, long seed) {
    return new Layers(tf, new Random(seed));
  }

  /** <b>Shape</b> of a row: {@code example}. */
  Placeholder<TFloat32> values(String name, long... example) {
    return tf.withName(name)
        .placeholder(TFloat32.class, Placeholder.shape(Shape.of(example).prepend(-1)));
  }

  /** <b>Shape</b> of a row: {@code example}. */
  Placeholder<TInt32> ids(String name, long... example) {
    return tf.withName(name)
        .placeholder(TInt32.class, Placeholder.shape(Shape.of(example).prepend(-1)));
  }

  /**
   * Glorot's uniform initialization; the last two axes are input and output. The {@code Glorot} of
   * tensorflow-framework draws from [0, limit), not from both sides of zero.
   */
  Variable<TFloat32> weights(String name, long... shape) {
    long field = 1;
    for (int i = 0; i < shape.length - 2; i++) {
      field *= shape[i];
    }
    long fans = field * (shape[shape.length - 2] + shape[shape.length - 1]);
    return uniform(name, Math.sqrt(6.0 / fans), shape);
  }

  /** Numbers in [-limit, limit). */
  Variable<TFloat32> uniform(String name, double limit, long... shape) {
    return variable(name, new RandomUniform<>(-limit, limit, random.nextLong()), shape);
  }

  /** A vector of equal numbers. */
  Variable<TFloat32> filled(String name, double value, int size) {
    return variable(name, new Constant<>(value), size);
  }

  private Variable<TFloat32> variable(
      String name, Initializer<TFloat32> initializer, long... shape) {
    return tf.withName(name).variable(initializer.call(tf, tf.constant(shape), TFloat32.class));
  }

  /** <b>Shape</b> {@code [rows, inputs] -> [rows, outputs]}. */
  Operand<TFloat32> dense(String name, Operand<TFloat32> input, int inputs, int outputs) {
    Operand<TFloat32> sum = tf.linalg.matMul(input, weights(name + "_weights", inputs, outputs));
    return tf.nn.biasAdd(sum, filled(name + "_bias", 0, outputs));
  }

  /** The rows of a table. <b>Shape</b> {@code [batch, n] -> [batch, n, width]}. */
  Operand<TFloat32> embedding(String name, Operand<TInt32> ids, int words, int width) {
    return tf.gather(uniform(name, 0.5, words, width), ids, tf.constant(0));
  }

  /**
   * A model that tells classes apart: a dense layer on top, and the cross entropy with labels.
   *
   * @param features <b>Shape</b> {@code [batch, width]}
   */
  BuiltModel classifier(DataInput input, Operand<TFloat32> features, int width, int classes) {
    var labels = ids("labels");
    Operand<TFloat32> logits = dense("logits", features, width, classes);
    return new BuiltModel(
        List.of(input, new DataInput.Ids(labels, classes)),
        tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, labels).loss());
  }
}
