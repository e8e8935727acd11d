package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.gradient.VariableExplanation;
import io.dptrain.core.testing.TestModel;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;

/**
 * Models built as the official examples of TensorFlow Java are, LeNet and VGG11, with fewer
 * channels: images of bytes, a flatten that reads the size of the batch, a mean over axis 0 of a
 * cross entropy and an l2 loss of the dense layers.
 */
class OfficialModelsTest {
  private static final int UNITS = 3;
  private static final int SIZE = 28;
  private static final int CLASSES = 10;
  private static final double CLIP_NORM = 0.3;

  private enum Network {
    LENET {
      @Override
      Operand<TFloat32> features(TestModel<TFloat32> model, Operand<TFloat32> images) {
        Operand<TFloat32> first = pooled(model, convolution(model, images, 5, 1, 4));
        return pooled(model, convolution(model, first, 5, 4, 6));
      }

      @Override
      int width() {
        return 7 * 7 * 6;
      }
    },
    VGG11 {
      @Override
      Operand<TFloat32> features(TestModel<TFloat32> model, Operand<TFloat32> images) {
        Operand<TFloat32> hidden = pooled(model, convolution(model, images, 3, 1, 2));
        hidden = pooled(model, convolution(model, hidden, 3, 2, 3));
        int channels = 3;
        for (int wider : new int[] {4, 5, 5}) {
          hidden = convolution(model, hidden, 3, channels, wider);
          hidden = pooled(model, convolution(model, hidden, 3, wider, wider));
          channels = wider;
        }
        return hidden;
      }

      @Override
      int width() {
        return 5;
      }
    };

    abstract Operand<TFloat32> features(TestModel<TFloat32> model, Operand<TFloat32> images);

    /** How many features one image has. */
    abstract int width();

    Operand<TFloat32> loss(
        TestModel<TFloat32> model,
        Operand<? extends TNumber> images,
        Operand<? extends TNumber> labels) {
      Ops tf = model.tf;
      Operand<TFloat32> pixels =
          tf.dtypes.cast(tf.reshape(images, tf.array(-1, SIZE, SIZE, 1)), TFloat32.class);
      Operand<TFloat32> scaled =
          tf.math.div(tf.math.sub(pixels, tf.constant(127.5f)), tf.constant(255f));
      Operand<TFloat32> last = features(model, scaled);
      Operand<TFloat32> flat =
          tf.reshape(
              last,
              tf.concat(
                  List.of(tf.slice(tf.shape(last), tf.array(0), tf.array(1)), tf.array(-1)),
                  tf.constant(0)));
      Operand<TFloat32> weights = model.variable(width(), 8);
      Operand<TFloat32> biases = model.variable(8);
      Operand<TFloat32> hidden = tf.nn.relu(tf.math.add(tf.linalg.matMul(flat, weights), biases));
      Operand<TFloat32> lastWeights = model.variable(8, CLASSES);
      Operand<TFloat32> logits =
          tf.math.add(tf.linalg.matMul(hidden, lastWeights), model.variable(CLASSES));
      Operand<TFloat32> classes =
          tf.oneHot(labels, tf.constant(CLASSES), tf.constant(1f), tf.constant(0f));
      Operand<TFloat32> mean =
          tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, classes).loss(), tf.constant(0));
      Operand<TFloat32> decay =
          tf.math.add(
              tf.nn.l2Loss(weights), tf.math.add(tf.nn.l2Loss(biases), tf.nn.l2Loss(lastWeights)));
      return tf.math.add(mean, tf.math.mul(decay, tf.constant(5e-4f)));
    }
  }

  private static Operand<TFloat32> convolution(
      TestModel<TFloat32> model, Operand<TFloat32> images, int size, int in, int out) {
    Ops tf = model.tf;
    Operand<TFloat32> kernel = model.variable(size, size, in, out);
    return tf.nn.relu(
        tf.nn.biasAdd(
            tf.nn.conv2d(images, kernel, List.of(1L, 1L, 1L, 1L), "SAME"), model.variable(out)));
  }

  private static Operand<TFloat32> pooled(TestModel<TFloat32> model, Operand<TFloat32> images) {
    Ops tf = model.tf;
    return tf.nn.maxPool(images, tf.array(1, 2, 2, 1), tf.array(1, 2, 2, 1), "SAME");
  }

  @ParameterizedTest
  @EnumSource
  void step_officialModel_appliesTheClippedMeanAndTheDecay(Network network) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = network.loss(model, model.ids(256, SIZE, SIZE), model.ids(CLASSES));
      DpOptimizer optimizer = model.optimizer(UNITS, 1e6).build();
      optimizer.minimize(loss);
      requireFollowed(optimizer);
      model.session.initialize();
      // Nothing is clipped, so the step is that of the whole loss.
      double[] expected = model.expectedChange(loss, 1, UNITS, 1e9);
      double[] actual = model.change(optimizer, model::feeds);
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(UNITS * expected[i], within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void minimize_officialModelOnBytes_isFollowed(Network network) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Placeholder<TUint8> images =
          model.tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, SIZE, SIZE)));
      Placeholder<TUint8> labels =
          model.tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1)));
      DpOptimizer optimizer = model.optimizer(UNITS, CLIP_NORM).build();
      optimizer.minimize(network.loss(model, images, labels));
      requireFollowed(optimizer);
    }
  }

  private static void requireFollowed(DpOptimizer optimizer) {
    assertThat(optimizer.explain().fallback()).isEmpty();
    assertThat(optimizer.explain().variables())
        .extracting(VariableExplanation::form)
        .isNotEmpty()
        .noneMatch(form -> form.contains("mapped"));
  }
}
