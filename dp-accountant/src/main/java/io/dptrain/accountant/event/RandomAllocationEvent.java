package io.dptrain.accountant.event;

import io.dptrain.accountant.internal.Checks;
import java.util.Objects;

/**
 * One epoch of random allocation, also known as balls and bins: {@code steps} events in a row, each
 * on a batch of its own. Each privacy unit is in exactly one of the batches, drawn uniformly and
 * independently of all other units, anew for each epoch.
 *
 * <p>The number of units in a batch is random, and as sensitive as its content: it must not be
 * shown or divided by, an empty batch is released with noise like any other, and no batch is cut
 * down or filled up.
 *
 * <p>It stands for the whole epoch, also where only the first of its steps were taken: which of
 * them a unit is in is decided before the first. It does not describe a shuffled pass in batches of
 * a fixed size, where one unit's place tells of the others'.
 *
 * <p><b>Domain:</b> {@code steps} in [1, 2^53]; 1 is no sampling.
 *
 * @param steps the number of batches in the epoch
 * @param event what each step releases about its batch
 */
public record RandomAllocationEvent(long steps, PrivacyEvent event) implements PrivacyEvent {
  public RandomAllocationEvent {
    Checks.positiveCount("steps", steps);
    Objects.requireNonNull(event, "event");
  }

  @Override
  public String describe() {
    return "RandomAllocation(steps=" + steps + ", " + event.describe() + ")";
  }
}
