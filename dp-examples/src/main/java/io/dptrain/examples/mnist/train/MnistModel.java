package io.dptrain.examples.mnist.train;

import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.examples.mnist.data.DigitSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
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
  private static final int AT_ONCE = 500; // predictions of more take much memory

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

  /** The tensors of some digits, which the feeds own. */
  BatchFeeds feeds(DigitSet digits, int[] rows) {
    float[] pixels = new float[rows.length * DigitSet.PIXELS];
    digits.copyPixels(rows, pixels);
    int[] classes = new int[rows.length];
    digits.copyLabels(rows, classes);
    return new BatchFeeds()
        .feed(images, TFloat32.tensorOf(Shape.of(rows.length, 28, 28, 1), DataBuffers.of(pixels)))
        .feed(labels, TInt32.tensorOf(Shape.of(rows.length), DataBuffers.of(classes)));
  }

  /** The most likely digit of each image. */
  List<Integer> predict(Session session, DigitSet digits) {
    List<Integer> predicted = new ArrayList<>();
    for (int start = 0; start < digits.size(); start += AT_ONCE) {
      int[] rows = IntStream.range(start, Math.min(start + AT_ONCE, digits.size())).toArray();
      try (BatchFeeds feeds = feeds(digits, rows);
          Result result = feeds.feedTo(session.runner().fetch(predictions)).run()) {
        ((TInt64) result.get(0)).scalars().forEach(digit -> predicted.add((int) digit.getLong()));
      }
    }
    return List.copyOf(predicted);
  }

  /** The layers, which draw their weights from one generator. */
  private record Layers(Ops tf, Random random) {

    Operand<TFloat32> logits(Operand<TFloat32> images) {
      Operand<TFloat32> first = pool(convolution("conv1", images, "SAME", 8, 8, 1, 16));
      Operand<TFloat32> second = pool(convolution("conv2", first, "VALID", 4, 4, 16, 32));
      Operand<TFloat32> flat = tf.reshape(second, tf.constant(new int[] {-1, 4 * 4 * 32}));
      Operand<TFloat32> hidden = tf.math.tanh(dense("dense1", flat, 4 * 4 * 32, 32));
      return dense("dense2", hidden, 32, 10);
    }

    private Operand<TFloat32> convolution(
        String name, Operand<TFloat32> input, String padding, long... kernel) {
      Variable<TFloat32> weights = weights(name, kernel);
      Operand<TFloat32> sum = tf.nn.conv2d(input, weights, List.of(1L, 2L, 2L, 1L), padding);
      return tf.math.tanh(tf.nn.biasAdd(sum, bias(name, kernel[3])));
    }

    private Operand<TFloat32> pool(Operand<TFloat32> input) {
      return tf.nn.maxPool(
          input, tf.constant(new int[] {1, 2, 2, 1}), tf.constant(new int[] {1, 1, 1, 1}), "VALID");
    }

    private Operand<TFloat32> dense(String name, Operand<TFloat32> input, int inputs, int outputs) {
      Operand<TFloat32> sum = tf.linalg.matMul(input, weights(name, inputs, outputs));
      return tf.nn.biasAdd(sum, bias(name, outputs));
    }

    private Variable<TFloat32> bias(String name, long width) {
      return tf.withName(name + "_bias").variable(tf.constant(new float[(int) width]));
    }

    /** Glorot's uniform initialization, of a kernel that ends in inputs and outputs. */
    private Variable<TFloat32> weights(String name, long... kernel) {
      Shape shape = Shape.of(kernel);
      long fans = shape.size() / shape.get(-1) + shape.size() / shape.get(-2);
      float limit = (float) Math.sqrt(6.0 / fans);
      float[] values = new float[(int) shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = limit * (2 * random.nextFloat() - 1);
      }
      return tf.withName(name + "_weights").variable(tf.constant(shape, DataBuffers.of(values)));
    }
  }
}
