package io.dptrain.core.stability.backprop;

import java.util.Arrays;

/**
 * A recurrent net {@code h_t = tanh(x_t U + h_(t-1) W)} with the loss {@code sum(h_T * v)} in plain
 * Java, whose backpropagation clips the signal at every step.
 */
final class ReferenceRecurrentNet {
  /** Clips a signal of shape {@code [batch, units]} in place. */
  interface SignalClip {
    void clip(double[][] signal);
  }

  private final double[][][] inputs;
  private final double[][] input;
  private final double[][] recurrent;
  private final double[] readOut;

  ReferenceRecurrentNet(
      double[][][] inputs, double[][] input, double[][] recurrent, double[] readOut) {
    this.inputs = inputs;
    this.input = input;
    this.recurrent = recurrent;
    this.readOut = readOut;
  }

  /** The gradient of the recurrent weights. */
  double[][] recurrentGradient(SignalClip clip) {
    int steps = inputs.length;
    double[][][] hidden = forward();
    double[][] signal = new double[inputs[0].length][];
    Arrays.setAll(signal, row -> readOut.clone());
    double[][] gradient = new double[recurrent.length][recurrent.length];
    for (int t = steps - 1; t >= 0; t--) {
      clip.clip(signal);
      signal = backward(signal, hidden[t + 1], hidden[t], gradient);
    }
    return gradient;
  }

  private double[][][] forward() {
    double[][][] hidden = new double[inputs.length + 1][inputs[0].length][recurrent.length];
    for (int t = 0; t < inputs.length; t++) {
      for (int row = 0; row < inputs[t].length; row++) {
        for (int unit = 0; unit < recurrent.length; unit++) {
          double sum = 0;
          for (int i = 0; i < input.length; i++) {
            sum += inputs[t][row][i] * input[i][unit];
          }
          for (int i = 0; i < recurrent.length; i++) {
            sum += hidden[t][row][i] * recurrent[i][unit];
          }
          hidden[t + 1][row][unit] = Math.tanh(sum);
        }
      }
    }
    return hidden;
  }

  /** Adds the share of one step to the gradient, and gives the signal to the state before. */
  private double[][] backward(
      double[][] signal, double[][] state, double[][] before, double[][] gradient) {
    int units = recurrent.length;
    double[][] earlier = new double[signal.length][units];
    for (int row = 0; row < signal.length; row++) {
      for (int unit = 0; unit < units; unit++) {
        double slope = signal[row][unit] * (1 - state[row][unit] * state[row][unit]);
        for (int i = 0; i < units; i++) {
          gradient[i][unit] += before[row][i] * slope;
          earlier[row][i] += recurrent[i][unit] * slope;
        }
      }
    }
    return earlier;
  }
}
