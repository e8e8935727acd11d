package io.dptrain.core.internal;

import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;

/** What TensorFlow throws, of which not all is a TensorFlowException. Stateless. */
public final class NativeFailure {
  private NativeFailure() {}

  /** Whether TensorFlow itself refused or failed. */
  public static boolean isOf(RuntimeException failure) {
    return failure instanceof TensorFlowException
        || failure instanceof TFInvalidArgumentException
        || failure instanceof TFUnimplementedException;
  }

  /** The first line of its message: what follows are traces of nodes. */
  public static String firstLine(RuntimeException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * A refusal in place of what TensorFlow threw; anything else as it is.
   *
   * @param what could not be done with what
   */
  public static RuntimeException refused(String what, RuntimeException failure) {
    return isOf(failure)
        ? new IllegalArgumentException(what + ": " + firstLine(failure), failure)
        : failure;
  }
}
