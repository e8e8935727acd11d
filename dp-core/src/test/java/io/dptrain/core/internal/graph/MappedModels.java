package io.dptrain.core.internal.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/** Models of one real and one integer input, in either floating-point type. */
final class MappedModels {
  static final Shape IMAGE = Shape.of(6, 6, 1);
  static final int CLASSES = 3;

  private MappedModels() {}

  /** A loss of shape [batch] as a function of an image and of a label below {@link #CLASSES}. */
  interface Loss {
    <T extends TFloating> Operand<T> build(Site<T> site);
  }

  record Model(String name, Loss loss) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Where a model is built. */
  static final class Site<T extends TFloating> {
    final Ops tf;
    final Class<T> type;
    final Placeholder<T> images;
    final Placeholder<TInt32> labels;
    final List<Output<T>> variables = new ArrayList<>();
    private final Random random = new Random(1);

    Site(Graph graph, Class<T> type) {
      this.tf = Ops.create(graph);
      this.type = type;
      this.images = tf.placeholder(type, Placeholder.shape(IMAGE.prepend(-1)));
      this.labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    }

    UnitInputs inputs(int rowsPerUnit) {
      return new UnitInputs(List.of(images.asOutput(), labels.asOutput()), List.of(), rowsPerUnit);
    }

    Operand<T> constant(double value) {
      return tf.dtypes.cast(tf.constant(value), type);
    }

    Output<T> variable(long... shape) {
      double[] values = new double[Math.toIntExact(Shape.of(shape).size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.5 * random.nextGaussian();
      }
      Operand<T> initial =
          tf.dtypes.cast(tf.constant(Shape.of(shape), DataBuffers.of(values)), type);
      Output<T> variable = tf.variable(initial).asOutput();
      variables.add(variable);
      return variable;
    }

    Operand<T> flat(Operand<T> images) {
      int size = Math.toIntExact(images.shape().tail().size());
      return tf.reshape(images, tf.constant(new int[] {-1, size}));
    }

    Operand<T> dense(Operand<T> rows, int width) {
      return tf.math.add(
          tf.linalg.matMul(rows, variable(rows.shape().get(1), width)), variable(width));
    }

    Operand<T> crossEntropy(Operand<T> logits) {
      return tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, labels).loss();
    }

    Operand<T> squares(Operand<T> rows) {
      return tf.reduceSum(tf.math.square(tf.math.sub(rows, constant(1))), tf.constant(1));
    }
  }

  static List<Model> all() {
    return List.of(
        new Model("convolutional network", MappedModels::convolutional),
        new Model("ops without a norm rule", MappedModels::withoutRule),
        new Model("rows gathered by integers", MappedModels::gathered),
        new Model("recurrent", MappedModels::recurrent),
        new Model("centred by the mean of the batch", MappedModels::centred),
        new Model("fifteen variables", MappedModels::deep),
        new Model("batch normalization by constants", MappedModels::normalized));
  }

  static <T extends TFloating> Operand<T> convolutional(Site<T> s) {
    var ones = List.of(1L, 1L, 1L, 1L);
    var window = s.tf.constant(new int[] {1, 2, 2, 1});
    Operand<T> convolved = s.tf.nn.conv2d(s.images, s.variable(3, 3, 1, 2), ones, "SAME");
    Operand<T> hidden = s.tf.math.tanh(s.tf.nn.biasAdd(convolved, s.variable(2)));
    Operand<T> pooled = s.tf.nn.maxPool(hidden, window, window, "VALID");
    return s.crossEntropy(s.dense(s.flat(pooled), CLASSES));
  }

  static <T extends TFloating> Operand<T> withoutRule(Site<T> s) {
    Ops tf = s.tf;
    Operand<T> mixed =
        tf.linalg.einsum(List.<Operand<T>>of(s.images, s.variable(6, 4)), "bhwc,wk->bhkc");
    Operand<T> sums = tf.math.cumsum(tf.math.mul(mixed, s.variable(1, 4, 1)), tf.constant(1));
    Operand<T> padded = tf.mirrorPad(sums, tf.constant(new int[4][2]), "REFLECT");
    Operand<T> scattered =
        tf.nn.depthToSpace(tf.concat(List.of(padded, padded, sums, sums), tf.constant(3)), 2L);
    return s.squares(s.dense(s.flat(tf.math.atan(scattered)), 2));
  }

  static <T extends TFloating> Operand<T> gathered(Site<T> s) {
    Operand<T> rows = s.tf.gather(s.variable(CLASSES, 4), s.labels, s.tf.constant(0));
    return s.squares(s.tf.math.mul(rows, s.tf.math.sin(s.dense(s.flat(s.images), 4))));
  }

  static <T extends TFloating> Operand<T> recurrent(Site<T> s) {
    Output<T> weight = s.variable(3, 3);
    Operand<T> state = s.tf.math.tanh(s.dense(s.flat(s.images), 3));
    for (int step = 0; step < 3; step++) {
      state = s.tf.math.tanh(s.tf.linalg.matMul(state, weight));
    }
    return s.crossEntropy(state);
  }

  /** Mixes the rows of whatever it is fed with. */
  static <T extends TFloating> Operand<T> centred(Site<T> s) {
    Operand<T> hidden = s.dense(s.flat(s.images), 4);
    Operand<T> mean = s.tf.math.mean(hidden, s.tf.constant(0));
    Operand<T> apart = s.tf.math.sub(hidden, s.tf.math.mul(mean, s.constant(0.5)));
    return s.squares(s.tf.math.square(apart));
  }

  static <T extends TFloating> Operand<T> deep(Site<T> s) {
    Operand<T> hidden = s.flat(s.images);
    for (int layer = 0; layer < 7; layer++) {
      hidden = s.tf.math.sin(s.dense(hidden, 2 + layer));
    }
    return s.squares(s.tf.math.mul(hidden, s.variable()));
  }

  static <T extends TFloating> Operand<T> normalized(Site<T> s) {
    Operand<T> scale = s.tf.math.rsqrt(s.tf.math.add(s.constant(0.9), s.constant(1e-3)));
    Operand<T> hidden = s.tf.math.mul(s.dense(s.flat(s.images), 3), scale);
    return s.crossEntropy(s.tf.math.mul(hidden, s.variable(3)));
  }
}
