package io.dptrain.core.training;

import java.nio.file.Path;

/**
 * A run ended because something failed, and its folder could not take the model that it had: the
 * model was saved elsewhere. Nothing that ran is missing in the ledger.
 */
public final class TrainingFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final transient Path rescued;

  TrainingFailedException(String message, Path rescued, RuntimeException cause) {
    super(message, cause);
    this.rescued = rescued;
  }

  /** The folder that holds the model, as a checkpoint. */
  public Path rescued() {
    return rescued;
  }
}
