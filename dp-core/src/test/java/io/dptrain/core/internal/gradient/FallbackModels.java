package io.dptrain.core.internal.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/** Uses of variables that no rule covers, and functions of variables: mapped over the examples. */
final class FallbackModels {
  private FallbackModels() {}

  /** Some function of variables that gives a weight of shape [4, 3]. */
  @FunctionalInterface
  private interface Weight {
    Operand<TFloating> of(LossBuilder b);
  }

  /** Some op of data of shape [batch, 3, 4] and variables. */
  @FunctionalInterface
  private interface Use {
    Operand<TFloating> of(LossBuilder b, Operand<TFloating> x);
  }

  static List<Model> all() {
    List<Model> models = new ArrayList<>();
    addFunctions(models);
    addProducts(models);
    addElementwise(models);
    addShapes(models);
    models.add(mixedForms());
    models.add(functionAndVariable());
    return models;
  }

  private static void addFunctions(List<Model> models) {
    models.add(weight("tanh", b -> b.tf().math.tanh(b.variable(4, 3))));
    models.add(weight("sum of two", b -> b.tf().math.add(b.variable(4, 3), b.variable(3))));
    models.add(weight("product of two", b -> b.matMul(b.variable(4, 2), b.variable(2, 3))));
    models.add(weight("square", b -> square(b, b.variable(4, 3))));
    models.add(
        weight(
            "weight normalization",
            b -> b.tf().math.mul(b.normalized(b.variable(4, 3), 0), b.variable(3))));
    models.add(
        weight(
            "concat",
            b -> b.tf().concat(List.of(b.variable(1, 3), b.variable(3, 3)), b.tf().constant(0))));
    models.add(weight("slice", b -> b.tf().slice(b.variable(5, 4), b.ints(1, 0), b.ints(4, 3))));
    models.add(weight("mask", b -> b.tf().math.mul(b.variable(4, 3), b.frozenAround(0, 4, 3))));
    models.add(
        weight(
            "symmetric part",
            b -> {
              Operand<TFloating> square = b.variable(4, 4);
              Operand<TFloating> sum = b.tf().math.add(square, b.transpose(square, 1, 0));
              return b.matMul(sum, b.variable(4, 3));
            }));
    models.add(
        weight("gather in constant places", b -> b.gather(b.variable(2, 3), b.ints(0, 1, 1, 0))));
  }

  private static Operand<TFloating> square(LossBuilder b, Operand<TFloating> w) {
    return b.tf().math.mul(w, w);
  }

  private static Model weight(String name, Weight weight) {
    return Model.of(
        "a weight that is a function: " + name,
        b -> {
          Operand<TFloating> merged = b.reshape(b.x(), -1, 4);
          Operand<TFloating> hidden = b.tf().math.tanh(b.matMul(merged, weight.of(b)));
          return b.squares(b.reshape(hidden, -1, 3, 3));
        },
        DataInput.floats(3, 4));
  }

  private static void addProducts(List<Model> models) {
    models.add(
        use("einsum that sums data alone", (b, x) -> b.einsum("btd,dp->bp", x, b.variable(4, 2))));
    models.add(
        use(
            "einsum that sums the weight alone",
            (b, x) -> b.einsum("btd,dp->bt", x, b.variable(4, 2))));
    models.add(
        use(
            "batchMatMul by [1, d, p]",
            (b, x) -> {
              Operand<TFloating> weight = b.tf().identity(b.variable(1, 4, 2));
              return b.tf().train.batchMatMul(x, weight, x.type());
            }));
    models.add(
        use(
            "einsum with ellipses of equal sizes",
            (b, x) -> b.einsum("b...d,...dp->b...p", x, b.variable(3, 4, 2))));
    models.add(
        Model.of(
            "batchMatMul by [time, 1, d, p], time-major",
            b -> {
              Operand<TFloating> x = b.reshape(b.transpose(b.x(), 1, 0, 2), 3, -1, 1, 4);
              Operand<TFloating> weight = b.tf().identity(b.variable(3, 1, 4, 2));
              Operand<TFloating> product = b.tf().train.batchMatMul(x, weight, x.type());
              return b.squares(b.tf().math.tanh(product), 1);
            },
            DataInput.floats(3, 4)));
  }

