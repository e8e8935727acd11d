package io.dptrain.examples.bench.model;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Five 3x3 convolutions on 32x32x3 images, each with group normalization and relu, then the mean
 * over the image and a dense layer; 0.14 million parameters.
 *
 * <p><b>Source</b> of the normalization: Wu and He, Group Normalization, 2018 (arXiv:1803.08494).
 */
final class GroupNormModel implements BenchModel {
  private static final int SIDE = 32;
  private static final int GROUPS = 8;
  private static final int FEATURES = 128;
  private static final int CLASSES = 10;
  private static final float SMALL = 1e-5f;

  @Override
  public String name() {
    return "cnn-gn";
  }

  @Override
  public BuiltModel build(Ops tf, long seed) {
    Layers layers = Layers.of(tf, seed);
    var images = layers.values("images", SIDE, SIDE, 3);
    Operand<TFloat32> features = new Network(tf, layers).features(images);
    return layers.classifier(new DataInput.Values(images), features, FEATURES, CLASSES);
  }

  private record Network(Ops tf, Layers layers) {

    Operand<TFloat32> features(Operand<TFloat32> images) {
      Operand<TFloat32> maps = block("block1", images, 3, 32, 1);
      maps = block("block2", maps, 32, 32, 2);
      maps = block("block3", maps, 32, 64, 1);
      maps = block("block4", maps, 64, 64, 2);
      maps = block("block5", maps, 64, FEATURES, 1);
      return tf.math.mean(maps, axes(1, 2));
    }

    private Operand<TFloat32> block(
        String name, Operand<TFloat32> input, int inputs, int outputs, long stride) {
      Operand<TFloat32> kernel = layers.weights(name + "_weights", 3, 3, inputs, outputs);
      Operand<TFloat32> maps = tf.nn.conv2d(input, kernel, List.of(1L, stride, stride, 1L), "SAME");
      return tf.nn.relu(groupNorm(name, maps, outputs));
    }

    /** <b>Shape</b> {@code [batch, side, side, channels]}, kept. */
    private Operand<TFloat32> groupNorm(String name, Operand<TFloat32> maps, int channels) {
      int side = (int) maps.shape().get(1);
      Operand<TFloat32> groups = tf.reshape(maps, axes(-1, side, side, GROUPS, channels / GROUPS));
      Operand<TFloat32> mean = groupMean(groups);
      Operand<TFloat32> variance = groupMean(tf.math.squaredDifference(groups, mean));
      Operand<TFloat32> normalized =
          tf.math.mul(
              tf.math.sub(groups, mean), tf.math.rsqrt(tf.math.add(variance, tf.constant(SMALL))));
      Operand<TFloat32> flat = tf.reshape(normalized, axes(-1, side, side, channels));
      Operand<TFloat32> scaled = tf.math.mul(flat, layers.filled(name + "_scale", 1, channels));
      return tf.math.add(scaled, layers.filled(name + "_offset", 0, channels));
    }

    private Operand<TFloat32> groupMean(Operand<TFloat32> groups) {
      return tf.math.mean(groups, axes(1, 2, 4), Mean.keepDims(true));
    }

    private Operand<TInt32> axes(int... axes) {
      return tf.constant(axes);
    }
  }
}
