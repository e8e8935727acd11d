package io.dptrain.examples.rnn.model;

import java.util.Locale;
import org.tensorflow.op.Ops;

/** The recurrent networks to choose from. */
public enum CellKind {
  /** The plain recurrent network, with rectified units; see {@link VanillaCell}. */
  RNN,
  /** Long short-term memory; see {@link LstmCell}. */
  LSTM,
  /** The gated recurrent unit; see {@link GruCell}. */
  GRU;

  /** The name on the command line and in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  Cell cell(Ops tf, Weights weights, int inputs, int units) {
    return switch (this) {
      case RNN -> VanillaCell.of(tf, weights, inputs, units);
      case LSTM -> LstmCell.of(tf, weights, inputs, units);
      case GRU -> GruCell.of(tf, weights, inputs, units);
    };
  }
}
