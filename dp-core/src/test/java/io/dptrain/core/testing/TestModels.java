package io.dptrain.core.testing;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/** Losses of shape [batch] of small models that use rules of different kinds. */
public enum TestModels {
  DENSE {
    @Override
    public <T extends TFloating> Operand<T> loss(TestModel<T> model) {
      Operand<T> hidden = model.tf.math.tanh(model.dense(model.numbers(5), 4));
      return model.distance(model.dense(hidden, 3));
    }
  },

  CONVOLUTION {
    @Override
    public <T extends TFloating> Operand<T> loss(TestModel<T> model) {
      Ops tf = model.tf;
      Operand<T> maps =
          tf.nn.conv2d(
              model.numbers(6, 6, 2), model.variable(3, 3, 2, 3), List.of(1L, 2L, 2L, 1L), "VALID");
      Operand<T> flat = tf.reshape(tf.math.tanh(maps), tf.constant(new int[] {-1, 12}));
      return model.distance(model.dense(flat, 2));
    }
  },

  RECURRENT {
    @Override
    public <T extends TFloating> Operand<T> loss(TestModel<T> model) {
      Ops tf = model.tf;
      Variable<T> table = model.variable(7, 3);
      Variable<T> input = model.variable(3, 4);
      Variable<T> recurrent = model.variable(4, 4);
      Operand<TInt32> ids = model.ids(7, 3);
      Operand<T> words = tf.gather(table, ids, tf.constant(0));
      Operand<T> state = null;
      for (Operand<T> word : tf.unstack(words, 3L, Unstack.axis(1L))) {
        Operand<T> drive = tf.linalg.matMul(word, input);
        state =
            tf.math.tanh(
                state == null ? drive : tf.math.add(drive, tf.linalg.matMul(state, recurrent)));
      }
      return model.distance(model.dense(state, 2));
    }
  },

  /** Each row is divided by its norm: a row of zeros gives NaN. */
  NORMALIZED {
    @Override
    public <T extends TFloating> Operand<T> loss(TestModel<T> model) {
      Ops tf = model.tf;
      Operand<T> x = model.numbers(5);
      Operand<T> squares =
          tf.reduceSum(tf.math.square(x), tf.constant(1), ReduceSum.keepDims(true));
      Operand<T> hidden = model.dense(tf.math.div(x, tf.math.sqrt(squares)), 4);
      return model.distance(model.dense(tf.math.tanh(hidden), 3));
    }
  };

  /** Builds the model and returns its loss, one entry per row. */
  public abstract <T extends TFloating> Operand<T> loss(TestModel<T> model);
}
