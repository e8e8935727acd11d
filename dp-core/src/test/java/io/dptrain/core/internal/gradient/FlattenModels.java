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
    return models;
  }

  private static Operand<TFloating> network(LossBuilder b, Flattenings.Flattening form) {
    Ops tf = b.tf();
    Operand<TFloating> image = Convolutions.of("SAME", 1).apply(b, b.x(), b.variable(2, 2, 2, 2));
    Operand<TFloating> flat = form.how().of(tf, tf.math.tanh(image));
    Operand<TFloating> scaled = tf.math.mul(flat, b.variableAround(1, Flattenings.WIDTH));
    Operand<TFloating> hidden =
        tf.math.add(b.matMul(scaled, b.variable(Flattenings.WIDTH, 3)), b.variable(3));
    Operand<TFloating> out = b.matMul(tf.math.tanh(hidden), b.variable(3, 2));
    return tf.reduceSum(tf.math.squaredDifference(out, b.constant(1)), tf.constant(1));
  }
}
