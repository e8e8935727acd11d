package io.dptrain.examples.rnn.model;

import io.dptrain.examples.rnn.model.Weights.Gates;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Long short-term memory with a forget gate whose bias is one at first.
 *
 * <p><b>Formula</b>: {@code (f, i, g, o) = x W + h U + b}; {@code c' = s(f) c + s(i) tanh(g)};
 * {@code h' = s(o) tanh(c')}, {@code s} being the logistic function. <b>Source</b>: Hochreiter and
 * Schmidhuber, Long short-term memory, 1997; Gers, Schmidhuber and Cummins, Learning to forget,
 * 2000.
 */
record LstmCell(Ops tf, Gates weights) implements Cell {
  private static final int GATES = 4;

  static LstmCell of(Ops tf, Weights weights, int inputs, int units) {
    return new LstmCell(tf, weights.gates(GATES, inputs, units));
  }

  @Override
  public Operand<TFloat32> inputKernel() {
    return weights.inputKernel();
  }

  @Override
  public int states() {
    return 2;
  }

  @Override
  public List<Operand<TFloat32>> next(Operand<TFloat32> input, List<Operand<TFloat32>> state) {
    Operand<TFloat32> product = tf.linalg.matMul(state.get(0), weights.kernel());
    Operand<TFloat32> sum = tf.nn.biasAdd(tf.math.add(input, product), weights.bias());
    var gates = tf.split(tf.constant(1), sum, (long) GATES).output();
    Operand<TFloat32> kept = tf.math.mul(tf.math.sigmoid(gates.get(0)), state.get(1));
    Operand<TFloat32> added =
        tf.math.mul(tf.math.sigmoid(gates.get(1)), tf.math.tanh(gates.get(2)));
    Operand<TFloat32> memory = tf.math.add(kept, added);
    return List.of(tf.math.mul(tf.math.sigmoid(gates.get(3)), tf.math.tanh(memory)), memory);
  }
}
