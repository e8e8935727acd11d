package io.dptrain.core.optimizer;

/**
 * TensorFlow could not run a step. The step is charged; the variables may or may not be updated.
 *
 * <p>TensorFlow's message may quote the batch (an invalid label, say), so it is left out unless it
 * was asked for. TensorFlow also writes it to standard error by itself, unless the environment
 * variable {@code TF_CPP_MIN_LOG_LEVEL} was 2 or more when it was loaded: see {@link NativeLog}.
 */
public final class StepFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  StepFailedException(Exception revealed) {
    super(
        "TensorFlow could not run the step, which stays charged; check that labels and ids are in"
            + " range and that the session belongs to the graph. The cause may quote the batch:"
            + " revealErrorsNotPrivate() shows it",
        revealed);
  }
}
