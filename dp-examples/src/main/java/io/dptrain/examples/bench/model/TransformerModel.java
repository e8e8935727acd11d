package io.dptrain.examples.bench.model;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Two encoder blocks of width 64 with 4 heads over 32 words, then the mean over the words and a
 * dense layer; 0.17 million parameters.
 */
final class TransformerModel implements BenchModel {
  private static final int WORDS = 1000;
  private static final int CLASSES = 10;

  @Override
  public String name() {
    return "transformer";
  }

  @Override
  public BuiltModel build(Ops tf, long seed) {
    Layers layers = Layers.of(tf, seed);
    var words = layers.ids("words", EncoderBlock.LENGTH);
    Operand<TFloat32> vectors = layers.embedding("vectors", words, WORDS, EncoderBlock.WIDTH);
    Operand<TFloat32> places =
        layers.uniform("places", 0.5f, EncoderBlock.LENGTH, EncoderBlock.WIDTH);
    Operand<TFloat32> text = tf.math.add(vectors, places);
    text = new EncoderBlock(tf, layers, "block1").output(text);
    text = new EncoderBlock(tf, layers, "block2").output(text);
    Operand<TFloat32> mean = tf.math.mean(text, tf.constant(1));
    return layers.classifier(new DataInput.Ids(words, WORDS), mean, EncoderBlock.WIDTH, CLASSES);
  }
}
