package io.dptrain.core.internal.gradient;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.family.TFloating;

/** Recurrent networks, unrolled over their time steps. */
final class RecurrentModels {
  private static final int STEPS = 6;

  private RecurrentModels() {}

  /** The next state, from the state before and the input of a step; the output is the first. */
  @FunctionalInterface
  interface Cell {
    List<Operand<TFloating>> next(List<Operand<TFloating>> states, Operand<TFloating> input);
  }

  static List<Model> all() {
    return List.of(
        model("RNN", b -> elman(b, 3, 4), 4, 1),
        model("LSTM", b -> lstm(b, 3, 3), 3, 2),
        model("GRU", b -> gru(b, 3, 3), 3, 1),
        inputOnceForAllSteps());
  }

  private static Model model(String name, CellMaker maker, int width, int states) {
    return Model.of(
        "%s over %d steps".formatted(name, STEPS),
        b -> {
          List<Operand<TFloating>> outputs = unroll(b, b.x(), STEPS, states, width, maker.make(b));
          return b.squares(b.dense(outputs.get(STEPS - 1), 2));
        },
        DataInput.floats(STEPS, 3));
  }

  /** Makes the parameters of a cell. */
  @FunctionalInterface
  private interface CellMaker {
    Cell make(LossBuilder b);
  }

  /** The outputs of all steps, from states of zero. */
  static List<Operand<TFloating>> unroll(
      LossBuilder b, Operand<TFloating> x, int steps, int states, int width, Cell cell) {
    Ops tf = b.tf();
    List<Operand<TFloating>> inputs = new ArrayList<>();
    tf.unstack(x, (long) steps, Unstack.axis(1L)).iterator().forEachRemaining(inputs::add);
    Operand<TFloating> zero =
        tf.fill(
            tf.concat(
                List.of(tf.slice(tf.shape(x), b.ints(0), b.ints(1)), b.ints(width)),
                tf.constant(0)),
            b.constant(0));
    List<Operand<TFloating>> state = Collections.nCopies(states, zero);
    List<Operand<TFloating>> outputs = new ArrayList<>();
    for (Operand<TFloating> input : inputs) {
      state = cell.next(state, input);
      outputs.add(state.get(0));
    }
    return outputs;
  }

  static Cell elman(LossBuilder b, int in, int width) {
    Operand<TFloating> inputWeight = b.variable(in, width);
    Operand<TFloating> stateWeight = b.variable(width, width);
    Operand<TFloating> bias = b.variable(width);
    return (states, input) -> {
      Operand<TFloating> sum =
          b.tf().math.add(b.matMul(input, inputWeight), b.matMul(states.get(0), stateWeight));
      return List.of(b.tf().math.tanh(b.tf().nn.biasAdd(sum, bias)));
    };
  }

  static Cell lstm(LossBuilder b, int in, int width) {
    Ops tf = b.tf();
    Operand<TFloating> kernel = b.variable(in + width, 4L * width);
    Operand<TFloating> bias = b.variable(4L * width);
    return (states, input) -> {
      Operand<TFloating> joined = tf.concat(List.of(input, states.get(0)), tf.constant(1));
      Operand<TFloating> all = tf.nn.biasAdd(b.matMul(joined, kernel), bias);
      List<Operand<TFloating>> gates = new ArrayList<>();
      tf.split(tf.constant(1), all, 4L).iterator().forEachRemaining(gates::add);
      Operand<TFloating> kept = tf.math.mul(tf.math.sigmoid(gates.get(0)), states.get(1));
      Operand<TFloating> added =
          tf.math.mul(tf.math.sigmoid(gates.get(1)), tf.math.tanh(gates.get(2)));
      Operand<TFloating> cell = tf.math.add(kept, added);
      return List.of(tf.math.mul(tf.math.sigmoid(gates.get(3)), tf.math.tanh(cell)), cell);
    };
  }

  static Cell gru(LossBuilder b, int in, int width) {
    Ops tf = b.tf();
    Operand<TFloating> gateKernel = b.variable(in + width, 2L * width);
    Operand<TFloating> gateBias = b.variable(2L * width);
    Operand<TFloating> kernel = b.variable(in + width, width);
    return (states, input) -> {
      Operand<TFloating> state = states.get(0);
      Operand<TFloating> joined = tf.concat(List.of(input, state), tf.constant(1));
      Operand<TFloating> both =
          tf.math.sigmoid(tf.nn.biasAdd(b.matMul(joined, gateKernel), gateBias));
      List<Operand<TFloating>> gates = new ArrayList<>();
      tf.split(tf.constant(1), both, 2L).iterator().forEachRemaining(gates::add);
      Operand<TFloating> reset = tf.math.mul(gates.get(0), state);
      Operand<TFloating> candidate =
          tf.math.tanh(b.matMul(tf.concat(List.of(input, reset), tf.constant(1)), kernel));
      Operand<TFloating> kept = tf.math.mul(gates.get(1), state);
      Operand<TFloating> taken = tf.math.mul(tf.math.sub(b.constant(1), gates.get(1)), candidate);
      return List.of(tf.math.add(kept, taken));
    };
  }

  /** The weight of the inputs is used once for [batch * time], that of the state at each step. */
  private static Model inputOnceForAllSteps() {
    return Model.of(
        "RNN with its inputs multiplied at once",
        b -> {
          Ops tf = b.tf();
          Operand<TFloating> projected =
              b.reshape(b.dense(b.reshape(b.x(), -1, 3), 4), -1, STEPS, 4);
          Operand<TFloating> weight = b.variable(4, 4);
          Cell cell =
              (states, input) ->
                  List.of(tf.math.tanh(tf.math.add(input, b.matMul(states.get(0), weight))));
          List<Operand<TFloating>> outputs = unroll(b, projected, STEPS, 1, 4, cell);
          return b.squares(tf.stack(outputs, Stack.axis(1L)));
        },
        DataInput.floats(STEPS, 3));
  }
}
