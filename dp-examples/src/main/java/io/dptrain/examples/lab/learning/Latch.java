package io.dptrain.examples.lab.learning;

import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import java.util.Arrays;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A recurrent net over all steps that tells the sign of the first number, and its training.
 *
 * @param sign what is asked for, 1 or -1
 * @param accuracy the share of sequences whose sign is told
 */
record Latch(
    LabGraph lab,
    int longest,
    Placeholder<TFloat32> x,
    Placeholder<TFloat32> sign,
    Op train,
    Operand<TFloat32> accuracy) {
  private static final int UNITS = 12;
  private static final double SCALE = 0.4;
  private static final float RATE = 0.003f;

  static Latch of(LabGraph lab, Random random, int longest) {
    Ops tf = lab.tf();
    float[] recurrent = Draw.normal(random, SCALE / Math.sqrt(UNITS), UNITS * UNITS);
    Variable<TFloat32> kernel = lab.variable("recurrent", recurrent, UNITS, UNITS);
    Variable<TFloat32> in = lab.variable("in", Draw.normal(random, 1, UNITS), 1, UNITS);
    float[] read = Draw.normal(random, 1 / Math.sqrt(UNITS), UNITS);
    Variable<TFloat32> out = lab.variable("out", read, UNITS, 1);
    Placeholder<TFloat32> x = lab.input(longest, -1, 1);
    Operand<TFloat32> state = null;
    for (Operand<TFloat32> step : tf.unstack(x, (long) longest, Unstack.axis(0L)).output()) {
      Operand<TFloat32> input = tf.linalg.matMul(step, in);
      state =
          tf.math.tanh(state == null ? input : tf.math.add(input, tf.linalg.matMul(state, kernel)));
    }
    Placeholder<TFloat32> sign = lab.input(-1, 1);
    Operand<TFloat32> margin = tf.math.mul(sign, tf.linalg.matMul(state, out));
    Op train =
        new Adam(lab.graph(), RATE).minimize(lab.mean(tf.math.softplus(tf.math.neg(margin))));
    Operand<TFloat32> right =
        tf.dtypes.cast(tf.math.greater(margin, lab.constant(0)), TFloat32.class);
    return new Latch(lab, longest, x, sign, train, lab.mean(right));
  }

  LabRun run(float[] sequences, int length, int size) {
    int first = (longest - length) * size;
    return lab.run()
        .feed(x, sequences, longest, size, 1)
        .feed(sign, Arrays.copyOfRange(sequences, first, first + size), size, 1);
  }
}
