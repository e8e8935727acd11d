package io.dptrain.core.stability.monitor;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a {@link TrainingMonitor} thinks of a step.
 *
 * @param reaction the strongest reaction to any of the events, {@link Reaction#IGNORE} without one
 * @param events what was found, none in a good step
 * @param rolledBackTo after a roll-back the step whose update made the state that is back, -1 for
 *     the initial one; otherwise empty
 */
public record Verdict(Reaction reaction, List<StabilityEvent> events, OptionalLong rolledBackTo) {
  public Verdict {
    events = List.copyOf(events);
  }

  /** Whether nothing was found. */
  public boolean good() {
    return events.isEmpty();
  }

  /** Whether the loop should end. */
  public boolean stop() {
    return reaction == Reaction.STOP;
  }

  /** Whether the update of this step was left out, if its gradients were guarded. */
  public boolean skipped() {
    return reaction == Reaction.SKIP_UPDATE;
  }
}
