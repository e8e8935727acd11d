package io.dptrain.examples.check.op;

import java.util.function.DoubleUnaryOperator;

/** Functions that the graph optimizer fuses with a product or a convolution. */
final class Activations {
  private Activations() {}

  static DoubleUnaryOperator of(String op) {
    return switch (op) {
      case "Relu" -> x -> Math.max(x, 0);
      case "Relu6" -> x -> Math.min(Math.max(x, 0), 6);
      case "Elu" -> x -> x > 0 ? x : Math.expm1(x);
      case "LeakyRelu" -> x -> x > 0 ? x : (double) 0.2f * x;
      case "Tanh" -> Math::tanh;
      case "Sigmoid" -> x -> 1 / (1 + Math.exp(-x));
      default -> throw new IllegalArgumentException(op);
    };
  }
}
