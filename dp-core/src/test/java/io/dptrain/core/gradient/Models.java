package io.dptrain.core.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.TFloat32;

/** Models with random parameters, each using ops that have a norm rule in another way. */
final class Models {
  private Models() {}

  /**
   * A loss of shape [batch] as a function of one data input.
   *
   * @param reference the same loss in other ops, where TensorFlow cannot differentiate the first
   */
  record Model(String name, Shape example, Loss loss, Loss reference) {
    Model(String name, Shape example, Loss loss) {
      this(name, example, loss, loss);
    }

    @Override
    public String toString() {
      return name;
    }

    Placeholder<TFloat32> placeholder(Ops tf) {
      return tf.placeholder(TFloat32.class, Placeholder.shape(example.prepend(-1)));
    }
  }

  /** Builds a loss. */
  interface Loss {
    Operand<TFloat32> build(Builder builder, Operand<TFloat32> data);
  }

  /** Creates variables from one generator. */
  record Builder(Ops tf, Random random, List<Output<TFloat32>> variables) {
    Builder(Ops tf, Random random) {
      this(tf, random, new ArrayList<>());
    }

    Variable<TFloat32> variable(long... shape) {
      return variable(Shape.of(shape));
    }

    Variable<TFloat32> variable(Shape shape) {
      float[] values = new float[Math.toIntExact(shape.size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (0.3 * random.nextGaussian());
      }
      Variable<TFloat32> variable = tf.variable(tf.constant(shape, DataBuffers.of(values)));
      variables.add(variable.asOutput());
      return variable;
    }

    Operand<TFloat32> dense(Operand<TFloat32> input, int width) {
      return tf.nn.biasAdd(
          tf.linalg.matMul(input, variable(input.shape().get(1), width)), variable(width));
    }

    /** Squared distance of each row to 1: a loss that any output can have. */
    Operand<TFloat32> squares(Operand<TFloat32> output) {
      int rank = output.shape().numDimensions();
      int[] axes = new int[rank - 1];
      for (int i = 0; i < axes.length; i++) {
        axes[i] = i + 1;
      }
      return tf.reduceSum(tf.math.squaredDifference(output, tf.constant(1f)), tf.constant(axes));
    }

    Operand<TFloat32> convolution(
        Operand<TFloat32> x, Operand<TFloat32> kernel, long stride, long dilation, String padding) {
      Operand<TFloat32> output =
          tf.nn.conv2d(
              x,
              kernel,
              List.of(1L, stride, stride, 1L),
              padding,
              Conv2d.dilations(List.of(1L, dilation, dilation, 1L)));
      return squares(tf.nn.biasAdd(output, variable(kernel.shape().get(3))));
    }

    /**
     * Spreads a kernel with zeros. The gradient of a dilated convolution ends the process inside
     * the native library, so the reference convolves with a spread kernel instead.
     */
    Operand<TFloat32> dilate(Operand<TFloat32> kernel, int dilation) {
      int height = (int) kernel.shape().get(0);
      int width = (int) kernel.shape().get(1);
      int in = (int) kernel.shape().get(2);
      int out = (int) kernel.shape().get(3);
      Operand<TFloat32> apart =
          tf.reshape(kernel, tf.constant(new int[] {height, 1, width, 1, in, out}));
      int zeros = dilation - 1;
      int[][] paddings = {{0, 0}, {0, zeros}, {0, 0}, {0, zeros}, {0, 0}, {0, 0}};
      Operand<TFloat32> padded = tf.pad(apart, tf.constant(paddings), tf.constant(0f));
      Operand<TFloat32> joined =
          tf.reshape(padded, tf.constant(new int[] {height * dilation, width * dilation, in, out}));
      int[] size = {(height - 1) * dilation + 1, (width - 1) * dilation + 1, in, out};
      return tf.slice(joined, tf.constant(new int[4]), tf.constant(size));
    }

    Operand<TFloat32> flatten(Operand<TFloat32> output) {
      int size = 1;
      for (int axis = 1; axis < output.shape().numDimensions(); axis++) {
        size *= (int) output.shape().get(axis);
      }
      return tf.reshape(output, tf.constant(new int[] {-1, size}));
    }
  }

  static List<Model> all() {
    List<Model> models = new ArrayList<>(dense());
    models.addAll(convolutions());
    models.add(network());
    return models;
  }

