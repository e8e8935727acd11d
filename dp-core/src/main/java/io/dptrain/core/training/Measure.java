package io.dptrain.core.training;

import io.dptrain.core.optimizer.StepReport;
import java.util.OptionalDouble;
import org.tensorflow.Session;

/** How an evaluation gets its number. */
interface Measure {

  /**
   * A run begins.
   *
   * @param times how often it will be asked at most
   */
  default void open(long times) {}

  /** A private step was run. */
  default void stepped(StepReport report) {}

  /** Measures the weights of a session; empty if nothing is known. */
  OptionalDouble value(Session session);

  /** The run ended. */
  default void close() {}
}
