package io.dptrain.core.internal.gradient;

import io.dptrain.core.testing.Flattenings;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** Convolutions and dense layers with a flatten between them whose sizes are computed. */
final class FlattenModels {
  private FlattenModels() {}

  static List<Model> all() {
    List<Model> models = new ArrayList<>();
    for (Flattenings.Flattening form : Flattenings.all()) {
      Model model =
          Model.of("flatten, " + form.name(), b -> network(b, form), DataInput.floats(4, 3, 2));
      models.add(model);
      models.add(model.withRowsPerUnit(2));
    }
    Flattenings.Flattening open = Flattenings.all().get(0);
    models.add(
        Model.of(
            "flatten, then a sparse cross entropy",
            b ->
                b.crossEntropy(b.matMul(flat(b, open), b.variable(Flattenings.WIDTH, 3)), b.ids(1)),
            DataInput.floats(4, 3, 2),
            DataInput.ids32(3)));
    models.add(
        Model.of(
            "flatten, then a logarithm of a softmax",
            b ->
                b.tf()
                    .reduceSum(
                        b.tf()
                            .math
                            .square(
                                b.tf()
                                    .nn
                                    .logSoftmax(
                                        b.matMul(flat(b, open), b.variable(Flattenings.WIDTH, 3)))),
                        b.tf().constant(1)),
            DataInput.floats(4, 3, 2)));
    models.add(
        Model.of(
            "flatten, then a maximum, which is mapped",
            b -> {
              Operand<TFloating> most =
                  b.tf().math.maximum(flat(b, open), b.variable(Flattenings.WIDTH));
              return b.tf().reduceSum(most, b.tf().constant(1));
            },
            DataInput.floats(4, 3, 2)));
    models.add(
        Model.of(
            "words in a shape that is computed",
            b -> {
              Ops tf = b.tf();
              Operand<TFloating> words = b.gather(b.variable(5, 2), open.how().of(tf, b.ids(0)));
              return b.tf()
                  .reduceSum(
                      tf.math.squaredDifference(
                          tf.math.tanh(tf.math.mean(words, tf.constant(1))), b.constant(1)),
                      tf.constant(1));
            },
            DataInput.ids32(5, 4, 3, 2)));
    models.add(
        Model.of(
            "a loss of open shape, several entries for each example",
            b -> b.tf().math.square(b.tf().math.mul(flat(b, open), b.variable(Flattenings.WIDTH))),
            DataInput.floats(4, 3, 2)));
    return models;
  }

  private static Operand<TFloating> flat(LossBuilder b, Flattenings.Flattening form) {
    Operand<TFloating> image = Convolutions.of("SAME", 1).apply(b, b.x(), b.variable(2, 2, 2, 2));
    return form.how().of(b.tf(), b.tf().math.tanh(image));
  }

  private static Operand<TFloating> network(LossBuilder b, Flattenings.Flattening form) {
    Ops tf = b.tf();
    Operand<TFloating> scaled = tf.math.mul(flat(b, form), b.variableAround(1, Flattenings.WIDTH));
    Operand<TFloating> hidden =
        tf.math.add(b.matMul(scaled, b.variable(Flattenings.WIDTH, 3)), b.variable(3));
    Operand<TFloating> out = b.matMul(tf.math.tanh(hidden), b.variable(3, 2));
    return tf.reduceSum(tf.math.squaredDifference(out, b.constant(1)), tf.constant(1));
  }
}
