package io.dptrain.examples.rnn.model;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The plain recurrent network with rectified units that begin as accumulators.
 *
 * <p><b>Formula</b>: {@code h' = relu(x W + h U + b)}, with {@code U} the identity at first, and a
 * state of ones before the first time step, where rectified units are active. <b>Source</b>: Le,
 * Jaitly and Hinton, A simple way to initialize recurrent networks of rectified linear units, 2015.
 */
record VanillaCell(
    Ops tf, Operand<TFloat32> inputKernel, Operand<TFloat32> kernel, Operand<TFloat32> bias)
    implements Cell {
  private static final double INPUT_SCALE = 0.1;

  static VanillaCell of(Ops tf, Weights weights, int inputs, int units) {
    return new VanillaCell(
        tf,
        weights.normal("input", "kernel", INPUT_SCALE / Math.sqrt(inputs), inputs, units),
        weights.identity("recurrent", "kernel", units),
        weights.zeroBias("recurrent", units));
  }

  @Override
  public float firstState() {
    return 1;
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public List<Operand<TFloat32>> next(Operand<TFloat32> input, List<Operand<TFloat32>> state) {
    Operand<TFloat32> product = tf.linalg.matMul(state.get(0), kernel);
    return List.of(tf.nn.relu(tf.nn.biasAdd(tf.math.add(input, product), bias)));
  }
}
