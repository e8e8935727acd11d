package io.dptrain.core.stability.monitor;

/** What a {@link TrainingMonitor} does about an event, from the mildest to the strongest. */
public enum Reaction {
  /** Nothing: the event is not raised. */
  IGNORE,
  /** Returns the event, and training goes on. */
  REPORT,
  /**
   * Leaves the update of the step out. The decision falls inside the graph, in the run of the step
   * itself: see {@link MonitorProbe#guardedGradients}.
   */
  SKIP_UPDATE,
  /** Brings back the last good state: see {@link RollBack}. */
  ROLL_BACK,
  /** Asks the loop to end. */
  STOP
}
