package io.dptrain.core.optimizer;

/**
 * TensorFlow could not run a step, which stays charged.
 *
 * <p>A unit that TensorFlow fails on, of a label out of range, say, is not the reason: it
 * contributes zero, and the step looks like any other. So this is thrown
 *
 * <ul>
 *   <li>if the update of the variables fails. That run is given the noised sum and no data, so what
 *       TensorFlow says of it is the cause and tells nothing of the batch. The variables may or may
 *       not be updated.
 *   <li>if {@link DpOptimizerBuilder#revealErrorsNotPrivate} was called and a run on the batch
 *       fails: then nothing is updated, and the cause may quote the batch.
 * </ul>
 *
 * <p>Of a run on the batch TensorFlow also writes to standard error by itself, unless the
 * environment variable {@code TF_CPP_MIN_LOG_LEVEL} was 2 or more when it was loaded; a warning
 * says so.
 */
public final class StepFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private StepFailedException(String message, Exception cause) {
    super(message, cause);
  }

  /** Of a run on the batch, whose error was asked for. */
  static StepFailedException ofBatch(Exception revealed) {
    return new StepFailedException(
        "TensorFlow could not run the batch, so the step, which stays charged, changed nothing;"
            + " check that labels and ids are in range. Without revealErrorsNotPrivate() a unit"
            + " that fails contributes zero",
        revealed);
  }

  /** Of the run that updates the variables from the noised sum. */
  static StepFailedException ofUpdate(Exception cause) {
    return new StepFailedException(
        "TensorFlow could not update the variables with the noised gradient, and the step stays"
            + " charged: "
            + cause.getMessage(),
        cause);
  }
}
