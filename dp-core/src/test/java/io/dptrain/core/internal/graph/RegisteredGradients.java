package io.dptrain.core.internal.graph;

import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.global.tensorflow;

/** Prints the op types of which the native library has a gradient before anyone registers one. */
final class RegisteredGradients {
  private RegisteredGradients() {}

  public static void main(String[] arguments) {
    TensorFlow.registeredOpList().getOpList().stream()
        .filter(op -> tensorflow.TFJ_HasGradient(op.getName()))
        .forEach(op -> System.out.println("gradient " + op.getName()));
  }
}
