package io.dptrain.core.optimizer;

import io.dptrain.core.testing.TestModel;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Losses of shape [batch] of numbers and of one or two integers of each row, which TensorFlow fails
 * on where an integer is {@link #bad}.
 */
enum FailingModels {
  LABEL_OUT_OF_RANGE(3, 3) {
    @Override
    Operand<TFloat32> loss(TestModel<TFloat32> model, Operand<TFloat32> x, Operand<TInt32> id) {
      return model.tf.nn.sparseSoftmaxCrossEntropyWithLogits(model.dense(x, 3), id).loss();
    }
  },

  NEGATIVE_LABEL(3, -1) {
    @Override
    Operand<TFloat32> loss(TestModel<TFloat32> model, Operand<TFloat32> x, Operand<TInt32> id) {
      return LABEL_OUT_OF_RANGE.loss(model, x, id);
    }
  },

  ID_OF_A_TABLE(5, 5) {
    @Override
    Operand<TFloat32> loss(TestModel<TFloat32> model, Operand<TFloat32> x, Operand<TInt32> id) {
      Operand<TFloat32> word = model.tf.gather(model.variable(5, 3), id, model.tf.constant(0));
      return model.distance(model.dense(model.tf.math.mul(word, x), 2));
    }
  },

  ID_OF_GATHER_ND(5, 77) {
    @Override
    Operand<TFloat32> loss(TestModel<TFloat32> model, Operand<TFloat32> x, Operand<TInt32> id) {
      Ops tf = model.tf;
      Operand<TInt32> index = tf.expandDims(id, tf.constant(1));
      Operand<TFloat32> word = tf.gatherNd(model.variable(5, 3), index);
      return model.distance(tf.math.mul(word, x));
    }
  },

  ID_OF_FROZEN_NUMBERS(4, 4) {
    @Override
    Operand<TFloat32> loss(TestModel<TFloat32> model, Operand<TFloat32> x, Operand<TInt32> id) {
      Ops tf = model.tf;
      Operand<TFloat32> scales = tf.constant(new float[] {1, 2, 3, 4});
      Operand<TFloat32> scale =
          tf.expandDims(tf.gather(scales, id, tf.constant(0)), tf.constant(1));
      return model.distance(model.dense(tf.math.mul(x, scale), 2));
    }
  },

  /** SpaceToDepth has no rule, so the whole model is run on each example alone. */
  LABEL_IN_A_MAPPED_MODEL(3, 3) {
    @Override
    Operand<TFloat32> loss(TestModel<TFloat32> model, Operand<TFloat32> x, Operand<TInt32> id) {
      Ops tf = model.tf;
      Operand<TFloat32> image =
          tf.reshape(
              tf.math.mul(model.dense(x, 4), tf.constant(1f)),
              tf.constant(new int[] {-1, 2, 2, 1}));
      Operand<TFloat32> flat =
          tf.reshape(tf.nn.spaceToDepth(image, 2L), tf.constant(new int[] {-1, 4}));
      return tf.nn.sparseSoftmaxCrossEntropyWithLogits(model.dense(flat, 3), id).loss();
    }
  },

  ID_IN_A_MAPPED_MODEL(5, 5) {
    @Override
    Operand<TFloat32> loss(TestModel<TFloat32> model, Operand<TFloat32> x, Operand<TInt32> id) {
      Ops tf = model.tf;
      Operand<TFloat32> word = tf.gather(model.variable(5, 4), id, tf.constant(0));
      Operand<TFloat32> image =
          tf.reshape(tf.math.mul(word, model.dense(x, 4)), tf.constant(new int[] {-1, 2, 2, 1}));
      return model.distance(
          tf.reshape(tf.nn.spaceToDepth(image, 2L), tf.constant(new int[] {-1, 4})));
    }
  },

  /** Of a matrix with the integer on its diagonal. */
  SINGULAR_MATRIX_IN_A_MAPPED_MODEL(5, 0) {
    @Override
    Operand<TFloat32> loss(TestModel<TFloat32> model, Operand<TFloat32> x, Operand<TInt32> id) {
      Ops tf = model.tf;
      Operand<TFloat32> numbers =
          tf.reshape(tf.dtypes.cast(id, TFloat32.class), tf.constant(new int[] {-1, 1, 1}));
      Operand<TFloat32> inverse = tf.stopGradient(tf.linalg.inv(numbers));
      Operand<TFloat32> scale = tf.reshape(inverse, tf.constant(new int[] {-1, 1}));
      return model.distance(model.dense(tf.math.mul(x, scale), 2));
    }
  },

  /** The second variable has no rule: its gradient is mapped, the rest of the model is not. */
  LABEL_BESIDE_A_MAPPED_SITE(3, 3) {
    @Override
    Operand<TFloat32> loss(TestModel<TFloat32> model, Operand<TFloat32> x, Operand<TInt32> id) {
      Operand<TFloat32> logits = model.tf.math.maximum(model.dense(x, 3), model.variable(3));
      return model.tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, id).loss();
    }
  };

  final int bound;

  /** What TensorFlow fails on. */
  final int bad;

  FailingModels(int bound, int bad) {
    this.bound = bound;
    this.bad = bad;
  }

  abstract Operand<TFloat32> loss(
      TestModel<TFloat32> model, Operand<TFloat32> x, Operand<TInt32> id);
}
