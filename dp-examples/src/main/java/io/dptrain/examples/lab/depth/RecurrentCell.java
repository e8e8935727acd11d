package io.dptrain.examples.lab.depth;

import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * One time step of a recurrent net, as a function of its whole state.
 *
 * @param input what comes in, times its weights. <b>Shape</b> {@code [1, gates * units]}
 * @param kernel <b>Shape</b> {@code [units, gates * units]}
 */
record RecurrentCell(Kind kind, Ops tf, Operand<TFloat32> input, Operand<TFloat32> kernel) {

  /** The cells to choose from. */
  enum Kind {
    /** {@code tanh(x + h U)} */
    PLAIN(1, 1),
    /** Long short-term memory; its forget gate has a bias of one. */
    LSTM(4, 2),
    /** The gated recurrent unit; its update gate has a bias of one towards keeping. */
    GRU(3, 1);

    final int gates;

    /** How many tensors of {@code [batch, units]} the state is made of; the first is the output. */
    final int states;

    Kind(int gates, int states) {
      this.gates = gates;
      this.states = states;
    }
  }

  /** One whose recurrent weights are normal with standard deviation {@code gain / sqrt(units)}. */
  static RecurrentCell of(
      Kind kind, LabGraph lab, Random random, double gain, int units, Operand<TFloat32> input) {
    float[] values = Draw.normal(random, gain / Math.sqrt(units), kind.gates * units * units);
    Operand<TFloat32> kernel = lab.constant(values, units, (long) kind.gates * units);
    return new RecurrentCell(kind, lab.tf(), input, kernel);
  }

  /** <b>Shape</b> {@code [batch, states * units] -> [batch, states * units]} */
  Operand<TFloat32> next(Operand<TFloat32> state) {
    List<? extends Operand<TFloat32>> parts = split(state, kind.states);
    Operand<TFloat32> product = tf.linalg.matMul(parts.get(0), kernel);
    return switch (kind) {
      case PLAIN -> tf.math.tanh(tf.math.add(product, input));
      case LSTM -> lstm(split(tf.math.add(product, input), kind.gates), parts.get(1));
      case GRU -> gru(split(product, kind.gates), split(input, kind.gates), parts.get(0));
    };
  }

  private Operand<TFloat32> lstm(
      List<? extends Operand<TFloat32>> gates, Operand<TFloat32> memory) {
    Operand<TFloat32> kept = tf.math.mul(gate(gates.get(0), 1), memory);
    Operand<TFloat32> added = tf.math.mul(gate(gates.get(1), 0), tf.math.tanh(gates.get(2)));
    Operand<TFloat32> next = tf.math.add(kept, added);
    Operand<TFloat32> output = tf.math.mul(gate(gates.get(3), 0), tf.math.tanh(next));
    return tf.concat(List.of(output, next), tf.constant(1));
  }

  private Operand<TFloat32> gru(
      List<? extends Operand<TFloat32>> fromState,
      List<? extends Operand<TFloat32>> fromInput,
      Operand<TFloat32> hidden) {
    Operand<TFloat32> kept = gate(tf.math.add(fromState.get(0), fromInput.get(0)), 1);
    Operand<TFloat32> reset = gate(tf.math.add(fromState.get(1), fromInput.get(1)), 0);
    Operand<TFloat32> recalled = tf.math.mul(reset, fromState.get(2));
    Operand<TFloat32> candidate = tf.math.tanh(tf.math.add(fromInput.get(2), recalled));
    Operand<TFloat32> change = tf.math.sub(hidden, candidate);
    return tf.math.add(candidate, tf.math.mul(kept, change));
  }

  private Operand<TFloat32> gate(Operand<TFloat32> sum, float bias) {
    return tf.math.sigmoid(tf.math.add(sum, tf.constant(bias)));
  }

  private List<? extends Operand<TFloat32>> split(Operand<TFloat32> tensor, int parts) {
    return parts == 1 ? List.of(tensor) : tf.split(tf.constant(1), tensor, (long) parts).output();
  }
}
