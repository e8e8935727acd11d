package io.dptrain.examples.rnn.model;

import io.dptrain.examples.rnn.model.Weights.Gates;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The gated recurrent unit, with the reset gate behind the matrix product, so that one product is
 * enough; its update gate has a bias of one at first, which keeps the state.
 *
 * <p><b>Formula</b>: {@code (z, r, n) = x W + b}; {@code (u, v, w) = h U}; {@code h' = k h + (1 -
 * k) tanh(n + s(r + v) w)} with {@code k = s(z + u)}, {@code s} being the logistic function.
 * <b>Source</b>: Cho et al., Learning phrase representations using RNN encoder-decoder for
 * statistical machine translation, 2014, section 2.3.
 */
record GruCell(Ops tf, Gates weights) implements Cell {
  private static final int GATES = 3;

  static GruCell of(Ops tf, Weights weights, int inputs, int units) {
    return new GruCell(tf, weights.gates(GATES, inputs, units));
  }

  @Override
  public Operand<TFloat32> inputKernel() {
    return weights.inputKernel();
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public List<Operand<TFloat32>> next(Operand<TFloat32> input, List<Operand<TFloat32>> state) {
    Operand<TFloat32> hidden = state.get(0);
    var fromInput =
        tf.split(tf.constant(1), tf.nn.biasAdd(input, weights.bias()), (long) GATES).output();
    var fromState =
        tf.split(tf.constant(1), tf.linalg.matMul(hidden, weights.kernel()), (long) GATES).output();
    Operand<TFloat32> kept = tf.math.sigmoid(tf.math.add(fromInput.get(0), fromState.get(0)));
    Operand<TFloat32> reset = tf.math.sigmoid(tf.math.add(fromInput.get(1), fromState.get(1)));
    Operand<TFloat32> recalled = tf.math.mul(reset, fromState.get(2));
    Operand<TFloat32> candidate = tf.math.tanh(tf.math.add(fromInput.get(2), recalled));
    Operand<TFloat32> change = tf.math.sub(hidden, candidate);
    return List.of(tf.math.add(candidate, tf.math.mul(kept, change)));
  }
}
