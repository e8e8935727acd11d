package io.dptrain.examples.rnn;

import io.dptrain.examples.rnn.model.CellKind;

/**
 * Settings with which clipping by the l2 norm solves the problem of length 100, and which the flags
 * change.
 */
record Defaults(double learningRate, double l2ClipNorm, int steps) {

  static Defaults of(CellKind cell) {
    return switch (cell) {
      case RNN -> new Defaults(0.005, 0.5, 4_000);
      case LSTM, GRU -> new Defaults(0.3, 1, 2_000);
    };
  }
}
