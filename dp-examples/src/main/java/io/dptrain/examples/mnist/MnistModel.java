package io.dptrain.examples.mnist;

import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The convolutional network of the TensorFlow Privacy tutorial, with tanh in the place of relu: two
 * convolutions, two pooling layers, two dense layers, 26,010 parameters.
 *
 * <p>Bounded activations lose less to clipping and noise. <b>Source</b>: Papernot et al., Tempered
 * sigmoid activations for deep learning with differential privacy, 2021 (arXiv:2007.14191).
 *
 * @param images <b>Shape</b> {@code [batch, 28, 28, 1]}, in [0, 1]
 * @param labels <b>Shape</b> {@code [batch]}, in 0..9
 * @param loss <b>Shape</b> {@code [batch]}, the cross entropy of each example
 * @param predictions <b>Shape</b> {@code [batch]}, the most likely digit
 */
public record MnistModel(
    Placeholder<TFloat32> images,
    Placeholder<TInt32> labels,
    Operand<TFloat32> loss,
    Operand<TInt64> predictions) {
  private static final int FLAT = 4 * 4 * 32;
  private static final int HIDDEN = 32;
  private static final int DIGITS = 10;

  /** Adds the model to a graph; the seed decides its initial weights and nothing else. */
  public static MnistModel build(Ops tf, long seed) {
    Placeholder<TFloat32> images =
        tf.withName("images")
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 28, 28, 1)));
    Placeholder<TInt32> labels =
        tf.withName("labels").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TFloat32> logits = new Layers(tf, new Random(seed)).logits(images);
    var crossEntropy = tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, labels);
    return new MnistModel(
        images, labels, crossEntropy.loss(), tf.math.argMax(logits, tf.constant(1)));
  }

  /** The layers, which draw their weights from one generator. */
  private record Layers(Ops tf, Random random) {

    Operand<TFloat32> logits(Operand<TFloat32> images) {
      Operand<TFloat32> first = pool(convolution("conv1", images, "SAME", 8, 8, 1, 16));
      Operand<TFloat32> second = pool(convolution("conv2", first, "VALID", 4, 4, 16, 32));
      Operand<TFloat32> flat = tf.reshape(second, tf.constant(new int[] {-1, FLAT}));
      return dense("dense2", tf.math.tanh(dense("dense1", flat, HIDDEN)), DIGITS);
    }

    private Operand<TFloat32> convolution(
        String name, Operand<TFloat32> input, String padding, int... kernel) {
      Variable<TFloat32> weights = weights(name, kernel);
      Operand<TFloat32> sum = tf.nn.conv2d(input, weights, List.of(1L, 2L, 2L, 1L), padding);
      return tf.math.tanh(tf.nn.biasAdd(sum, bias(name, kernel[3])));
    }

    private Operand<TFloat32> pool(Operand<TFloat32> input) {
      return tf.nn.maxPool(
          input, tf.constant(new int[] {1, 2, 2, 1}), tf.constant(new int[] {1, 1, 1, 1}), "VALID");
    }

    private Operand<TFloat32> dense(String name, Operand<TFloat32> input, int width) {
      int inputs = (int) input.shape().get(1);
      Operand<TFloat32> sum = tf.linalg.matMul(input, weights(name, inputs, width));
      return tf.nn.biasAdd(sum, bias(name, width));
    }

    private Variable<TFloat32> bias(String name, int width) {
      return tf.withName(name + "_bias").variable(tf.constant(new float[width]));
    }

    /** Glorot's uniform initialization. */
    private Variable<TFloat32> weights(String name, int... shape) {
      long[] dimensions = new long[shape.length];
      int receptiveField = 1;
      for (int i = 0; i < shape.length; i++) {
        dimensions[i] = shape[i];
        receptiveField *= i < shape.length - 2 ? shape[i] : 1;
      }
      int fans = receptiveField * (shape[shape.length - 2] + shape[shape.length - 1]);
      float limit = (float) Math.sqrt(6.0 / fans);
      float[] values = new float[(int) Shape.of(dimensions).size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = limit * (2 * random.nextFloat() - 1);
      }
      return tf.withName(name + "_weights")
          .variable(tf.constant(Shape.of(dimensions), DataBuffers.of(values)));
    }
  }
}