  private static void addElementwise(List<Model> models) {
    models.add(use("maximum", (b, x) -> b.tf().math.maximum(x, b.variable(4))));
    models.add(
        use("squared difference", (b, x) -> b.tf().math.squaredDifference(b.variable(3, 4), x)));
    models.add(
        use(
            "power",
            (b, x) ->
                b.tf()
                    .math
                    .pow(b.tf().math.add(b.tf().math.square(x), b.constant(0.5)), b.variable(4))));
    models.add(
        use(
            "addN",
            (b, x) -> {
              Operand<TFloating> zeros = b.tf().zerosLike(x);
              return b.tf().math.addN(List.of(x, b.tf().math.add(zeros, b.variable(4))));
            }));
    models.add(
        use("division without NaN", (b, x) -> b.tf().math.divNoNan(x, b.variableAround(2, 3, 1))));
    models.add(
        Model.of(
            "maximum, time-major and merged",
            b -> {
              Operand<TFloating> merged = b.reshape(b.transpose(b.x(), 1, 0, 2), -1, 4);
              Operand<TFloating> output = b.tf().math.maximum(merged, b.variable(4));
              return b.squares(b.reshape(output, 3, -1, 4), 1);
            },
            DataInput.floats(3, 4)));
  }

  private static void addShapes(List<Model> models) {
    models.add(
        use(
            "broadcast to the batch",
            (b, x) -> b.tf().math.mul(x, b.tf().broadcastTo(b.variable(4), b.tf().shape(x)))));
    models.add(
        use(
            "fill of the batch",
            (b, x) -> b.tf().math.mul(x, b.tf().fill(b.tf().shape(x), b.variable()))));
    models.add(
        use(
            "a first token of its own",
            (b, x) -> {
              Ops tf = b.tf();
              Operand<TInt32> rows = tf.slice(tf.shape(x), b.ints(0), b.ints(1));
              Operand<TInt32> shape = tf.concat(List.of(rows, b.ints(1, 4)), tf.constant(0));
              Operand<TFloating> token = tf.broadcastTo(b.variable(1, 1, 4), shape);
              return b.normalized(tf.concat(List.of(token, x), tf.constant(1)), 1);
            }));
    models.add(
        use(
            "a learned first state",
            (b, x) -> {
              Ops tf = b.tf();
              Operand<TFloating> zero = tf.math.mul(tf.math.mean(x, tf.constant(1)), b.constant(0));
              Operand<TFloating> state = tf.math.add(zero, b.variable(4));
              return tf.math.tanh(tf.linalg.matMul(state, b.variable(4, 3)));
            }));
    models.add(
        Model.of(
            "gather along axis 1",
            b -> {
              Operand<TFloating> found =
                  b.tf().gather(b.variable(3, 5), b.ids(0), b.tf().constant(1));
              return b.squares(b.tf().math.tanh(found), 1);
            },
            DataInput.ids32(5)));
    models.add(
        Model.of(
            "gather from a function of the table",
            b -> b.squares(b.gather(b.tf().math.tanh(b.variable(5, 3)), b.ids(0))),
            DataInput.ids64(5, 4)));
    models.add(
        Model.of(
            "gather within each example, then a weight",
            b -> {
              Operand<TFloating> found =
                  b.tf().gather(b.x(), b.ids(1), b.tf().constant(1), Gather.batchDims(1L));
              return b.squares(b.tf().math.tanh(b.einsum("btd,dp->btp", found, b.variable(4, 2))));
            },
            DataInput.floats(3, 4),
            DataInput.ids32(3, 2)));
  }

  private static Model use(String name, Use use) {
    return Model.of(
        "use without a rule: " + name,
        b -> b.squares(b.tf().math.tanh(use.of(b, b.x()))),
        DataInput.floats(3, 4));
  }

  /** One weight as outer products, as a sum over elements and mapped, all at once. */
  private static Model mixedForms() {
    return Model.of(
        "one weight in all forms",
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> weight = b.variable(4, 4);
          Operand<TFloating> first = tf.math.tanh(b.einsum("btd,dp->btp", b.x(), weight));
          Operand<TFloating> mapped = tf.math.tanh(b.einsum("btd,dp->bp", first, weight));
          Operand<TFloating> looked = b.gather(weight, b.ids(1));
          Operand<TFloating> sum = tf.math.add(mapped, looked);
          Operand<TFloating> scaled = tf.math.mul(b.expandDims(sum, 1), weight);
          Operand<TFloating> merged = b.reshape(scaled, -1, 4);
          Operand<TFloating> last = tf.linalg.matMul(merged, weight, MatMul.transposeB(true));
          return b.squares(b.reshape(last, -1, 4, 4));
        },
        DataInput.floats(3, 4),
        DataInput.ids32(4));
  }

  private static Model functionAndVariable() {
    return Model.of(
        "a variable directly and through functions",
        b -> {
          Operand<TFloating> weight = b.variable(4, 4);
          Operand<TFloating> other = b.variable(4, 4);
          Operand<TFloating> product = b.matMul(weight, other);
          Operand<TFloating> hidden = b.tf().math.tanh(b.matMul(b.x(), weight));
          Operand<TFloating> more = b.tf().math.tanh(b.matMul(hidden, product));
          return b.squares(b.matMul(more, b.tf().math.tanh(b.transpose(weight, 1, 0))));
        },
        DataInput.floats(4));
  }
}
