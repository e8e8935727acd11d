package io.dptrain.examples.bench.model;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The mean of 64 word vectors out of 10,000, then two dense layers; 0.64 million parameters. */
final class EmbeddingModel implements BenchModel {
  private static final int WORDS = 10_000;
  private static final int LENGTH = 64;
  private static final int WIDTH = 64;
  private static final int CLASSES = 2;

  @Override
  public String name() {
    return "embedding";
  }

  @Override
  public BuiltModel build(Ops tf, long seed) {
    Layers layers = Layers.of(tf, seed);
    var words = layers.ids("words", LENGTH);
    Operand<TFloat32> vectors = layers.embedding("vectors", words, WORDS, WIDTH);
    Operand<TFloat32> text = tf.math.mean(vectors, tf.constant(1));
    Operand<TFloat32> hidden = tf.nn.relu(layers.dense("hidden", text, WIDTH, WIDTH));
    return layers.classifier(new DataInput.Ids(words, WORDS), hidden, WIDTH, CLASSES);
  }
}