  private static List<Model> dense() {
    return List.of(
        new Model("one dense layer", Shape.of(5), (b, x) -> b.squares(b.dense(x, 3))),
        new Model("one unit wide", Shape.of(1), (b, x) -> b.squares(b.dense(x, 1))),
        new Model(
            "two dense layers",
            Shape.of(6),
            (b, x) -> b.squares(b.dense(b.tf().math.tanh(b.dense(x, 4)), 3))),
        new Model(
            "dense layer with a transposed weight",
            Shape.of(5),
            (b, x) ->
                b.squares(b.tf().linalg.matMul(x, b.variable(3, 5), MatMul.transposeB(true)))),
        new Model(
            "one weight used twice",
            Shape.of(4),
            (b, x) -> {
              Variable<TFloat32> weight = b.variable(4, 4);
              Operand<TFloat32> hidden = b.tf().math.tanh(b.tf().linalg.matMul(x, weight));
              return b.squares(b.tf().linalg.matMul(hidden, weight));
            }),
        new Model(
            "one weight used twice, once transposed",
            Shape.of(4),
            (b, x) -> {
              Variable<TFloat32> weight = b.variable(4, 3);
              Operand<TFloat32> code = b.tf().math.sigmoid(b.tf().linalg.matMul(x, weight));
              return b.squares(b.tf().linalg.matMul(code, weight, MatMul.transposeB(true)));
            }),
        new Model(
            "a variable behind an identity",
            Shape.of(4),
            (b, x) -> b.squares(b.tf().linalg.matMul(x, b.tf().identity(b.variable(4, 2))))),
        new Model(
            "biases added by broadcasting",
            Shape.of(3, 4),
            (b, x) -> {
              Ops tf = b.tf();
              Operand<TFloat32> row = tf.math.add(x, b.variable(4));
              Operand<TFloat32> column = tf.math.add(b.variable(3, 1), row);
              Operand<TFloat32> all = tf.math.add(column, b.variable(1, 3, 4));
              return b.squares(tf.math.tanh(tf.math.add(all, b.variable())));
            }));
  }

  private static List<Model> convolutions() {
    List<Model> models = new ArrayList<>();
    for (String padding : List.of("SAME", "VALID")) {
      for (int channels : new int[] {1, 3}) {
        for (long stride : new long[] {1, 2, 3}) {
          models.add(convolution(padding, channels, stride, 1, 3, 2));
        }
        models.add(convolution(padding, channels, 1, 2, 2, 3));
        models.add(convolution(padding, channels, 2, 1, 1, 1));
      }
    }
    models.add(unequalStrides());
    models.add(explicitPadding(1));
    models.add(explicitPadding(2));
    return models;
  }

  private static Model convolution(
      String padding, int channels, long stride, int dilation, int height, int width) {
    String name =
        "convolution %s, %d channels, stride %d, dilation %d, kernel %dx%d"
            .formatted(padding, channels, stride, dilation, height, width);
    Shape kernel = Shape.of(height, width, channels, 4);
    return new Model(
        name,
        Shape.of(7, 8, channels),
        (b, x) -> b.convolution(x, b.variable(kernel), stride, dilation, padding),
        (b, x) -> b.convolution(x, b.dilate(b.variable(kernel), dilation), stride, 1, padding));
  }

  private static Model unequalStrides() {
    return new Model(
        "convolution with unequal strides",
        Shape.of(7, 8, 1),
        (b, x) ->
            b.squares(
                b.tf().nn.conv2d(x, b.variable(3, 3, 1, 2), List.of(1L, 1L, 2L, 1L), "SAME")));
  }

  /** TensorFlow's own gradient forgets explicit paddings, so the reference pads beforehand. */
  private static Model explicitPadding(int channels) {
    int[][] paddings = {{0, 0}, {2, 1}, {0, 3}, {0, 0}};
    List<Long> strides = List.of(1L, 2L, 2L, 1L);
    return new Model(
        "convolution with explicit padding, %d channels".formatted(channels),
        Shape.of(6, 5, channels),
        (b, x) ->
            b.squares(
                b.tf()
                    .nn
                    .conv2d(
                        x,
                        b.variable(3, 2, channels, 2),
                        strides,
                        "EXPLICIT",
                        Conv2d.explicitPaddings(List.of(0L, 0L, 2L, 1L, 0L, 3L, 0L, 0L)))),
        (b, x) -> {
          Ops tf = b.tf();
          Operand<TFloat32> padded = tf.pad(x, tf.constant(paddings), tf.constant(0f));
          return b.squares(tf.nn.conv2d(padded, b.variable(3, 2, channels, 2), strides, "VALID"));
        });
  }

  /** Convolutions, pooling, reshape, dense layers and the sparse cross entropy together. */
  private static Model network() {
    return new Model(
        "network",
        Shape.of(12, 12, 1),
        (b, x) -> {
          Ops tf = b.tf();
          var ones = tf.constant(new int[] {1, 1, 1, 1});
          var window = tf.constant(new int[] {1, 2, 2, 1});
          Operand<TFloat32> first =
              tf.nn.conv2d(x, b.variable(4, 4, 1, 3), List.of(1L, 2L, 2L, 1L), "SAME");
          Operand<TFloat32> pooled =
              tf.nn.maxPool(
                  tf.math.tanh(tf.nn.biasAdd(first, b.variable(3))), window, ones, "VALID");
          Operand<TFloat32> second =
              tf.nn.conv2d(pooled, b.variable(2, 2, 3, 4), List.of(1L, 1L, 1L, 1L), "VALID");
          Operand<TFloat32> logits =
              b.dense(tf.nn.relu(b.dense(b.flatten(tf.math.tanh(second)), 6)), 5);
          var labels = tf.math.argMax(b.flatten(x), tf.constant(1));
          var classes = tf.math.minimum(labels, tf.constant(4L));
          return tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, classes).loss();
        });
  }
}
