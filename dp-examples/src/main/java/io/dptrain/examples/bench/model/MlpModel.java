package io.dptrain.examples.bench.model;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Dense layers 784-1024-1024-10 with relu, 1.9 million parameters. */
final class MlpModel implements BenchModel {
  private static final int PIXELS = 784;
  private static final int HIDDEN = 1024;
  private static final int CLASSES = 10;

  @Override
  public String name() {
    return "mlp";
  }

  @Override
  public BuiltModel build(Ops tf, long seed) {
    Layers layers = Layers.of(tf, seed);
    var pixels = layers.values("pixels", PIXELS);
    Operand<TFloat32> first = tf.nn.relu(layers.dense("first", pixels, PIXELS, HIDDEN));
    Operand<TFloat32> second = tf.nn.relu(layers.dense("second", first, HIDDEN, HIDDEN));
    return layers.classifier(new DataInput.Values(pixels), second, HIDDEN, CLASSES);
  }
}
