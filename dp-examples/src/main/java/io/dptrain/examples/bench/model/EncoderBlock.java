package io.dptrain.examples.bench.model;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Self-attention and two dense layers, each behind a layer normalization and beside a shortcut.
 *
 * <p><b>Source</b>: Vaswani et al., Attention Is All You Need, 2017; with the normalization in
 * front, as in Xiong et al., On Layer Normalization in the Transformer Architecture, 2020.
 */
record EncoderBlock(Ops tf, Layers layers, String name) {
  /** Words in a text. */
  static final int LENGTH = 32;

  /** Size of the vector of a word. */
  static final int WIDTH = 64;

  private static final int HEADS = 4;
  private static final int HEAD_WIDTH = WIDTH / HEADS;
  private static final int HIDDEN = 256;
  private static final float SMALL = 1e-5f;

  /** <b>Shape</b> {@code [batch, LENGTH, WIDTH]}, kept. */
  Operand<TFloat32> output(Operand<TFloat32> text) {
    Operand<TFloat32> seen = tf.math.add(text, attention(normalized("norm1", text)));
    return tf.math.add(seen, feedForward(normalized("norm2", seen)));
  }

  private Operand<TFloat32> attention(Operand<TFloat32> text) {
    Operand<TFloat32> query = heads(wordwise("query", text, WIDTH, WIDTH));
    Operand<TFloat32> key = heads(wordwise("key", text, WIDTH, WIDTH));
    Operand<TFloat32> value = heads(wordwise("value", text, WIDTH, WIDTH));
    Operand<TFloat32> scores =
        tf.math.mul(
            tf.train.batchMatMul(query, key, TFloat32.class, BatchMatMul.adjY(true)),
            tf.constant((float) (1 / Math.sqrt(HEAD_WIDTH))));
    Operand<TFloat32> mixed = tf.train.batchMatMul(tf.nn.softmax(scores), value, TFloat32.class);
    Operand<TFloat32> words = tf.linalg.transpose(mixed, shape(0, 2, 1, 3));
    return wordwise("mixed", tf.reshape(words, shape(-1, LENGTH, WIDTH)), WIDTH, WIDTH);
  }

  /** <b>Shape</b> {@code [batch, LENGTH, WIDTH] -> [batch, HEADS, LENGTH, HEAD_WIDTH]}. */
  private Operand<TFloat32> heads(Operand<TFloat32> text) {
    Operand<TFloat32> split = tf.reshape(text, shape(-1, LENGTH, HEADS, HEAD_WIDTH));
    return tf.linalg.transpose(split, shape(0, 2, 1, 3));
  }

  private Operand<TFloat32> feedForward(Operand<TFloat32> text) {
    Operand<TFloat32> hidden = tf.nn.relu(wordwise("hidden", text, WIDTH, HIDDEN));
    return wordwise("output", hidden, HIDDEN, WIDTH);
  }

  /** The same dense layer for every word. */
  private Operand<TFloat32> wordwise(
      String layer, Operand<TFloat32> text, int inputs, int outputs) {
    Operand<TFloat32> words = tf.reshape(text, shape(-1, inputs));
    return tf.reshape(
        layers.dense(name + "_" + layer, words, inputs, outputs), shape(-1, LENGTH, outputs));
  }

  /** Mean zero and variance one for each word, then scale and offset. */
  private Operand<TFloat32> normalized(String layer, Operand<TFloat32> text) {
    Operand<TFloat32> mean = mean(text);
    Operand<TFloat32> variance = mean(tf.math.squaredDifference(text, mean));
    Operand<TFloat32> unit =
        tf.math.mul(
            tf.math.sub(text, mean), tf.math.rsqrt(tf.math.add(variance, tf.constant(SMALL))));
    String prefix = name + "_" + layer;
    Operand<TFloat32> scaled = tf.math.mul(unit, layers.filled(prefix + "_scale", 1, WIDTH));
    return tf.math.add(scaled, layers.filled(prefix + "_offset", 0, WIDTH));
  }

  private Operand<TFloat32> mean(Operand<TFloat32> text) {
    return tf.math.mean(text, tf.constant(2), Mean.keepDims(true));
  }

  private Operand<TInt32> shape(int... dimensions) {
    return tf.constant(dimensions);
  }
}
